import { own } from '../../../contract/own.js';
import type { Unit } from '../../../contract/facts.js';
import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import { nodeOfAddress } from '../../experiments/topology-lookup.js';
import type { Judge, World } from '../judge.js';
import {
  cannotRead,
  evidence,
  factsOn,
  fail,
  failing,
  list,
  overNodes,
  pass,
  pattern,
  section,
} from '../judging.js';

export const packageJudge: Judge<'package'> = {
  wants: ({ on, name }) => ({ facts: factsOn(on, { packages: [name] }), experiments: [] }),
  judge: ({ on, name }, world) => {
    let version = '';
    return overNodes(
      on,
      (node) => {
        const found = own(section(world, node, 'packages'), name);
        const proof = evidence(world, node, 'packages');
        const code =
          name === 'ipvsadm' || name === 'keepalived' ? (`${name}-not-installed` as const) : undefined;
        if (found === undefined) {
          const diagnosis =
            code === undefined
              ? ({ code: 'package-not-installed', params: { node, name } } as const)
              : ({ code, params: { node } } as const);
          return fail({ code: 'package.missing', params: { node, name } }, diagnosis, proof);
        }
        version = found;
        return pass({ code: 'package.installed', params: { nodes: [node], name, version } }, proof);
      },
      (nodes) => ({ code: 'package.installed', params: { nodes, name, version } }),
    );
  },
};

export const moduleJudge: Judge<'module'> = {
  wants: ({ on }) => ({ facts: factsOn(on, { modules: true }), experiments: [] }),
  judge: ({ on, name }, world) =>
    overNodes(
      on,
      (node) => {
        // The kernel writes names with underscores, modprobe takes both.
        const loaded = section(world, node, 'modules').includes(name.replaceAll('-', '_'));
        const proof = evidence(world, node, 'modules');
        if (loaded) return pass({ code: 'module.loaded', params: { nodes: [node], name } }, proof);
        const diagnosis = { code: 'module-not-loaded', params: { node, name } } as const;
        return fail({ code: 'module.missing', params: { node, name } }, diagnosis, proof);
      },
      (nodes) => ({ code: 'module.loaded', params: { nodes, name } }),
    ),
};

function stateOf(unit: Unit): string {
  return [unit.active || 'unknown', unit.enabled].filter((word) => word !== '').join(', ');
}

export const unitJudge: Judge<'unit'> = {
  wants: ({ on, name }) => ({ facts: factsOn(on, { units: [...list(name)] }), experiments: [] }),
  judge: ({ on, name, active, enabled }, world) => {
    let good = '';
    let state = '';
    return overNodes(
      on,
      (node) => {
        const units = section(world, node, 'units');
        const asked = list(name);
        const known = asked.flatMap((each) => own(units, each) ?? []);
        const first = known[0];
        if (first === undefined) throw cannotRead(node, 'units');
        const proof = evidence(world, node, 'units');
        const isActive = (unit: Unit): boolean => ['active', 'reloading', 'activating'].includes(unit.active);
        const isEnabled = (unit: Unit): boolean =>
          /^(enabled|alias|static|indirect|enabled-runtime)$/.test(unit.enabled);
        const fits = (unit: Unit): boolean =>
          isActive(unit) === active && (enabled === undefined || isEnabled(unit) === enabled);
        const found = active ? known.find(fits) : known.every(fits) ? first : undefined;
        if (found !== undefined) {
          good = found.name;
          state = stateOf(found);
          return pass({ code: 'unit.ok', params: { nodes: [node], name: good, state } }, proof);
        }
        const worst = known.find((unit) => (active ? unit.load === 'loaded' : !fits(unit))) ?? first;
        const want = `${active ? 'active' : 'inactive'}${enabled === undefined ? '' : enabled ? ', enabled' : ', disabled'}`;
        const message = { node, name: worst.name, found: stateOf(worst), want };
        const params = { node, name: worst.name };
        const running = known.some(isActive);
        const code = active
          ? running
            ? ('unit-not-enabled' as const)
            : worst.name === 'keepalived'
              ? ('keepalived-not-running' as const)
              : ('unit-not-running' as const)
          : ('unit-running' as const);
        const diagnosis =
          code === 'keepalived-not-running'
            ? ({ code, params: { node } } as const)
            : ({ code, params } as const);
        if (code !== 'keepalived-not-running')
          return fail({ code: 'unit.wrong', params: message }, diagnosis, proof);
        const symptom = { kind: 'unit', node, name: worst.name } as const;
        return failing({ code: 'unit.wrong', params: message }, { symptom, last: diagnosis, proof });
      },
      (nodes) => ({ code: 'unit.ok', params: { nodes, name: good, state } }),
    );
  },
};

export const fileJudge: Judge<'file'> = {
  wants: ({ on, path }) => ({ facts: factsOn(on, { files: [path] }), experiments: [] }),
  judge: ({ on, path, exists, matches }, world) =>
    overNodes(
      on,
      (node) => {
        const found = own(section(world, node, 'files'), path);
        if (found === undefined) throw cannotRead(node, path);
        const params = { node, path };
        const output = found.exists ? (found.content ?? '').slice(0, 3900) : 'No such file or directory';
        const at = section(world, node, 'at');
        const proof = [{ node, command: `cat ${path}`, output, exit: found.exists ? 0 : 1, at }];
        if (exists && !found.exists)
          return fail({ code: 'file.missing', params }, { code: 'file-missing', params }, proof);
        if (!exists && found.exists)
          return fail({ code: 'file.present', params }, { code: 'file-present', params }, proof);
        if (exists && matches !== undefined && !pattern(matches).matches(found.content ?? '')) {
          const message = { code: 'file.mismatch', params: { node, path, pattern: matches } } as const;
          const begins = firstLine(found.content ?? '');
          return fail(message, { code: 'file-content', params: { ...params, begins } }, proof);
        }
        return pass({ code: 'file.ok', params: { nodes: [node], path } }, proof);
      },
      (nodes) => ({ code: 'file.ok', params: { nodes, path } }),
    ),
};

export const commandJudge: Judge<'command'> = {
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

/** The first line that says something, at most 80 characters of it. */
function firstLine(text: string): string {
  const line = text.split('\n').find((each) => each.trim() !== '') ?? '';
  return line.trim().slice(0, 80);
}
