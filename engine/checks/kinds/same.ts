import type { CheckParams } from '../../../contract/checks.js';
import type { Judge, World } from '../../world/judge.js';
import type { DiagnosisMessage, VerdictMessage } from '../../../contract/messages/verdicts.js';
import { cannotRead, evidence, factsOn, fail, firstLine, judging, pass, section } from '../judging.js';

type Params = CheckParams<'same'>;

/** What is compared, as people name it. */
function nameOf({ file, run, sysctl }: Params): string {
  return file ?? run ?? sysctl ?? '';
}

function valueOn(world: World, node: string, { file, run, sysctl }: Params): string {
  if (file !== undefined) {
    const found = section(world, node, 'files')[file];
    if (found === undefined) throw cannotRead(node, file);
    return found.exists ? (found.content ?? '') : '-';
  }
  if (run !== undefined) {
    const found = section(world, node, 'commands')[run];
    if (found === undefined) throw cannotRead(node, run);
    return found.stdout;
  }
  return String(section(world, node, 'sysctls')[sysctl ?? ''] ?? '-');
}

function absent(
  world: World,
  node: string,
  { file, run }: Params,
): readonly [VerdictMessage, DiagnosisMessage] | undefined {
  if (file !== undefined && !section(world, node, 'files')[file]?.exists) {
    const params = { node, path: file };
    return [
      { code: 'file.missing', params },
      { code: 'file-missing', params },
    ];
  }
  const ran = run === undefined ? undefined : section(world, node, 'commands')[run];
  // Not found, or not to be executed: POSIX sh.
  if (run === undefined || ran === undefined || (ran.exit !== 127 && ran.exit !== 126)) return undefined;
  const { exit } = ran;
  return [
    { code: 'command.exit', params: { node, run, exit, want: 0 } },
    { code: 'command-failed', params: { node, run, exit, said: firstLine(ran.stderr) } },
  ];
}

/** The first line in which two texts differ, of the second one. */
function difference(one: string, other: string): string {
  const [before, lines] = [one.split('\n'), other.split('\n')];
  const differs = before.findIndex((line, index) => line !== lines[index]);
  // All of the one is in the other, which goes on.
  const at = differs < 0 ? before.length : differs;
  return `${at + 1}: ${(lines[at] ?? '').trim().slice(0, 80)}`;
}

/** Nodes that must have the same: a file, a command's output, a setting. */
export const sameJudge: Judge<'same'> = {
  looksBy: ({ run }) => (run === undefined ? [] : [run]),
  wants: ({ on, file, run, sysctl }) => ({
    facts: factsOn(on, {
      ...(file === undefined ? {} : { files: [file] }),
      ...(run === undefined ? {} : { commands: [run] }),
      ...(sysctl === undefined ? {} : { sysctls: [sysctl] }),
    }),
    experiments: [],
  }),
  judge: (params, world) =>
    judging(() => {
      const [first = '', ...others] = params.on;
      const what = nameOf(params);
      const own = valueOn(world, first, params);
      const proof = params.on.flatMap((node) => evidence(world, node, 'sysctls'));
      for (const other of others) {
        const value = valueOn(world, other, params);
        if (value === own) continue;
        const detail = params.sysctl === undefined ? difference(own, value) : value;
        const differs = { what, nodes: `${first}, ${other}`, detail };
        return fail(
          { code: 'same.differs', params: differs },
          { code: 'not-the-same', params: differs },
          proof,
        );
      }
      // Nothing on all of them is the same, too, and not what was asked for.
      const nothing = absent(world, first, params);
      if (nothing !== undefined) return fail(...nothing, proof);
      return pass({ code: 'same.ok', params: { what, nodes: params.on } }, proof);
    }),
};
