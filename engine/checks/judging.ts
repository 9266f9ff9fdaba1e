import type { Done, ExperimentRequest, Tried } from '../../contract/experiments.js';
import type { FactsRequest, NodeFacts } from '../../contract/facts.js';
import type { DiagnosisMessage, VerdictMessage } from '../../contract/messages/verdicts.js';
import type { Evidence, Judgement } from '../../contract/verdict.js';
import { bounded } from '../facts/parse.js';
import type { Symptom } from '../world/symptom.js';
import type { Assessment, Outcome, Wants, World } from '../world/judge.js';
import { compilePattern, type Pattern } from './pattern.js';

/** Totals of IPVS lag up to 2 s behind (net/netfilter/ipvs/ip_vs_est.c). */
export const statsLag = 2200;
/** A VRRP election of three adverts of 1 s and a skew, keepalived's own start included. */
export const electionTime = 4500;
/** The first round of health checks. */
export const checkWarmUp = 4000;

export function list(on: string | readonly string[]): readonly string[] {
  return typeof on === 'string' ? [on] : on;
}

export function factsOn(on: string | readonly string[], request: FactsRequest): Wants['facts'] {
  return Object.fromEntries(list(on).map((node) => [node, request]));
}

export function pass(message: VerdictMessage, evidence: readonly Evidence[] = []): Judgement {
  return { status: 'pass', message, evidence };
}

export function fail(
  message: VerdictMessage,
  diagnosis: DiagnosisMessage | undefined,
  evidence: readonly Evidence[] = [],
  retryAfter?: number,
): Judgement {
  return {
    status: 'fail',
    message,
    ...(diagnosis === undefined ? {} : { diagnosis }),
    evidence,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

export interface Failing {
  readonly symptom: Symptom;
  /** The diagnosis where no cause is in sight. */
  readonly last?: DiagnosisMessage | undefined;
  readonly proof?: readonly Evidence[];
  readonly retryAfter?: number | undefined;
  /** As retryAfter, where no cause is in sight. */
  readonly retryUnexplained?: number | undefined;
  /** A result that time alone can have spoilt: on a host that was too slow it says nothing. */
  readonly timed?: { readonly slowest?: number } | undefined;
}

/** A failure whose cause is to be looked for. */
export function failing(message: VerdictMessage, how: Failing): Assessment {
  const { symptom, last, proof = [], retryAfter, retryUnexplained, timed } = how;
  const slow = timed === undefined ? undefined : tooSlow(timed, proof);
  return {
    ...fail(message, last, proof, retryAfter),
    symptom,
    ...(retryUnexplained === undefined ? {} : { retryUnexplained }),
    ...(slow === undefined ? {} : { unexplained: slow }),
  };
}

/** What time alone can have made, on a host that was too slow meanwhile, could not be observed. */
export function tooSlow(
  { slowest }: { readonly slowest?: number },
  proof: readonly Evidence[],
): Judgement | undefined {
  if (slowest === undefined) return undefined;
  return unknown({ code: 'unknown.slow-host', params: { seconds: slowest.toFixed(1) } }, proof);
}

export function unknown(message: VerdictMessage, evidence: readonly Evidence[] = []): Judgement {
  return { status: 'unknown', message, evidence };
}

/** Thrown inside a judge, and caught by `judging`, when something needed is not known. */
class Unknowable extends Error {
  override readonly name = 'Unknowable';
  readonly judgement: Judgement;

  constructor(judgement: Judgement) {
    super(judgement.message.code);
    this.judgement = judgement;
  }
}

/** Runs a judge's body; what could not be observed makes it `unknown`. */
export function judging(body: () => Assessment): Assessment {
  try {
    return body();
  } catch (error) {
    if (error instanceof Unknowable) return error.judgement;
    throw error;
  }
}

/** The facts of a node; a judge ends as `unknown` when there are none. */
export function need(world: World, node: string): NodeFacts {
  const observed = world.facts(node);
  if (observed.ok) return observed.facts;
  const { detail } = observed;
  throw new Unknowable(
    unknown(
      observed.reason === 'halted'
        ? { code: 'unknown.halted', params: { node } }
        : observed.reason === 'timeout'
          ? { code: 'unknown.timeout', params: { node, detail } }
          : observed.reason === 'failed'
            ? { code: 'unknown.facts', params: { node, detail } }
            : { code: 'unknown.unreachable', params: { node, detail } },
    ),
  );
}

/** A section of the facts that was asked for; a judge ends as `unknown` when it could not be read. */
export function section<K extends keyof NodeFacts>(
  world: World,
  node: string,
  name: K,
): NonNullable<NodeFacts[K]> {
  const value = need(world, node)[name];
  if (value === undefined) throw cannotRead(node, name);
  return value;
}

export function cannotRead(node: string, what: string): Error {
  return new Unknowable(unknown({ code: 'unknown.facts', params: { node, detail: what } }));
}

/** The result of an experiment; a judge ends as `unknown` when it could not be made. */
export function resultOf<K extends ExperimentRequest['kind']>(
  world: World,
  request: Extract<ExperimentRequest, { kind: K }>,
): Outcome<K> {
  const outcome: Tried = world.result(request);
  if (outcome.ok && outcome.result.kind === request.kind) return outcome.result as Outcome<K>;
  const detail = outcome.ok ? 'another result came' : outcome.detail;
  const node = 'from' in request ? request.from : '';
  if (!outcome.ok && outcome.reason === 'unreachable') {
    throw new Unknowable(unknown({ code: 'unknown.unreachable', params: { node, detail } }));
  }
  if (!outcome.ok && outcome.reason === 'tool-missing') {
    throw new Unknowable(unknown({ code: 'unknown.tool-missing', params: { detail } }));
  }
  throw new Unknowable(unknown({ code: 'unknown.experiment', params: { detail } }));
}

/**
 * Who answered ARP; a judge ends as `unknown` where the frames at the switch show others than the asking node says.
 */
export function arpAnswers(
  world: World,
  request: Extract<ExperimentRequest, { kind: 'arp' }>,
): Outcome<'arp'> {
  const result = resultOf<'arp'>(world, request);
  const { framed, macs } = result;
  if (framed === undefined || framed.toSorted().join(' ') === macs.toSorted().join(' ')) return result;
  const params = { node: request.from, tool: macs.join(' ') || '-', frames: framed.join(' ') || '-' };
  throw new Unknowable(unknown({ code: 'unknown.frames-differ', params }, [shown(request.from, result)]));
}

/** Evidence from sections of a node's facts; sections without a source are left out. */
export function evidence(world: World, node: string, ...sections: readonly string[]): readonly Evidence[] {
  const observed = world.facts(node);
  if (!observed.ok) return [];
  const { facts } = observed;
  return sections.flatMap((name) => {
    const source = facts.sources?.[name];
    return source === undefined ? [] : [{ node, ...source, at: facts.at }];
  });
}

/** Evidence from an experiment. */
export function shown(
  node: string,
  result: { readonly command: string; readonly output: string; readonly exit?: number; readonly at: number },
): Evidence {
  const { command, output, at } = result;
  return {
    node,
    command,
    output: bounded(output),
    ...(result.exit === undefined ? {} : { exit: result.exit }),
    at,
  };
}

/** Evidence of what an experiment did on nodes. */
export function deedsShown({
  done,
  at,
}: {
  readonly done: readonly Done[];
  readonly at: number;
}): readonly Evidence[] {
  return done.map(({ on, run, exit, output }) => ({ node: on, command: run, output, exit, at }));
}

/**
 * Judges each node of `on`: all must hold. The first that fails is named; a node that is unknown makes the whole
 * unknown unless another one fails for certain.
 */
export function overNodes(
  on: string | readonly string[],
  inspect: (node: string) => Assessment,
  passed: (nodes: readonly string[], each: readonly Judgement[]) => VerdictMessage,
): Assessment {
  const nodes = list(on);
  const each = nodes.map((node) => judging(() => inspect(node)));
  const bad = each.find((one) => one.status === 'fail') ?? each.find((one) => one.status === 'unknown');
  if (bad !== undefined) return bad;
  const also = each.flatMap((one) => one.also ?? []);
  return {
    ...pass(
      passed(nodes, each),
      each.flatMap((one) => one.evidence),
    ),
    ...(also.length === 0 ? {} : { also }),
  };
}

type MessageOf<C extends VerdictMessage['code']> = Extract<VerdictMessage, { readonly code: C }>;

/** What nodes' own messages of this code say in one parameter, each value once: for the message of all of them. */
export function saidOf<C extends VerdictMessage['code']>(
  each: readonly Judgement[],
  code: C,
  param: keyof MessageOf<C>['params'],
  between = ', ',
): string {
  const own = each.map(({ message }) => message).filter((one): one is MessageOf<C> => one.code === code);
  const values = own.map(({ params }) => (params as MessageOf<C>['params'])[param]);
  return [...new Set(values)].join(between);
}

/** A check's regular expression, multi-line; a wrong one is the lab's fault, so the check is `unknown`. */
export function pattern(source: string): Pattern {
  const compiled = compilePattern(source, 'lines');
  if (compiled.ok) return compiled.pattern;
  throw new Unknowable(
    unknown({ code: 'unknown.pattern', params: { pattern: source, fault: compiled.fault } }),
  );
}

/** The first line that says something, at most 80 characters of it. */
export function firstLine(text: string): string {
  const line = text.split('\n').find((each) => each.trim() !== '') ?? '';
  return line.trim().slice(0, 80);
}
