import type { FactsRequest, NodeFacts, Observed } from '../../../contract/facts.js';
import { drTopology } from '../../judging/testing/world.js';
import { type ExecResult, ShellError } from '../../machines/shell.js';
import type { RoundContext } from '../round.js';

export interface Fake extends RoundContext {
  readonly asked: { readonly node: string; readonly request: FactsRequest }[];
  readonly ran: string[];
}

/**
 * Nodes with these files; of a node's facts it gives what was asked for, as a real one does.
 * @param prints what a command on a node prints
 */
export function fake(
  facts: (node: string, turn: number) => NodeFacts | Extract<Observed, { ok: false }>['reason'],
  more: Partial<RoundContext> & {
    readonly prints?: (node: string, command: string) => Partial<ExecResult>;
  } = {},
): Fake {
  const asked: Fake['asked'] = [];
  const ran: string[] = [];
  const turns = new Map<string, number>();
  return {
    topology: drTopology,
    asked,
    ran,
    secret: () => 'secret',
    sourcePorts: () => 10_000,
    answer: () => undefined,
    check: () => undefined,
    causes: [],
    passedBefore: () => false,
    shell: (node) => ({
      exec: async (command) => {
        ran.push(node);
        if (more.prints === undefined) throw new ShellError('unreachable', `no shell: ${command}`);
        return { exit: 0, stdout: '', stderr: '', ...more.prints(node, command) };
      },
    }),
    observe: async (node, request) => {
      asked.push({ node, request });
      const turn = (turns.get(node) ?? 0) + 1;
      turns.set(node, turn);
      const found = facts(node, turn);
      if (typeof found === 'string') return { ok: false, reason: found, detail: 'as the test wants', at: 0 };
      return { ok: true, facts: only(found, request) };
    },
    ...more,
  };
}

function only(facts: NodeFacts, request: FactsRequest): NodeFacts {
  const named = <T>(from: Readonly<Record<string, T>> | undefined, names: readonly string[]) =>
    Object.fromEntries(Object.entries(from ?? {}).filter(([name]) => names.includes(name)));
  const { at, addresses, links, routes, listeners, ipvs, witness } = facts;
  return {
    at,
    ...(request.network && addresses !== undefined ? { addresses } : {}),
    ...(request.network && links !== undefined ? { links } : {}),
    ...(request.network && routes !== undefined ? { routes } : {}),
    ...(request.listeners && listeners !== undefined ? { listeners } : {}),
    ...(request.ipvs && ipvs !== undefined ? { ipvs } : {}),
    ...(request.witness && witness !== undefined ? { witness } : {}),
    ...(request.sysctls === undefined ? {} : { sysctls: named(facts.sysctls, request.sysctls) }),
    ...(request.files === undefined ? {} : { files: named(facts.files, request.files) }),
    ...(request.packages === undefined ? {} : { packages: named(facts.packages, request.packages) }),
  };
}
