import { expect, onTestFinished, test, vi } from 'vitest';
import type { TopologyView } from '../../contract/views.js';
import { haTopology } from '../judging/testing/world.js';
import type { Frame, Machines } from '../machines/provider.js';
import type { Shell } from '../machines/shell.js';
import { Observatory } from '../facts/observatory.js';
import { Poller } from './poller.js';

// Nodes that answer the facts script with what a test says: whole polls when it lets them, glances at once.

const vip = '10.0.0.10';

class Nodes {
  holder = 'lb1';
  /** Scripts of whole polls that wait for an answer, which was true when they were asked. */
  readonly polls: (() => void)[] = [];
  glances = 0;
  /** A node whose whole polls are never answered, until the test ends. */
  silent: string | undefined;
  /** Polls are answered at once, and counted. */
  prompt = false;
  asked = 0;
  onFrame: (frame: Frame) => void = () => {};

  readonly machines = {
    capabilities: { checkpoints: true, links: true, capture: true },
    shell: (node: string): Shell => ({
      exec: (script) => {
        const answer = { exit: 0, stdout: this.#facts(node, script), stderr: '' };
        if (!script.includes('/var/lib/dpkg/status')) {
          this.glances += 1;
          return Promise.resolve(answer);
        }
        this.asked += 1;
        if (this.prompt && node !== this.silent) return Promise.resolve(answer);
        return new Promise((resolve) => this.polls.push(() => resolve(answer)));
      },
    }),
    capture: (_network: string, onFrame: (frame: Frame) => void) => {
      this.onFrame = onFrame;
      return { ready: Promise.resolve(), stop: async () => {} };
    },
  } as unknown as Machines;

  answerPolls(): void {
    for (const answer of this.polls.splice(0)) answer();
  }

  /** The gratuitous ARP of a node that has become the VIP's, RFC 5227 §3. */
  announce(node: string, announced = vip): void {
    if (announced === vip) this.holder = node;
    const mac = haTopology.nodes.find(({ name }) => name === node)!.interfaces[0]!.mac.replaceAll(':', '');
    const address = announced
      .split('.')
      .map((part) => Number(part).toString(16).padStart(2, '0'))
      .join('');
    const bytes = Buffer.from(
      `ffffffffffff${mac}08060001080006040001${mac}${address}ffffffffffff${address}`,
      'hex',
    );
    this.onFrame({ at: Date.now(), network: 'lan', node, bytes });
  }

  #facts(node: string, script: string): string {
    const [, marker] = /(@[0-9a-f]{24})/.exec(script)!;
    const own = haTopology.nodes.find(({ name }) => name === node)!.interfaces[0]!;
    const info = [own.address, ...(node === this.holder ? [vip] : [])].map((local) => ({
      family: 'inet',
      local,
      prefixlen: 24,
    }));
    const ip = JSON.stringify([
      { ifname: 'eth0', flags: ['UP', 'LOWER_UP'], address: own.mac, addr_info: info },
    ]);
    return `\n${marker} [ ip\n${ip}\n\n${marker} ] ip 0\n\n${marker} [ end\n\n${marker} ] end 0\n`;
  }
}

function watched(nodes: Nodes) {
  const observatory = new Observatory((node) => nodes.machines.shell(node));
  const poller = new Poller(haTopology, observatory, () => nodes.machines);
  const views: TopologyView[] = [];
  const controller = new AbortController();
  onTestFinished(() => {
    controller.abort();
    nodes.answerPolls();
  });
  void poller.watch(controller.signal, (view) => views.push(view));
  const holders = () => views.map((view) => view.vips[0]?.holders.join() ?? '-');
  return { poller, observatory, views, holders, arp: () => views.at(-1)?.vips[0]?.arp?.node };
}

test('a VIP that moves is shown before the poll that is under way ends, and that poll does not move it back', async () => {
  const nodes = new Nodes();
  const { holders, arp } = watched(nodes);
  await expect.poll(() => nodes.polls.length).toBe(3);
  nodes.announce('lb1');
  nodes.answerPolls();
  await expect.poll(() => holders().at(-1)).toBe('lb1');

  // The next poll has read the nodes already, and is slow to say so.
  await expect.poll(() => nodes.polls.length, { timeout: 5000 }).toBe(3);
  nodes.announce('lb2');
  expect(arp()).toBe('lb2');
  await expect.poll(() => holders().at(-1)).toBe('lb2');
  const shown = holders().length;
  nodes.answerPolls();
  await expect.poll(() => holders().length).toBeGreaterThan(shown);
  expect(new Set(holders().slice(shown))).toEqual(new Set(['lb2']));
});

test("a machine's own address that is announced brings the next poll forward, and no glance", async () => {
  const nodes = new Nodes();
  const { holders } = watched(nodes);
  await expect.poll(() => nodes.polls.length).toBe(3);
  nodes.answerPolls();
  await expect.poll(() => holders().at(-1)).toBe('lb1');
  nodes.announce('lb2', '10.0.0.8');
  await expect.poll(() => nodes.polls.length, { timeout: 1500 }).toBe(3);
  expect(nodes.glances).toBe(0);
});

test('where nothing changes polls come ever more seldom, and soon again when a node prints or somebody types', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const nodes = new Nodes();
  nodes.prompt = true;
  const { poller } = watched(nodes);
  const polls = () => nodes.asked / haTopology.nodes.length;
  await vi.advanceTimersByTimeAsync(60_000);
  // Every two seconds it would be 30; every eight, once it has calmed down, some 9.
  expect(polls()).toBeGreaterThan(7);
  expect(polls()).toBeLessThan(12);
  await vi.advanceTimersByTimeAsync(8000);

  let before = polls();
  nodes.holder = 'lb2';
  await vi.advanceTimersByTimeAsync(2500);
  poller.stir();
  await vi.advanceTimersByTimeAsync(10);
  expect(polls()).toBe(before + 1);

  before = polls();
  poller.hurry();
  await vi.advanceTimersByTimeAsync(400);
  expect(polls()).toBe(before + 1);
});

test('what is done while a poll is under way brings the next one forward as well', async () => {
  const nodes = new Nodes();
  const { poller } = watched(nodes);
  await expect.poll(() => nodes.polls.length).toBe(3);
  poller.hurry();
  nodes.answerPolls();
  await expect.poll(() => nodes.polls.length, { timeout: 1500 }).toBe(3);
});

test('a node that does not answer holds up no other, and is not asked again meanwhile', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const nodes = new Nodes();
  nodes.prompt = true;
  nodes.silent = 'lb2';
  const { poller, views } = watched(nodes);
  const witnesses: (string | undefined)[] = [];
  poller.onWitness = (witness) => witnesses.push(witness);
  await vi.advanceTimersByTimeAsync(4100);
  expect(views.at(-1)?.nodes['lb1']?.status).toBe('ok');
  expect(views.at(-1)?.nodes['lb2']).toBeUndefined();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(nodes.polls).toHaveLength(1);
  expect(nodes.asked).toBeGreaterThan(4);
  // Nobody can say that nothing has changed.
  expect(new Set(witnesses)).toEqual(new Set([undefined]));
  nodes.answerPolls();
  await vi.advanceTimersByTimeAsync(0);
  expect(views.at(-1)?.nodes['lb2']?.status).toBe('ok');
});

test('a node that was put back is forgotten alone, and so is an answer that was on its way', async () => {
  const nodes = new Nodes();
  const { poller, views } = watched(nodes);
  await expect.poll(() => nodes.polls.length).toBe(3);
  nodes.answerPolls();
  await expect.poll(() => views.length).toBe(1);
  poller.forget('lb1');
  expect(Object.keys(views.at(-1)!.nodes)).toEqual(['lb2', 'client']);
  poller.forget();
  expect(views.at(-1)).toMatchObject({ nodes: {}, vips: [] });
  await expect.poll(() => nodes.polls.length, { timeout: 5000 }).toBe(3);
  const told = views.length;
  poller.forget();
  nodes.answerPolls();
  await expect.poll(() => views.length).toBeGreaterThan(told + 1);
  expect(views.at(-1)).toMatchObject({ nodes: {} });
});

test('a cable is as we moved it, at once and in answers to what was asked before', async () => {
  const nodes = new Nodes();
  const { poller, views } = watched(nodes);
  const carrier = () => views.at(-1)?.nodes['lb1']?.links?.[0]?.carrier;
  await expect.poll(() => nodes.polls.length).toBe(3);
  nodes.answerPolls();
  await expect.poll(carrier).toBe(true);
  poller.cable('lb1', 'lan', false);
  expect(carrier()).toBe(false);
  poller.cable('lb1', 'lan', true);
  expect(carrier()).toBe(true);
  await expect.poll(() => nodes.polls.length, { timeout: 5000 }).toBe(3);
  poller.cable('lb1', 'lan', false);
  const told = views.length;
  nodes.answerPolls(); // asked while the cable was in
  await expect.poll(() => views.length).toBeGreaterThan(told);
  expect(carrier()).toBe(false);
  // The node has the last word: here it never noticed.
  await expect.poll(() => nodes.polls.length, { timeout: 5000 }).toBe(3);
  nodes.answerPolls();
  await expect.poll(carrier).toBe(true);
});

test('an error that nobody foresaw makes one node not known, and the next poll sees it again', async () => {
  const nodes = new Nodes();
  nodes.prompt = true;
  const { views, holders } = watched(nodes);
  await expect.poll(() => holders().at(-1)).toBe('lb1');
  const shell = nodes.machines.shell.bind(nodes.machines);
  nodes.machines.shell = (node) =>
    node === 'lb2' ? { ...shell(node), exec: () => Promise.reject(new Error('Not connected')) } : shell(node);
  const unknown = () => views.at(-1)?.nodes['lb2']?.unknown;
  await expect.poll(unknown, { timeout: 10_000 }).toHaveProperty('addresses');
  nodes.machines.shell = shell;
  await expect.poll(unknown, { timeout: 10_000 }).toBeUndefined();
});

/** What a check asks for that looks at everything. */
const byCheck = { sysctls: ['net.ipv4.ip_forward'], witness: true };

test('what a check had read is drawn, and no node is asked for it once more', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const nodes = new Nodes();
  nodes.prompt = true;
  const { observatory, holders } = watched(nodes);
  await vi.advanceTimersByTimeAsync(1800);
  expect(nodes.asked).toBe(3);
  nodes.holder = 'lb2';
  await Promise.all(['lb1', 'lb2', 'client'].map((name) => observatory.look(name, byCheck)));
  expect(holders().at(-1)).toBe('lb2');
  await vi.advanceTimersByTimeAsync(1900);
  expect(nodes.asked).toBe(6);
  await vi.advanceTimersByTimeAsync(200);
  expect(nodes.asked).toBe(9);
});

test('what a check had read of a node before it was put back is not drawn', async () => {
  const nodes = new Nodes();
  const { poller, observatory, views } = watched(nodes);
  await expect.poll(() => nodes.polls.length).toBe(3);
  nodes.answerPolls();
  await expect.poll(() => views.length).toBe(1);
  const look = observatory.look('lb1', byCheck);
  await expect.poll(() => nodes.polls.length).toBe(1);
  poller.forget('lb1');
  nodes.answerPolls();
  await look;
  expect(Object.keys(views.at(-1)!.nodes)).toEqual(['lb2', 'client']);
});
