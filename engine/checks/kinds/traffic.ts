import { own } from '../../../contract/own.js';
import type { CheckParams } from '../../../contract/checks.js';
import type { ExperimentRequest, FramePath, HttpAttempt, HttpResult } from '../../../contract/experiments.js';
import type { DiagnosisMessage, VerdictMessage } from '../../../contract/messages/verdicts.js';
import type { Evidence } from '../../../contract/verdict.js';
import { interfaceTowards, nodeOf, within } from '../../experiments/topology-lookup.js';
import type { Topology } from '../../machines/provider.js';
import { bypassers } from '../../causes/look.js';
import type { RequestsSymptom } from '../../causes/symptom.js';
import type { Assessment, Judge, World } from '../judge.js';
import {
  electionTime,
  arpAnswers,
  evidence,
  factsOn,
  failing,
  judging,
  list,
  need,
  pass,
  resultOf,
  shown,
  unknown,
} from '../judging.js';

type HttpRequest = Extract<ExperimentRequest, { kind: 'http' }>;

/** Requests of a check that only asks for a path. */
const pathRequests = 4;

function target(url: string): { address: string; port: number } {
  const match = /^https?:\/\/([^/:]+)(?::(\d+))?/.exec(url);
  return { address: match?.[1] ?? '', port: Number(match?.[2] ?? 80) };
}

function symptomOf(
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
function timedIf<T extends { readonly attempts: readonly HttpAttempt[] }>(result: T): T | undefined {
  return waited(result.attempts) ? result : undefined;
}

/** A short account of how requests ended: `timeout 5, ok 5`. */
function outcomesOf(attempts: readonly HttpAttempt[]): string {
  const counts = new Map<string, number>();
  for (const each of attempts) {
    const name = each.outcome === 'http-error' ? `HTTP ${each.status ?? '?'}` : each.outcome;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
}

/** What a person would look at first: the client's requests, the director's table, the realservers' addresses. */
function proofOf(world: World, from: string, result: Parameters<typeof shown>[1]): readonly Evidence[] {
  const others = world.topology.nodes.flatMap((node) => {
    if (node.role === 'director') return evidence(world, node.name, 'addresses', 'ipvs', 'ipvs-stats');
    return node.role === 'realserver' ? evidence(world, node.name, 'addresses', 'sysctls', 'listeners') : [];
  });
  return [shown(from, result), ...others];
}

/** Who else could answer ARP for an address: those on its network but the asker and whoever may answer. */
function rivalsOf(topology: Topology, { from, address, owner }: CheckParams<'arp-owner'>): readonly string[] {
  return topology.nodes
    .filter(({ name, interfaces }) => {
      const near = interfaces.some((each) => within(address, each.address, each.prefix));
      return near && name !== from && !list(owner).includes(name);
    })
    .map(({ name }) => name);
}

/**
 * A node whose silence says nothing of its settings: it is off, cannot be asked, or is cut off from the network. That
 * another one alone answers is no merit then.
 */
function cannotAnswer(world: World, address: string, rivals: readonly string[]): VerdictMessage | undefined {
  for (const node of rivals) {
    const { addresses, links } = need(world, node);
    if (addresses === undefined || links === undefined)
      return { code: 'unknown.facts', params: { node, detail: 'ip addr' } };
    const dev = interfaceTowards(nodeOf(world.topology, node), address)?.dev ?? '';
    const link = links.find((each) => each.dev === dev);
    if (link === undefined || !link.up || !link.carrier)
      return { code: 'unknown.cut-off', params: { node, dev } };
  }
  return undefined;
}

export const arpOwnerJudge: Judge<'arp-owner'> = {
  wants: ({ from, address, owner }, topology) => ({
    facts: factsOn(rivalsOf(topology, { from, address, owner }), { network: true }),
    experiments: [{ kind: 'arp', from, address }],
  }),
  judge: ({ from, address, owner }, world) =>
    judging(() => {
      const result = arpAnswers(world, { kind: 'arp', from, address });
      const proof = proofOf(world, from, result);
      const wanted = list(owner);
      const [only] = result.nodes;
      if (result.macs.length === 1 && only !== undefined && wanted.includes(only)) {
        const silent = cannotAnswer(world, address, rivalsOf(world.topology, { from, address, owner }));
        if (silent !== undefined) return unknown(silent, proof);
        return pass({ code: 'arp-owner.ok', params: { address, owner: only } }, [shown(from, result)]);
      }
      const symptom = { kind: 'arp', vip: address, from, answered: result.nodes, wanted } as const;
      const names = result.macs.length > result.nodes.length ? [...result.nodes, '?'] : result.nodes;
      const retry = wanted.length > 1 ? electionTime : undefined;
      if (result.macs.length === 0) {
        const [first = ''] = wanted;
        const fallback: DiagnosisMessage = {
          code: 'vip-not-on-director',
          params: { node: first, vip: address },
        };
        return failing(
          { code: 'arp-owner.none', params: { address } },
          { symptom, last: fallback, proof, retryAfter: retry },
        );
      }
      const other: DiagnosisMessage = {
        code: 'unexpected-arp-owner',
        params: { address, nodes: names.join(', ') },
      };
      const message =
        result.macs.length > 1
          ? ({ code: 'arp-owner.several', params: { address, nodes: names } } as const)
          : ({ code: 'arp-owner.wrong', params: { address, node: names[0] ?? '?', want: wanted } } as const);
      return failing(message, { symptom, last: other, proof, retryAfter: retry });
    }),
};

export const httpJudge: Judge<'http'> = {
  wants: ({ from, url, requests }) => ({
    facts: {},
    experiments: [{ kind: 'http', from, url, requests }],
  }),
  judge: ({ from, url, requests, status }, world) =>
    judging(() => {
      const request: HttpRequest = { kind: 'http', from, url, requests };
      const result = resultOf<'http'>(world, request);
      const { attempts } = result;
      const good = attempts.filter((each) => each.status === status).length;
      const total = attempts.length;
      if (good === total && total > 0) {
        const unseen = withoutFrames(world, from, url, result);
        if (unseen !== undefined) return unseen;
        return pass({ code: 'http.ok', params: { url, total, status } }, [shown(from, result)]);
      }
      const outcomes = outcomesOf(attempts);
      return failing(
        { code: 'http.failed', params: { url, good, total, outcomes } },
        {
          symptom: symptomOf(from, url, result),
          last: { code: 'unexpected-answer', params: { url, outcomes } },
          proof: proofOf(world, from, result),
          timed: timedIf(result),
        },
      );
    }),
};

/** Answers that a client claims to have, of which no frame passed the switch; a node that asks itself sends none. */
function withoutFrames(world: World, from: string, url: string, result: HttpResult): Assessment | undefined {
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

/** Did requests end because nothing came in time? */
function waited(attempts: readonly HttpAttempt[]): boolean {
  return attempts.some(({ outcome }) => outcome === 'timeout' || outcome === 'unreachable');
}

export const httpSpreadJudge: Judge<'http-spread'> = {
  wants: ({ from, url, requests }) => ({
    facts: {},
    experiments: [{ kind: 'http', from, url, requests }],
  }),
  judge: ({ from, url, requests, over, tolerance }, world) =>
    judging(() => {
      const request: HttpRequest = { kind: 'http', from, url, requests };
      const result = resultOf<'http'>(world, request);
      const { attempts } = result;
      const spread: Record<string, number> = {};
      for (const { server } of attempts) {
        if (server !== undefined) spread[server] = (own(spread, server) ?? 0) + 1;
      }
      const even = Object.entries(over).every(
        ([node, want]) => Math.abs((spread[node] ?? 0) - want) <= tolerance,
      );
      const strangers = Object.keys(spread).some((node) => !Object.hasOwn(over, node));
      const symptom = { ...symptomOf(from, url, result), servers: Object.keys(over), over };
      const past = bypassers(world, symptom).length > 0;
      if (even && !strangers && !past) {
        const unseen = withoutFrames(world, from, url, result);
        if (unseen !== undefined) return unseen;
        return pass({ code: 'http-spread.ok', params: { url, spread } }, [shown(from, result)]);
      }
      const bad = attempts.filter((each) => each.outcome !== 'ok');
      const params = { url, spread, want: over, failed: bad.length, outcomes: outcomesOf(bad) };
      const found = Object.entries(spread)
        .map(([node, count]) => `${node} ${count}`)
        .join(', ');
      const last: DiagnosisMessage = {
        code: 'unexpected-spread',
        params: { url, found: found || outcomesOf(attempts) },
      };
      return failing(
        { code: 'http-spread.uneven', params },
        { symptom, last, proof: proofOf(world, from, result), timed: timedIf(result) },
      );
    }),
};

export const packetPathJudge: Judge<'packet-path'> = {
  wants: ({ from, url }) => ({
    facts: {},
    experiments: [{ kind: 'http', from, url, requests: pathRequests }],
  }),
  judge: ({ from, url, through: candidates, replies }, world) =>
    judging(() => {
      const result = resultOf<'http'>(world, { kind: 'http', from, url, requests: pathRequests });
      const symptom = symptomOf(from, url, result);
      const { path } = result;
      const proof = proofOf(world, from, result);
      const last: DiagnosisMessage = { code: 'unexpected-path', params: { url } };
      const answered = result.attempts.some((each) => each.status !== undefined);
      if (!answered) {
        const message = {
          code: 'packet-path.no-answer',
          params: { url, outcomes: outcomesOf(result.attempts) },
        } as const;
        return failing(message, { symptom, last, proof, timed: timedIf(result) });
      }
      if (path === undefined) return unknown({ code: 'unknown.no-capture', params: {} }, proof);
      const routers = world.topology.nodes.filter((node) => node.role === 'router').map((node) => node.name);
      const receivers = Object.keys(path.requestReceivers).filter((node) => !routers.includes(node));
      // Of a pair it is the one that the client's requests came to: the master of the moment.
      const all = list(candidates);
      const through = all.find((node) => (path.requestReceivers[node] ?? 0) > 0) ?? all[0] ?? '';
      const forwarded = (path.requestSenders[through] ?? 0) > 0;
      const received = path.requestReceivers[through] ?? 0;
      if (received === 0 || (replies === 'direct' && !forwarded)) {
        const message = { code: 'packet-path.bypassed', params: { through, receivers } } as const;
        return failing(message, { symptom, last, proof });
      }
      const repliers = Object.keys(path.replySenders).filter((node) => !routers.includes(node));
      const throughDirector = repliers.includes(through);
      const right = replies === 'direct' ? !throughDirector && repliers.length > 0 : throughDirector;
      if (right)
        return pass({ code: 'packet-path.ok', params: { through, repliers } }, [shown(from, result)]);
      const message = { code: 'packet-path.replies', params: { through, repliers, want: replies } } as const;
      return failing(message, { symptom, last, proof });
    }),
};
