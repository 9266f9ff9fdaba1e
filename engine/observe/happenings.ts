import type { IpvsService, NodeFacts, VrrpInstance } from '../../contract/facts.js';
import type { TimelineMessage } from '../../contract/messages/timeline.js';
import type { Evidence } from '../../contract/verdict.js';
import { keyOf, serverName } from '../world/ipvs-lookup.js';
import { nodeOfAddress } from '../world/topology-lookup.js';
import { bounded } from '../facts/parse.js';
import type { Topology } from '../machines/provider.js';

/** Something seen. `at`: when it happened, or, of what only facts tell, when they were read; ms since the epoch. */
export interface Happening {
  readonly at: number;
  readonly message: TimelineMessage;
  readonly evidence: readonly Evidence[];
}

/** Happenings that may come together, and milliseconds until one more may: a lab that flaps must not fill the journal. */
const burst = 40;
const refill = 5000;
/** Characters of evidence that a happening keeps. */
const shown = 1200;

/** What was read of one node. */
export interface Read {
  readonly facts: NodeFacts;
  /** From when on its addresses are true, ms since the epoch: an announcement that came later knows better. */
  readonly since: number;
}

/**
 * Tells what changes between one picture and the next. What could not be read changes nothing, and the first that is read
 * of a node is how it is, not what happened.
 */
export class Happenings {
  readonly #topology: Topology;
  readonly #tell: (happening: Happening) => void;
  /** Nodes that hold a VIP on an interface, by VIP; absent: not known. */
  readonly #holders = new Map<string, ReadonlySet<string>>();
  /** Who held a VIP that nobody holds now. */
  readonly #lost = new Map<string, readonly string[]>();
  readonly #announced = new Map<string, number>();
  readonly #conflicts = new Map<string, readonly string[]>();
  /** VIPs whose last question had one answer. */
  readonly #alone = new Set<string>();
  /** Several holders that were seen once, by VIP. */
  readonly #doubts = new Map<string, string>();
  readonly #vrrp = new Map<string, ReadonlyMap<string, VrrpInstance['state']>>();
  readonly #services = new Map<string, ReadonlyMap<string, ReadonlyMap<string, number>>>();
  /** Servers that were in a table before. */
  readonly #known = new Set<string>();
  readonly #read = new Set<string>();
  #left = burst;
  #filled = 0;
  #dropped = 0;

  constructor(topology: Topology, tell: (happening: Happening) => void) {
    this.#topology = topology;
    this.#tell = tell;
  }

  /** New facts of some nodes, read together. */
  read(nodes: ReadonlyMap<string, Read>): void {
    this.#readVips(nodes);
    for (const [node, { facts }] of nodes) {
      if (facts.keepalived !== undefined) this.#readVrrp(node, facts, facts.keepalived.instances);
      if (facts.ipvs !== undefined) this.#readServices(node, facts, facts.ipvs.services);
    }
  }

  /** A node has announced an address as its own (gratuitous ARP, RFC 5227 §3). @param frame it in words */
  announced(vip: string, node: string, at: number, frame: string): void {
    if (!this.#isVip(vip)) return;
    this.#announced.set(vip, at);
    const before = this.#holders.get(vip);
    if (before?.size === 1 && before.has(node)) return;
    this.#holders.set(vip, new Set([node]));
    const evidence = [{ node, command: `tcpdump -e arp host ${vip}`, output: frame, at }];
    this.#moved(vip, before, [node], at, evidence);
  }

  /** Who answered one ARP question for an address. @param node who answered last @param frame this answer in words */
  answered(vip: string, nodes: readonly string[], node: string, at: number, frame: string): void {
    if (!this.#isVip(vip)) return;
    const names = nodes.toSorted();
    if (names.length === 1) {
      // The first answer of each question is alone; two questions in a row with one answer each end a conflict.
      if (this.#alone.has(vip)) this.#conflicts.delete(vip);
      this.#alone.add(vip);
      return;
    }
    this.#alone.delete(vip);
    const known = this.#conflicts.get(vip) ?? [];
    if (names.every((name) => known.includes(name))) return;
    this.#conflicts.set(vip, [...new Set([...known, ...names])]);
    const evidence = [{ node, command: `tcpdump -e arp host ${vip}`, output: frame, at }];
    this.#say({ at, message: { code: 'arp.conflict', params: { vip, nodes: names } }, evidence });
  }

  /** Takes what is read next of a node, or of all, as how it is: it was put back, and nothing happened to it. */
  forget(node?: string): void {
    if (node === undefined) {
      this.#read.clear();
      this.#vrrp.clear();
      this.#services.clear();
      this.#holders.clear();
      this.#lost.clear();
      this.#conflicts.clear();
      return;
    }
    this.#read.delete(node);
    this.#vrrp.delete(node);
    this.#services.delete(node);
    for (const [vip, holders] of this.#holders)
      this.#holders.set(vip, new Set([...holders].filter((one) => one !== node)));
  }

  #isVip(address: string): boolean {
    return this.#topology.vips?.includes(address) === true;
  }

  #readVips(nodes: ReadonlyMap<string, Read>): void {
    const known = [...nodes].filter(([, { facts }]) => facts.addresses !== undefined);
    for (const vip of this.#topology.vips ?? []) {
      const before = this.#holders.get(vip);
      const now = new Set(before);
      const news: [string, NodeFacts][] = [];
      for (const [node, { facts, since }] of known) {
        if (since < (this.#announced.get(vip) ?? 0)) continue;
        const devs = this.#topology.nodes.find(({ name }) => name === node)?.interfaces.map(({ dev }) => dev);
        const holds = facts.addresses?.some(
          ({ address, dev }) => address === vip && devs?.includes(dev) === true,
        );
        if (holds === now.has(node)) continue;
        if (holds) now.add(node);
        else now.delete(node);
        if (this.#read.has(node)) news.push([node, facts]);
      }
      // Two that are read one after the other may have handed it over in between: only the next look is sure.
      const doubt = now.size > 1 && news.length > 0 ? [...now].toSorted().join(' ') : '';
      const sure = this.#doubts.get(vip) === doubt;
      this.#doubts.set(vip, doubt);
      if (doubt !== '' && !sure) continue;
      this.#holders.set(vip, now);
      const last = news.at(-1)?.[1];
      if (last !== undefined) {
        const evidence = news.flatMap(([node, facts]) => proof(node, facts, 'addresses'));
        this.#moved(vip, before, [...now], last.at, evidence);
      }
    }
    for (const [node] of known) this.#read.add(node);
  }

  #moved(
    vip: string,
    before: ReadonlySet<string> | undefined,
    to: readonly string[],
    at: number,
    evidence: readonly Evidence[],
  ): void {
    const held = [...(before ?? [])];
    if (to.length === 0) {
      this.#lost.set(vip, held);
      return this.#say({ at, message: { code: 'vip.gone', params: { vip, from: held } }, evidence });
    }
    if (to.length > 1)
      return this.#say({ at, message: { code: 'vip.several', params: { vip, to } }, evidence });
    const from = (held.length > 0 ? held : (this.#lost.get(vip) ?? [])).filter((node) => !to.includes(node));
    this.#lost.delete(vip);
    const message: TimelineMessage =
      from.length === 0
        ? { code: 'vip.appeared', params: { vip, to } }
        : { code: 'vip.moved', params: { vip, from, to } };
    this.#say({ at, message, evidence });
  }

  #readVrrp(node: string, facts: NodeFacts, instances: readonly VrrpInstance[]): void {
    const before = this.#vrrp.get(node);
    const now = new Map(instances.map(({ name, state }) => [name, state]));
    this.#vrrp.set(node, now);
    if (before === undefined) return;
    const evidence = proof(node, facts, 'keepalived');
    const say = (message: TimelineMessage) => this.#say({ at: facts.at, message, evidence });
    for (const [instance, state] of now) {
      const from = before.get(instance);
      if (from === undefined) say({ code: 'vrrp.started', params: { node, instance, state } });
      else if (from !== state) say({ code: 'vrrp.state', params: { node, instance, from, to: state } });
    }
    for (const [instance, state] of before)
      if (!now.has(instance)) say({ code: 'vrrp.stopped', params: { node, instance, state } });
  }

  #readServices(node: string, facts: NodeFacts, services: readonly IpvsService[]): void {
    const before = this.#services.get(node);
    const now = new Map(
      services.map((service) => [
        keyOf(service),
        new Map(service.servers.map((server) => [serverName(server), server.weight])),
      ]),
    );
    this.#services.set(node, now);
    const evidence = proof(node, facts, 'ipvs');
    for (const service of new Set([...(before?.keys() ?? []), ...now.keys()])) {
      const old = before?.get(service);
      const fresh = now.get(service);
      for (const server of new Set([...(old?.keys() ?? []), ...(fresh?.keys() ?? [])])) {
        const key = `${node} ${service} ${server}`;
        const code = serverChange(old?.get(server), fresh?.get(server), this.#known.has(key));
        if (fresh?.has(server)) this.#known.add(key);
        if (code === undefined || before === undefined) continue;
        const [address = ''] = server.split(':');
        const name = nodeOfAddress(this.#topology, address) ?? server;
        this.#say({ at: facts.at, message: { code, params: { node, service, server: name } }, evidence });
      }
    }
  }

  #say(happening: Happening): void {
    const earned = Math.floor((happening.at - this.#filled) / refill);
    if (earned > 0) {
      this.#left = Math.min(burst, this.#left + earned);
      this.#filled = happening.at;
    }
    if (this.#left === 0) {
      this.#dropped += 1;
      return;
    }
    this.#left -= 1;
    if (this.#dropped > 0) {
      const count = this.#dropped;
      this.#dropped = 0;
      this.#tell({ at: happening.at, message: { code: 'left-out', params: { count } }, evidence: [] });
    }
    this.#tell(happening);
  }
}

/** @param known it was in the table before. Weights decide: 0 gets no new connections. */
function serverChange(
  old: number | undefined,
  now: number | undefined,
  known: boolean,
): 'server.left' | 'server.drained' | 'server.returned' | 'server.added' | undefined {
  if (now === undefined) return old === undefined ? undefined : 'server.left';
  if (now === 0) return old === undefined || old === 0 ? undefined : 'server.drained';
  if (old === undefined) return known ? 'server.returned' : 'server.added';
  return old === 0 ? 'server.returned' : undefined;
}

function proof(node: string, facts: NodeFacts, section: string): readonly Evidence[] {
  const source = facts.sources?.[section];
  if (source === undefined) return [];
  return [{ node, ...source, output: bounded(source.output, shown), at: facts.at }];
}
