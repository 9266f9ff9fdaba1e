/** Options of the program and of `ssh` that take a value in the word after them. */
const withValue = ['--lang', '--provider', '-s', '--session', '--write'];

export interface SshWords {
  /** What is ours to read. */
  readonly own: readonly string[];
  /** The node's command, word by word. */
  readonly command: readonly string[];
}

/**
 * `ssh NODE CMD -x`: what follows the node belongs to the node's command, as with ssh(1), whatever it looks like. It is
 * taken out before options are read: a `--` would not keep them, as commander drops it on the way to the subcommand.
 */
export function splitSsh(argv: readonly string[]): SshWords {
  let operands = 0;
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at]!;
    if (word === '--') {
      return operands === 2 ? { own: argv.slice(0, at), command: argv.slice(at + 1) } : whole(argv);
    }
    if (word.startsWith('-')) {
      if (withValue.includes(word)) at += 1;
      continue;
    }
    operands += 1;
    if (operands === 1 && word !== 'ssh') return whole(argv);
    if (operands === 3) return { own: argv.slice(0, at), command: argv.slice(at) };
  }
  return whole(argv);
}

function whole(own: readonly string[]): SshWords {
  return { own, command: [] };
}
