import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TopologyView } from '../contract/views.js';
import { Poller } from '../engine/observe/poller.js';
import type { Session } from '../engine/session/session.js';
import { endLab, solvedLab } from './solved-lab.js';
import { Sandbox } from './support.js';

// What the window is told of real machines in trouble.

const sandbox = new Sandbox();
let session: Session;
let view: TopologyView | undefined;
const controller = new AbortController();

beforeAll(async () => {
  session = await solvedLab('dr-by-hand', sandbox);
  const poller = new Poller(session.topology, session.observatory, () => session.machines);
  void poller.watch(controller.signal, (now) => {
    view = now;
  });
});
afterAll(() => {
  controller.abort();
  return endLab(session, sandbox);
});

const sh = (node: string, command: string) => session.machines.shell(node).exec(command, { timeout: 30_000 });
const patience = { timeout: 60_000, interval: 200 };
const vip = () => view?.vips.find(({ holders }) => holders.includes('director'));

test('three nodes that answer ARP for the VIP are all named, and it is one again when they stop', async () => {
  const { values } = session;
  const ask = () => sh('client', `ip neigh flush to ${values['vip']}; ping -c 1 -W 2 ${values['vip']}; true`);
  const suppress = async (ignore: number) => {
    for (const node of ['rs1', 'rs2'])
      await sh(node, `for f in all lo eth0; do echo ${ignore} >/proc/sys/net/ipv4/conf/$f/arp_ignore; done`);
  };
  await expect.poll(() => vip()?.holders, patience).toEqual(['director']);
  await suppress(0);
  await ask();
  await expect
    .poll(
      () =>
        vip()
          ?.answerers.map(({ node }) => node)
          .toSorted(),
      patience,
    )
    .toEqual(['director', 'rs1', 'rs2']);
  await suppress(1);
  await ask();
  await expect.poll(() => vip()?.answerers.map(({ node }) => node), patience).toEqual(['director']);
});

test('of a node that does not answer nothing is claimed; one that is off has nothing to show', async () => {
  const before = view?.nodes['rs1']?.at ?? 0;
  await session.power('rs1', 'pause');
  await expect.poll(() => view?.nodes['rs1']?.status, patience).toMatch(/timeout|unreachable/);
  expect(view?.nodes['rs1']?.addresses).toBeUndefined();
  expect(view?.nodes['rs1']).toHaveProperty('unknown');
  expect(view?.nodes['rs1']?.at).toBeGreaterThanOrEqual(before);
  await session.power('rs1', 'continue');
  await expect.poll(() => view?.nodes['rs1']?.status, patience).toBe('ok');
  await session.power('rs1', 'off');
  await expect.poll(() => view?.nodes['rs1']?.status, patience).toBe('halted');
  expect(view?.nodes['rs1']).not.toHaveProperty('addresses');
  expect(vip()?.onLoopback).toEqual(['rs2']);
});
