import type { WayView } from '../../contract/ways.js';
import type { Decision, Rule } from '../../schedulers/rule.js';
import type { Request } from '../../schedulers/server.js';
import { closeConnection, openConnection, type Service } from '../../schedulers/service.js';
import {
  type FoundService,
  serviceOf,
  type Setup,
  setupOf,
  simulationLimits,
  type Step,
} from './simulation.js';

/** A director's service as it was read, and the last connection that frames showed. */
export interface Look {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Could the table be read? */
  readonly known: boolean;
  /** Undefined: the table has no such service. */
  readonly service: FoundService | undefined;
  readonly way?: WayView | undefined;
}

/** Connections by server id. */
export type Shares = Readonly<Record<string, number>>;

/**
 * `ruled`: the rule allows nothing else; `allowed`: it is one of what the rule allows, as what a scheduler remembers is
 * not shown, or the order in which connections came and ended was not seen; `otherwise`: it is none of it;
 * `persistent`: neither, and the service keeps clients on their servers; `moved`: neither, but what the rule goes by
 * was not seen whole; `changed`: the table was, so that the numbers before are not known; `many`: too
 * many at once; `client`: the rule goes by an address that was not seen.
 */
export type DealVerdict =
  | 'ruled'
  | 'allowed'
  | 'otherwise'
  | 'persistent'
  | 'moved'
  | 'changed'
  | 'many'
  | 'client';

/** New connections between two looks: where the kernel sent them, and the rule by the numbers before. */
export interface Deal {
  /** Of the later look: no two deals have the same. */
  readonly at: number;
  readonly kernel: Shares;
  readonly verdict: DealVerdict;
  /** What the rule says; absent where it was not asked, or allows several. */
  readonly rule?: Shares;
  /** Of one connection alone: what the rule went by. */
  readonly step?: Pick<Step, 'request' | 'decision'>;
}

export interface KernelWatch {
  readonly look: Look;
  /** As the rule has it; undefined: it is not simulated. */
  readonly setup: Setup | undefined;
  /** What the scheduler may remember. */
  readonly rules: readonly Rule[];
  /** The newest last. */
  readonly deals: readonly Deal[];
  readonly total: Shares;
}

/** Rules that go by how many connections there are. */
const counting: ReadonlySet<string> = new Set(['lc', 'wlc', 'sed', 'nq', 'ovf', 'lblc', 'lblcr']);

/** Deals that are kept, and outcomes that are gone through at once. */
const kept = 60;
const maxOutcomes = 200;

export function beginWatch(look: Look): KernelWatch {
  const setup = look.service && setupOf(look.service);
  return { look, setup, rules: rulesOf(setup), deals: [], total: {} };
}

function rulesOf(setup: Setup | undefined): readonly Rule[] {
  return setup === undefined ? [] : [serviceOf(setup).rule];
}

/** What the next look shows. Looks without anything new only move the numbers on. */
export function watchKernel(before: KernelWatch, look: Look): KernelWatch {
  if (!look.known) return before;
  const setup = look.service && setupOf(look.service);
  const same = isSameTable(before.setup, setup);
  const kernel = newConnections(before.look.service, look.service, setup);
  const next = { ...before, look, setup, rules: same ? before.rules : rulesOf(setup) };
  const count = sum(kernel);
  if (count === 0) return next;
  const asked = same
    ? ask(before, setup, kernel, requestsOf(before, look, count))
    : { verdict: 'changed' as const, rules: next.rules };
  const { rules, ...deal } = asked;
  return {
    ...next,
    rules,
    deals: [...before.deals, { ...deal, at: look.at, kernel }].slice(-kept),
    total: added(before.total, kernel),
  };
}

/** The same servers in the same order with the same weights, under the same rule. */
function isSameTable(before: Setup | undefined, now: Setup | undefined): now is Setup {
  return before !== undefined && now !== undefined && rowsOf(before) === rowsOf(now);
}

function rowsOf({ scheduler, flags, servers }: Setup): string {
  const rows = servers.map(({ address, port, weight }) => `${address}:${port} ${weight}`);
  return [scheduler, ...flags, ...rows].join('\n');
}

/** By server id. A counter that went back was set to zero, or its server is a new one. */
function newConnections(
  before: FoundService | undefined,
  now: FoundService | undefined,
  setup: Setup | undefined,
): Shares {
  const shares: Record<string, number> = {};
  for (const { address, port, connections } of now?.servers ?? []) {
    const isSame = (each: { address: string; port: number }) =>
      each.address === address && each.port === port;
    const more = connections - (before?.servers.find(isSame)?.connections ?? 0);
    const fresh = more < 0 ? connections : more;
    if (fresh > 0) shares[setup?.servers.find(isSame)?.id ?? `${address}:${port}`] = fresh;
  }
  return shares;
}

/** What the rule is asked; a string: why it cannot be. */
function requestsOf(
  before: KernelWatch,
  { service, way }: Look,
  count: number,
): readonly Request[] | 'many' | 'client' {
  if (count > simulationLimits.requests.max) return 'many';
  const { scheduler } = service!;
  const seen =
    way !== undefined &&
    way.at !== before.look.way?.at &&
    way.service === `${service!.address}:${service!.port}`
      ? way
      : undefined;
  const bySource = scheduler === 'sh' || scheduler === 'mh';
  const byTarget = scheduler === 'dh' || scheduler.startsWith('lblc');
  if (bySource && (count > 1 || seen === undefined)) return 'client';
  if (byTarget && service!.address === '') return 'client';
  const [client = '0.0.0.0', port = '0'] = seen?.source.split(':') ?? [];
  const request = { client, port: Number(port), target: service!.address };
  return Array.from({ length: count }, () => request);
}

/** What a rule may do with some requests. */
interface Outcome {
  readonly service: Service;
  readonly decisions: readonly Decision[];
}

/** Does the rule allow what the kernel did? What it may remember from then on is what allows it. */
function ask(
  before: KernelWatch,
  now: Setup,
  kernel: Shares,
  requests: readonly Request[] | 'many' | 'client',
): Pick<Deal, 'verdict' | 'rule' | 'step'> & Pick<KernelWatch, 'rules'> {
  if (typeof requests === 'string') return { verdict: requests, rules: rulesOf(now) };
  const tables = [before.setup!, withoutNew(now, kernel)];
  const held = requests.length > 1 ? [true, false] : [true];
  const limit = Math.ceil(maxOutcomes / before.rules.length);
  const tried = tables
    .map(serviceOf)
    .flatMap((service) =>
      held.map((open) => before.rules.map((rule) => outcomesOf({ ...service, rule }, requests, open, limit))),
    );
  const all = tried.flat().every((each) => each.all);
  const groups = tried.map((group) =>
    group.flatMap(({ outcomes }) => outcomes.map((each) => ({ ...each, shares: sharesBy(each.decisions) }))),
  );
  const took = textOf(kernel);
  const told = new Set(groups.flat().map(({ shares }) => textOf(shares)));
  // The numbers hardly touch what a scheduler remembers: of several groups that fit the first one tells it.
  const fitting = groups
    .map((group) => group.filter(({ shares }) => textOf(shares) === took))
    .find((group) => group.length > 0);
  const shown = fitting?.[0] ?? groups.flat()[0];
  const one = all && told.size === 1 ? 'ruled' : 'allowed';
  const verdict = fitting === undefined ? whyNot(before, tables, all && requests.length === 1) : one;
  const remembered = fitting !== undefined && fitting.length <= maxOutcomes;
  const [request] = requests;
  const [decision] = shown?.decisions ?? [];
  return {
    verdict,
    rules: remembered ? fitting.map(({ service }) => service.rule) : rulesOf(now),
    ...(shown === undefined || verdict === 'allowed' ? {} : { rule: shown.shares }),
    ...(requests.length > 1 || request === undefined || decision === undefined
      ? {}
      : { step: { request, decision } }),
  };
}

/** A rule that fits nothing is no proof against the kernel where the numbers may have been others. */
function whyNot(
  { look: { service } }: KernelWatch,
  [earlier, later]: readonly Setup[],
  whole: boolean,
): DealVerdict {
  if (service?.persistent !== undefined) return 'persistent';
  const numbers = (setup: Setup | undefined) =>
    setup?.servers.map(({ active, inactive }) => `${active} ${inactive}`).join('\n');
  const still = whole && numbers(earlier) === numbers(later);
  return still || !counting.has(earlier?.scheduler ?? '') ? 'otherwise' : 'moved';
}

/** The table as it was before its newest connections, where nothing else has come to an end since. */
function withoutNew(now: Setup, kernel: Shares): Setup {
  const servers = now.servers.map((server) => {
    const fresh = kernel[server.id] ?? 0;
    const active = Math.max(server.active - fresh, 0);
    const inactive = Math.max(server.inactive - (fresh - (server.active - active)), 0);
    return { ...server, active, inactive };
  });
  return { ...now, servers };
}

/**
 * What may be, whatever the scheduler remembers.
 * @param limit so many are gone through
 * @returns `all`: there are no others
 */
function outcomesOf(
  service: Service,
  requests: readonly Request[],
  held: boolean,
  limit: number,
): { readonly outcomes: readonly Outcome[]; readonly all: boolean } {
  let outcomes: readonly Outcome[] = [{ service, decisions: [] }];
  let all = true;
  for (const [index, request] of requests.entries()) {
    const next = outcomes.flatMap((outcome) => {
      const guesses = outcome.service.rule.guesses(outcome.service.servers, request);
      all &&= guesses.all;
      return guesses.rules.map((rule): Outcome => {
        const opened = openConnection({ ...outcome.service, rule }, String(index), request);
        const after = held ? opened.service : closeConnection(opened.service, String(index));
        return { service: after, decisions: [...outcome.decisions, opened.decision] };
      });
    });
    all &&= next.length <= limit;
    outcomes = next.slice(0, limit);
  }
  return { outcomes, all };
}

function sharesBy(decisions: readonly Decision[]): Shares {
  const shares: Record<string, number> = {};
  for (const { server } of decisions) if (server !== undefined) shares[server] = (shares[server] ?? 0) + 1;
  return shares;
}

function textOf(shares: Shares): string {
  return Object.entries(shares)
    .map(([id, count]) => `${id} ${count}`)
    .toSorted()
    .join(' ');
}

function added(one: Shares, other: Shares): Shares {
  const all = { ...one };
  for (const [id, count] of Object.entries(other)) all[id] = (all[id] ?? 0) + count;
  return all;
}

function sum(shares: Shares): number {
  return Object.values(shares).reduce((all, count) => all + count, 0);
}
