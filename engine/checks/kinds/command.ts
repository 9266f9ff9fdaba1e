import { own } from '../../../contract/own.js';
import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import { nodeOfAddress } from '../../world/topology-lookup.js';
import type { Judge, World } from '../../world/judge.js';
import { cannotRead, factsOn, fail, overNodes, pass, pattern, section, firstLine } from '../judging.js';

export const commandJudge: Judge<'command'> = {
  looksBy: ({ run }) => [run],
  wants: ({ on, run }) => ({ facts: factsOn(on, { commands: [run] }), experiments: [] }),
  judge: ({ on, run, exit, stdout }, world) =>
    overNodes(
      on,
      (node) => {
        const found = own(section(world, node, 'commands'), run);
        if (found === undefined) throw cannotRead(node, run);
        const at = section(world, node, 'at');
        const output = `${found.stdout}${found.stderr}`.slice(0, 3900);
        const proof = [{ node, command: run, output, exit: found.exit, at }];
        const diagnosis = commandCause(world, node, run, found);
        if (found.exit !== exit) {
          const message = {
            code: 'command.exit',
            params: { node, run, exit: found.exit, want: exit },
          } as const;
          return fail(message, diagnosis, proof);
        }
        if (stdout !== undefined && !pattern(stdout).matches(found.stdout)) {
          return fail({ code: 'command.output', params: { node, run, pattern: stdout } }, diagnosis, proof);
        }
        return pass({ code: 'command.ok', params: { nodes: [node], run } }, proof);
      },
      (nodes) => ({ code: 'command.ok', params: { nodes, run } }),
    ),
};

/** What a command did, or, of one that resolves a name, what that means. */
function commandCause(
  world: World,
  node: string,
  run: string,
  found: { readonly exit: number; readonly stdout: string; readonly stderr: string },
): DiagnosisMessage {
  const name = /^getent (?:ahosts(?:v4|v6)?|hosts) (\S+)$/.exec(run)?.[1];
  if (name !== undefined) {
    const address = /^\S+/.exec(found.stdout)?.[0] ?? '';
    const owner = nodeOfAddress(world.topology, address);
    const [vip] = world.topology.vips ?? [];
    if (owner !== undefined && vip !== undefined)
      return { code: 'name-resolves-elsewhere', params: { node, name, found: address, owner, want: vip } };
    return { code: 'name-not-resolved', params: { node, name, found: address } };
  }
  const said = firstLine(found.stdout === '' ? found.stderr : found.stdout);
  return { code: 'command-failed', params: { node, run, exit: found.exit, said } };
}
