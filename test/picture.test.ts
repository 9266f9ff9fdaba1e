import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TopologyView } from '../contract/views.js';
import { Poller } from '../engine/observe/poller.js';
import type { Session } from '../engine/session/session.js';
import { beginWatch, watchKernel } from '../renderer/logic/kernel-watch.js';
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

test('the way of a request is drawn past the director and back, and ends where nobody answers', async () => {
  const url = `http://${session.values['vip']}/`;
  const arrows = (way: 'there' | 'back') => view?.way?.[way].map(({ from, to }) => `${from} > ${to}`);
  const rs = async () => (await sh('client', `curl -s -m 5 ${url}`)).stdout.trim();
  const [server] = (await rs()).split(' ');
  expect(server).toMatch(/^rs[12]$/);
  await expect.poll(() => arrows('back'), patience).toEqual([`${server} > client`]);
  expect(arrows('there')).toEqual(['client > director', `director > ${server}`]);
  expect(view?.way).toMatchObject({ client: 'client', answer: 'accepted' });
  // A port that is no service goes no further: the director itself refuses.
  await sh('client', `curl -s -m 5 ${url.replace(/\/$/, ':81/')}; true`);
  await expect.poll(() => view?.way?.answer, patience).toBe('refused');
  expect([arrows('there'), arrows('back')]).toEqual([['client > director'], ['director > client']]);
});

test('where the kernel sends connections is what the rule says by the table as it was read before', async () => {
  const { values } = session;
  const service = () => view?.nodes['director']?.ipvs?.find(({ port }) => port === 80);
  const look = () => ({
    at: view?.nodes['director']?.at ?? 0,
    known: view?.nodes['director']?.ipvs !== undefined,
    service: service(),
    way: view?.way,
  });
  const sum = (what: 'connections' | 'active') =>
    service()?.servers.reduce((all, server) => all + server[what], 0) ?? 0;
  const at = `${values['vip']}:80`;
  const weighed = () =>
    service()
      ?.servers.map(({ weight }) => weight)
      .toSorted();
  // Whatever it was: this one goes by open connections alone, and remembers nothing.
  await sh('director', `ipvsadm -E -t ${at} -s sed && ipvsadm -e -t ${at} -r 10.0.0.9 -g -w 2`);
  await expect.poll(() => [service()?.scheduler, weighed()], patience).toEqual(['sed', [1, 2]]);
  let watch = beginWatch(look());
  for (let index = 0; index < 4; index += 1) {
    const before = [sum('connections'), sum('active')] as const;
    await sh('client', `setsid bash -c 'exec 3<>/dev/tcp/${values['vip']}/80; sleep 50' >/dev/null 2>&1 & `);
    await expect
      .poll(() => [sum('connections'), sum('active')], patience)
      .toEqual([before[0] + 1, before[1] + 1]);
    watch = watchKernel(watch, look());
  }
  expect(watch.deals.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 4 }, () => 'ruled'));
  expect(watch.deals.map(({ kernel }) => kernel)).toEqual(watch.deals.map(({ rule }) => rule));
  expect(Object.keys(watch.total).toSorted()).toEqual(['rs1', 'rs2']);
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
