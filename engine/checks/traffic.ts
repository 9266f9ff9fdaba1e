import type { ExperimentRequest, FramePath, HttpAttempt, HttpResult } from '../../contract/experiments.js';
import type { Evidence } from '../../contract/verdict.js';
import { nodeOf } from '../world/topology-lookup.js';
import type { RequestsSymptom } from '../world/symptom.js';
import type { Assessment, World } from '../world/judge.js';
import { evidence, shown, unknown } from './judging.js';

export type HttpRequest = Extract<ExperimentRequest, { kind: 'http' }>;

/** The host of a URL and the port that it asks at. */
export function target(url: string): { address: string; port: number } {
  const match = /^https?:\/\/([^/:]+)(?::(\d+))?/.exec(url);
  return { address: match?.[1] ?? '', port: Number(match?.[2] ?? 80) };
}

/** The host that a URL names; none of what is no URL. */
export function hostOf(url: string | undefined): readonly string[] {
  const host = /^https?:\/\/([^/:]+)/.exec(url ?? '')?.[1];
  return host === undefined ? [] : [host];
}

/** What requests to a URL showed, for causes to explain. */
export function symptomOf(
  from: string,
  url: string,
  { attempts, path }: { readonly attempts: readonly HttpAttempt[]; readonly path?: FramePath },
): RequestsSymptom {
  const { address, port } = target(url);
  return {
    kind: 'requests',
    vip: address,
    port,
    from,
    attempts,
    ...(path === undefined ? {} : { path }),
  };
}

/** A result that waiting made, and no answer. */
export function timedIf<T extends { readonly attempts: readonly HttpAttempt[] }>(result: T): T | undefined {
  return waited(result.attempts) ? result : undefined;
}

/** A short account of how requests ended: `timeout 5, ok 5`. */
export function outcomesOf(attempts: readonly HttpAttempt[]): string {
  const counts = new Map<string, number>();
  for (const each of attempts) {
    const name = each.outcome === 'http-error' ? `HTTP ${each.status ?? '?'}` : each.outcome;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
}

/** Did requests end because nothing came in time? */
function waited(attempts: readonly HttpAttempt[]): boolean {
  return attempts.some(({ outcome }) => outcome === 'timeout' || outcome === 'unreachable');
}

/** What a person would look at first: the client's requests, the director's table, the realservers' addresses. */
export function proofOf(
  world: World,
  from: string,
  result: Parameters<typeof shown>[1],
): readonly Evidence[] {
  const others = world.topology.nodes.flatMap((node) => {
    if (node.role === 'director') return evidence(world, node.name, 'addresses', 'ipvs', 'ipvs-stats');
    return node.role === 'realserver' ? evidence(world, node.name, 'addresses', 'sysctls', 'listeners') : [];
  });
  return [shown(from, result), ...others];
}

/** Answers that a client claims to have, of which no frame passed the switch; a node that asks itself sends none. */
export function withoutFrames(
  world: World,
  from: string,
  url: string,
  result: Pick<HttpResult, 'attempts' | 'path'> & Parameters<typeof shown>[1],
): Assessment | undefined {
  const { path } = result;
  const { address } = target(url);
  if (path === undefined || nodeOf(world.topology, from)?.role !== 'client' || !/^[\d.]+$/.test(address))
    return undefined;
  const requests = Object.values(path.requestSenders).reduce((sum, count) => sum + count, 0);
  const replies = Object.values(path.replySenders).reduce((sum, count) => sum + count, 0);
  if (requests > 0 && replies > 0) return undefined;
  const params = { node: from, tool: outcomesOf(result.attempts), frames: `${requests} / ${replies}` };
  return unknown({ code: 'unknown.frames-differ', params }, [shown(from, result)]);
}
