import { own } from '../../../contract/own.js';
import type { CheckParams } from '../../../contract/checks.js';
import type { ExperimentRequest, HttpAttempt } from '../../../contract/experiments.js';
import type { DiagnosisMessage, VerdictMessage } from '../../../contract/messages/verdicts.js';
import type { Evidence } from '../../../contract/verdict.js';
import { interfaceTowards, nodeOf, nodeOfAddress, within } from '../../experiments/topology-lookup.js';
import type { Topology } from '../../machines/provider.js';
import { outcomesOf, type VipCase, vipWants } from '../diagnose/case.js';
import { spreadCause } from '../diagnose/director.js';
import { webAbsent } from '../diagnose/near-miss.js';
import { arpCause, bypassed, vipCause } from '../diagnose/vip.js';
import type { Judge, Wants, World } from '../judge.js';
import {
  electionTime,
  evidence,
  fail,
  judging,
  list,
  need,
  pass,
  resultOf,
  shown,
  unknown,
  unlessTooSlow,
} from '../judging.js';

type HttpRequest = Extract<ExperimentRequest, { kind: 'http' }>;

/** Requests of a check that only asks for a path. */
const pathRequests = 4;

function target(url: string): { address: string; port: number } {
  const match = /^https?:\/\/([^/:]+)(?::(\d+))?/.exec(url);
  return { address: match?.[1] ?? '', port: Number(match?.[2] ?? 80) };
}

function caseOf(world: World, from: string, url: string, attempts: readonly HttpAttempt[]): VipCase {
  const { address, port } = target(url);
  return { world, vip: address, port, from, attempts };
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

function withRivals(facts: Wants['facts'], rivals: readonly string[]): Wants['facts'] {
  return {
    ...facts,
    ...Object.fromEntries(rivals.map((node) => [node, { ...facts[node], network: true }])),
  };
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
    facts: withRivals(vipWants(topology), rivalsOf(topology, { from, address, owner })),
    experiments: [{ kind: 'arp', from, address }],
  }),
  judge: ({ from, address, owner }, world) =>
    judging(() => {
      const result = resultOf<'arp'>(world, { kind: 'arp', from, address });
      const proof = proofOf(world, from, result);
      const wanted = list(owner);
      const [only] = result.nodes;
      if (result.macs.length === 1 && only !== undefined && wanted.includes(only)) {
        const silent = cannotAnswer(world, address, rivalsOf(world.topology, { from, address, owner }));
        if (silent !== undefined) return unknown(silent, proof);
        return pass({ code: 'arp-owner.ok', params: { address, owner: only } }, [shown(from, result)]);
      }
      const cause = arpCause({ world, vip: address, port: 80, from });
      const names = result.macs.length > result.nodes.length ? [...result.nodes, '?'] : result.nodes;
      const retry = wanted.length > 1 ? electionTime : undefined;
      if (result.macs.length === 0) {
        const [first = ''] = wanted;
        const fallback: DiagnosisMessage = {
          code: 'vip-not-on-director',
          params: { node: first, vip: address },
        };
        return fail({ code: 'arp-owner.none', params: { address } }, cause ?? fallback, proof, retry);
      }
      const other: DiagnosisMessage = {
        code: 'unexpected-arp-owner',
        params: { address, nodes: names.join(', ') },
      };
      const message =
        result.macs.length > 1
          ? ({ code: 'arp-owner.several', params: { address, nodes: names } } as const)
          : ({ code: 'arp-owner.wrong', params: { address, node: names[0] ?? '?', want: wanted } } as const);
      return fail(message, cause ?? other, proof, retry);
    }),
};

export const httpJudge: Judge<'http'> = {
  wants: ({ from, url, requests }, topology) => ({
    facts: vipWants(topology),
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
        return pass({ code: 'http.ok', params: { url, total, status } }, [shown(from, result)]);
      }
      const outcomes = outcomesOf(attempts);
      const cause = httpCause(world, from, url, attempts);
      const proof = proofOf(world, from, result);
      if (cause === undefined && waited(attempts)) unlessTooSlow(result, proof);
      return fail(
        { code: 'http.failed', params: { url, good, total, outcomes } },
        cause ?? { code: 'unexpected-answer', params: { url, outcomes } },
        proof,
      );
    }),
};

/** Did requests end because nothing came in time? */
function waited(attempts: readonly HttpAttempt[]): boolean {
  return attempts.some(({ outcome }) => outcome === 'timeout' || outcome === 'unreachable');
}

/** A node's own address is asked directly: then only that node matters. */
function httpCause(
  world: World,
  from: string,
  url: string,
  attempts: readonly HttpAttempt[],
): DiagnosisMessage | undefined {
  const which = caseOf(world, from, url, attempts);
  const node = nodeOfAddress(world.topology, which.vip);
  if (node === undefined) return vipCause(which);
  const observed = world.facts(node);
  const listeners = observed.ok
    ? observed.facts.listeners?.filter((each) => each.port === which.port)
    : undefined;
  const port = String(which.port);
  if (observed.ok && listeners?.length === 0) return webAbsent(node, observed.facts, which.port);
  if (listeners?.every((each) => !['0.0.0.0', '::', which.vip].includes(each.address))) {
    const found = listeners.map((each) => each.address).join(', ');
    return { code: 'web-listens-elsewhere', params: { node, port, found, address: which.vip } };
  }
  const bad = attempts.find((each) => each.outcome === 'http-error');
  if (bad !== undefined) return { code: 'page-missing', params: { node, status: String(bad.status ?? 0) } };
  const server = nodeOf(world.topology, node)?.role === 'realserver';
  return server ? vipCause({ ...which, servers: [node] }) : undefined;
}

export const httpSpreadJudge: Judge<'http-spread'> = {
  wants: ({ from, url, requests }, topology) => ({
    facts: vipWants(topology),
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
      const which = { ...caseOf(world, from, url, attempts), servers: Object.keys(over), spread: true };
      const around = bypassed(which, result.path);
      if (even && !strangers && around === undefined) {
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
      const cause = vipCause(which) ?? spreadCause(which, over) ?? around;
      const proof = proofOf(world, from, result);
      if (cause === undefined && waited(attempts)) unlessTooSlow(result, proof);
      return fail({ code: 'http-spread.uneven', params }, cause ?? last, proof);
    }),
};

export const packetPathJudge: Judge<'packet-path'> = {
  wants: ({ from, url }, topology) => ({
    facts: vipWants(topology),
    experiments: [{ kind: 'http', from, url, requests: pathRequests }],
  }),
  judge: ({ from, url, through, replies }, world) =>
    judging(() => {
      const result = resultOf<'http'>(world, { kind: 'http', from, url, requests: pathRequests });
      const which = caseOf(world, from, url, result.attempts);
      const { path } = result;
      const proof = proofOf(world, from, result);
      const last: DiagnosisMessage = { code: 'unexpected-path', params: { url } };
      const answered = result.attempts.some((each) => each.status !== undefined);
      if (!answered) {
        const message = {
          code: 'packet-path.no-answer',
          params: { url, outcomes: outcomesOf(result.attempts) },
        } as const;
        const cause = vipCause(which);
        if (cause === undefined && waited(result.attempts)) unlessTooSlow(result, proof);
        return fail(message, cause ?? last, proof);
      }
      if (path === undefined) return unknown({ code: 'unknown.no-capture', params: {} }, proof);
      const routers = world.topology.nodes.filter((node) => node.role === 'router').map((node) => node.name);
      const receivers = Object.keys(path.requestReceivers).filter((node) => !routers.includes(node));
      const forwarded = (path.requestSenders[through] ?? 0) > 0;
      const received = path.requestReceivers[through] ?? 0;
      if (received === 0 || (replies === 'direct' && !forwarded)) {
        const message = { code: 'packet-path.bypassed', params: { through, receivers } } as const;
        return fail(message, arpCause(which) ?? bypassed(which, path) ?? vipCause(which) ?? last, proof);
      }
      const repliers = Object.keys(path.replySenders).filter((node) => !routers.includes(node));
      const throughDirector = repliers.includes(through);
      const right = replies === 'direct' ? !throughDirector && repliers.length > 0 : throughDirector;
      if (right)
        return pass({ code: 'packet-path.ok', params: { through, repliers } }, [shown(from, result)]);
      const message = { code: 'packet-path.replies', params: { through, repliers, want: replies } } as const;
      return fail(message, vipCause(which) ?? last, proof);
    }),
};
