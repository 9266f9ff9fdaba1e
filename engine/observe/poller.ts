import { ArpAnswers } from './arp-answers.js';
import { Cables } from './cables.js';
import { Captures } from './captures.js';
import type { TopologyView } from '../../contract/views.js';
import type { FactsRequest, NodeFacts } from '../../contract/facts.js';
import { decodeFrame } from '../experiments/decode.js';
import { type ArpPacket, arpText } from '../experiments/frames.js';
import { nodeOf, nodeOfMac } from '../world/topology-lookup.js';
import type { Look, Observatory } from '../facts/observatory.js';
import { includesRequest, mergeRequests } from '../facts/script.js';
import { log } from '../log/log.js';
import type { Machines, Topology } from '../machines/provider.js';
import { rest } from '../machines/settle.js';
import { type Known, workSignal } from '../session/work.js';
import { ShellError } from '../machines/shell.js';
import { Happenings, type Happening, type Read } from './happenings.js';
import { knownUntil, type NodeReading, topologyView } from './topology-view.js';
import { Ways } from './ways.js';

/** What the live topology shows. The witness tells whether anything changed that a check would see. */
const request: FactsRequest = {
  network: true,
  listeners: true,
  ipvs: true,
  keepalived: true,
  witness: true,
};

/** What tells at once who holds an address and who is master: little, as a whole poll takes seconds on a slow host. */
const glance: FactsRequest = { network: true, keepalived: true };

/** Milliseconds between two polls at least; a slow host is polled less often. */
const interval = 2000;
/** Milliseconds until a poll after something was done. */
const soon = 300;
/** Milliseconds between two polls at most, where nothing has changed for a while. */
const longest = 8000;

/** Milliseconds that a poll waits for its slowest node, if the others are not slow, too: what comes later is taken later. */
const patience = 4000;

/** Addresses whose owners are remembered: a guest may announce as many as it likes. */
const maxOwners = 1000;

/** ARP's operations, RFC 826: a question, and an announcement or an answer. */
const arpRequest = 1;
const arpReply = 2;
const everybody = 'ff:ff:ff:ff:ff:ff';

/**
 * Has the facts of all nodes read for as long as anybody looks, unless a check has just had them read: it hears of every look. Frames
 * tell of a moved VIP at once, before the next facts do.
 */
export class Poller {
  readonly #topology: Topology;
  readonly #observatory: Observatory;
  readonly #machines: () => Machines | undefined;
  readonly #readings = new Map<string, NodeReading>();
  /** What was seen of a node between polls. */
  readonly #glances = new Map<
    string,
    { readonly at: number; readonly asked: number; readonly facts: Partial<NodeFacts> }
  >();
  readonly #cables = new Cables();
  readonly #owners = new Map<string, { readonly node: string; readonly at: number }>();
  readonly #answers = new ArpAnswers(maxOwners);
  readonly #ways: Ways;
  readonly #listeners = new Set<(view: TopologyView) => void>();
  /** Called after each poll: the witness of all nodes (undefined: one could not be asked), and what it read of each. */
  onWitness: (witness: string | undefined, known: ReadonlyMap<string, Known>) => void = () => {};
  /** What somebody is going to want who is told of the next poll: it is asked for with the rest, by node. */
  wanted: () => Readonly<Record<string, FactsRequest>> = () => ({});
  /** Called with what happened, as frames and facts tell it. */
  onHappening: (happening: Happening) => void = () => {};
  readonly #happenings: Happenings;
  /** When each node was last asked for all that is drawn and answered, in milliseconds since the epoch. */
  readonly #whole = new Map<string, number>();
  /** Nodes that have not answered yet: they are not asked again meanwhile. */
  readonly #pending = new Set<string>();
  /** Counts how often something was forgotten, and when it was last: what was asked before is not told after. */
  #age = 0;
  #forgotten = 0;
  /** Milliseconds that the last whole poll took. */
  #took = 0;
  #stop: { readonly signal: AbortSignal; readonly abort: () => void } | undefined;
  #wake: () => void = () => {};
  /** Ends a rest that lasts only because nothing has changed. */
  #stirred: () => void = () => {};
  /** Something was done since the last poll began. */
  #due = false;
  /** Polls in a row that showed nothing new, and what they showed. */
  #quiet = 0;
  #seen: string | undefined;

  constructor(topology: Topology, observatory: Observatory, machines: () => Machines | undefined) {
    this.#topology = topology;
    this.#observatory = observatory;
    this.#machines = machines;
    this.#happenings = new Happenings(topology, (happening) => this.onHappening(happening));
    this.#ways = new Ways(topology, this.#readings, () => {
      this.stir();
      this.#tell();
    });
  }

  /** Tells the view now, if there is one, and each new one until the signal comes. */
  async watch(signal: AbortSignal, onView: (view: TopologyView) => void): Promise<void> {
    if (signal.aborted) return;
    this.#listeners.add(onView);
    if (this.#readings.size > 0) onView(this.#view());
    if (this.#stop === undefined) void this.#poll();
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    this.#listeners.delete(onView);
    if (this.#listeners.size === 0) this.#stop?.abort();
  }

  /** Something was done: look soon. */
  hurry(): void {
    this.#due = true;
    this.#quiet = 0;
    this.#wake();
  }

  /** Something happens on a node: a long rest is over. */
  stir(): void {
    this.#quiet = 0;
    this.#stirred();
  }

  async #poll(): Promise<void> {
    const controller = new AbortController();
    const stop = { signal: workSignal(controller.signal), abort: () => controller.abort() };
    this.#stop = stop;
    const captures = new Captures(this.#topology, (frame) => {
      // A flood has thousands a second: each is decoded once.
      const decoded = decodeFrame(frame.bytes);
      if (decoded === undefined) return;
      this.#ways.note(frame, decoded);
      const { from, to, arp } = decoded;
      if (arp !== undefined) this.#arp({ from, to, ...arp }, frame.at);
    });
    this.#observatory.along = request;
    const deaf = this.#observatory.listen((look) => this.#heard(look));
    try {
      while (!stop.signal.aborted) {
        const machines = this.#machines();
        captures.follow(machines);
        const started = Date.now();
        this.#due = false;
        // As in observe: it costs one look.
        if (machines !== undefined)
          await this.#read(machines, stop.signal).catch((error: unknown) =>
            log().error({ err: error }, 'poll'),
          );
        const took = Date.now() - started;
        const pause = this.#due ? soon : Math.max(interval - took, 2 * took);
        await this.#rest(pause, stop.signal);
        // A poll costs each node a part of a second: where nothing changes they come ever more seldom.
        const more = Math.min(this.#quiet * pause, longest - took - pause);
        if (more > 0 && !this.#due) await this.#rest(more, stop.signal, true);
        // Whoever judges has all nodes looked at, and what was read is here already.
        const fresh = interval - (Date.now() - this.#lookedAt());
        if (fresh > 0 && !this.#due) await this.#rest(fresh, stop.signal, true);
      }
    } finally {
      captures.follow(undefined);
      deaf();
      this.#observatory.along = undefined;
      this.#stop = undefined;
      // Somebody came while we were ending.
      if (this.#listeners.size > 0) void this.#poll();
    }
  }

  async #read(machines: Machines, signal: AbortSignal): Promise<void> {
    const started = Date.now();
    const asked = this.#topology.nodes.map(({ name }) => name).filter((name) => !this.#pending.has(name));
    const fresh = new Map<string, Read>();
    const known = new Map<string, Known>();
    const wanted = this.wanted();
    let over = false;
    const reads = asked.map(async (name) => {
      this.#pending.add(name);
      try {
        const all = mergeRequests(request, wanted[name] ?? {});
        const found = await this.#readNode(name, machines, signal, all);
        const read = found?.read;
        if (read !== undefined) fresh.set(name, read);
        if (found !== undefined && found.now.ok)
          known.set(name, { request: found.request, facts: found.now.facts });
        if (!over || signal.aborted) return;
        // It came too late for its poll.
        if (read !== undefined) this.#happenings.read(new Map([[name, read]]));
        this.#tell();
      } finally {
        this.#pending.delete(name);
      }
    });
    await Promise.race([Promise.all(reads), rest(Math.max(patience, 2 * this.#took), signal)]);
    over = true;
    if (signal.aborted) return;
    if (fresh.size === this.#topology.nodes.length) this.#took = Date.now() - started;
    this.#happenings.read(new Map(fresh));
    this.#tell();
    const all = this.#topology.nodes.map(({ name }) => {
      const now = this.#pending.has(name) ? undefined : this.#readings.get(name)?.now;
      return now?.ok ? now.facts.witness : undefined;
    });
    const counted = this.#topology.nodes.map(({ name }) => this.#readings.get(name)?.facts?.ipvs?.services);
    const seen = JSON.stringify([all, counted]);
    this.#quiet = seen === this.#seen ? this.#quiet + 1 : 0;
    this.#seen = seen;
    this.onWitness(all.includes(undefined) ? undefined : all.join('\n'), new Map(known));
  }

  /** @returns what was read; undefined when it is not of this node any more, or nobody looks */
  async #readNode(name: string, machines: Machines, signal: AbortSignal, all: FactsRequest) {
    const age = this.#age;
    try {
      const look = await this.#observatory.look(name, all, { signal, timeout: 15_000 });
      // Put back meanwhile, or other machines: it is not of this one.
      if (age !== this.#age || this.#machines() !== machines) return undefined;
      return { read: this.#take(look), now: look.observed, request: look.request };
    } catch (error) {
      if (!(error instanceof ShellError)) throw error; // cancelled: nobody looks any more
      return undefined;
    }
  }

  /** @returns what happened is told from it; undefined when the node did not answer */
  #take({ node, asked, observed: now }: Look): Read | undefined {
    const old = this.#readings.get(node);
    // A glance from meanwhile knows better: what moved must not be shown moving back.
    const seen = this.#glances.get(node);
    const newer = seen !== undefined && seen.at > asked ? seen : undefined;
    const facts = now.ok
      ? this.#cables.applied(node, { ...now.facts, ...newer?.facts }, newer?.asked ?? asked)
      : old?.facts;
    this.#readings.set(node, {
      now,
      ...(facts === undefined ? {} : { facts }),
      ...(now.ok && old?.facts !== undefined ? { before: old.facts } : {}),
      known: knownUntil(old?.known, now),
    });
    if (now.ok) this.#whole.set(node, asked);
    return now.ok && facts !== undefined ? { facts, since: newer?.at ?? asked } : undefined;
  }

  /** A check had a node looked at, with all that is drawn. */
  #heard(look: Look): void {
    const { node, request: asked, observed } = look;
    const own = this.#pending.has(node);
    if (!observed.ok || own || look.asked <= this.#forgotten || !includesRequest(asked, request)) return;
    const read = this.#take(look);
    if (read !== undefined) this.#happenings.read(new Map([[node, read]]));
    this.#tell();
  }

  /** When the node was asked that was not looked at for longest, in milliseconds since the epoch; 0: one never was. */
  #lookedAt(): number {
    return Math.min(...this.#topology.nodes.map(({ name }) => this.#whole.get(name) ?? 0));
  }

  /** A cable was pulled or plugged in: true at once, whatever was asked of the node before. */
  cable(node: string, network: string, up: boolean): void {
    const dev = nodeOf(this.#topology, node)?.interfaces.find((nic) => nic.network === network)?.dev;
    if (dev === undefined) return;
    this.#cables.note(node, dev, up);
    const reading = this.#readings.get(node);
    if (reading?.facts === undefined) return;
    this.#readings.set(node, { ...reading, facts: this.#cables.applied(node, reading.facts, 0) });
    this.#tell();
  }

  /** Forgets what was seen of a node that was put back, or of all, and with them who answered ARP. */
  forget(node?: string): void {
    this.#age += 1;
    this.#forgotten = Date.now();
    this.#observatory.forget(node);
    this.#happenings.forget(node);
    if (node === undefined) {
      this.#whole.clear();
      this.#readings.clear();
      this.#glances.clear();
      this.#owners.clear();
      this.#cables.forget();
      this.#answers.clear();
      this.#ways.clear();
    } else {
      this.#whole.delete(node);
      this.#readings.delete(node);
      this.#glances.delete(node);
    }
    if (this.#listeners.size > 0) this.#tell();
    this.hurry();
  }

  /** Nodes that are being looked at out of turn; true: and are to be looked at once more. */
  readonly #looking = new Map<string, boolean>();

  /** Looks at some nodes out of turn. */
  async #look(nodes: readonly string[], signal: AbortSignal): Promise<void> {
    if (this.#machines() === undefined) return;
    const age = this.#age;
    const fresh = new Map<string, Read>();
    await Promise.all(
      nodes.map(async (name) => {
        // One look at a node at a time, and one more for all that was noticed meanwhile.
        if (this.#looking.has(name)) {
          this.#looking.set(name, true);
          return;
        }
        this.#looking.set(name, false);
        const started = Date.now();
        try {
          const options = { signal, timeout: 15_000, atOnce: true };
          const { observed: now } = await this.#observatory.look(name, glance, options);
          const reading = this.#readings.get(name);
          if (!now.ok || reading?.facts === undefined || signal.aborted || age !== this.#age) return;
          // Counters are still those of the poll, and so is their time: rates are made of both.
          fresh.set(name, { facts: now.facts, since: started });
          const { at, sources: _, ...facts } = now.facts;
          this.#glances.set(name, { at, asked: started, facts });
          const seen = { ...reading.facts, ...facts };
          this.#readings.set(name, { ...reading, facts: this.#cables.applied(name, seen, started) });
          this.#tell();
        } catch (error) {
          if (!(error instanceof ShellError)) throw error; // cancelled, or gone with its machine: the next poll tells
        } finally {
          const again = this.#looking.get(name) === true;
          this.#looking.delete(name);
          if (again && !signal.aborted) void this.#look([name], signal);
        }
      }),
    );
    this.#happenings.read(fresh);
  }

  #rest(milliseconds: number, signal: AbortSignal, stirs = false): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        this.#wake = () => {};
        this.#stirred = () => {};
        resolve();
      };
      if (stirs) this.#stirred = end;
      const timer = setTimeout(end, milliseconds);
      // A moment later: what was typed needs time to work.
      this.#wake = () => setTimeout(end, soon);
      signal.addEventListener('abort', end, { once: true });
    });
  }

  #arp(packet: ArpPacket, at: number): void {
    if (packet.operation === arpRequest && packet.to !== everybody)
      this.#answers.probe(packet.target, packet.sender, at);
    const announces = packet.operation === arpReply || packet.sender === packet.target;
    if (!announces || packet.sender === '0.0.0.0') return;
    const node = nodeOfMac(this.#topology, packet.senderMac);
    if (node === undefined) return;
    const text = arpText(packet);
    const announced = packet.sender === packet.target;
    const probed = !announced && this.#answers.isProbed(packet.sender, packet.target, at);
    const rivals = !announced && !probed && this.#answers.note(packet.sender, packet.target, node, at);
    if (announced) this.#happenings.announced(packet.sender, node, at, text);
    else if (!probed) {
      const names = this.#answers.of(packet.sender).map((each) => each.node);
      this.#happenings.answered(packet.sender, names, node, at, text);
    }
    const before = this.#owners.get(packet.sender);
    if (before === undefined && this.#owners.size >= maxOwners) return;
    this.#owners.set(packet.sender, { node, at });
    if (before?.node === node && !rivals) return;
    this.#tell();
    this.hurry();
    const signal = this.#stop?.signal;
    const machines = this.#topology.nodes.flatMap(({ interfaces }) => interfaces);
    if (signal === undefined || machines.some(({ address }) => address === packet.sender)) return;
    const holders = this.#view().vips.find(({ address }) => address === packet.sender)?.holders ?? [];
    void this.#look([...new Set([node, ...holders])], signal);
  }

  #tell(): void {
    const view = this.#view();
    for (const listener of this.#listeners) listener(view);
  }

  #view(): TopologyView {
    const answerers = (address: string) => this.#answers.of(address);
    return {
      ...topologyView(this.#topology, this.#readings, this.#owners, Date.now(), answerers),
      ...this.#ways.latest(),
    };
  }
}
