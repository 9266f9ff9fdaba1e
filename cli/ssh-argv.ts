/** Options of the program and of `ssh` that take a value in the word after them. */
const withValue = ['--lang', '--provider', '-s', '--session', '--write'];

/**
 * `ssh NODE CMD -x`: what follows the node belongs to the node's command, as with ssh(1). Puts a `--` before the command,
 * so that its options are not read as ours; leaves all else as it is.
 */
export function endOptionsOfSsh(argv: readonly string[]): readonly string[] {
  let operands = 0;
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at]!;
    if (word === '--') return argv;
    if (word.startsWith('-')) {
      if (withValue.includes(word)) at += 1;
      continue;
    }
    operands += 1;
    if (operands === 1 && word !== 'ssh') return argv;
    if (operands === 3) return [...argv.slice(0, at), '--', ...argv.slice(at)];
  }
  return argv;
}
