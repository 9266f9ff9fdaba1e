import { expect, test } from 'vitest';
import { schedulerNames } from '../../schedulers/schedulers.js';
import { type PresetName, presetNames, presets } from './presets.js';
import {
  type Setup,
  serversOf,
  setupOf,
  sharesOf,
  simulate,
  simulationLimits,
  usual,
  withAnother,
} from './simulation.js';

const order = (setup: Setup) =>
  simulate(setup)
    .map(({ decision }) => decision.server ?? '-')
    .join('');

// Measured on Linux 6.1; the weights are those of A, B and C, added in this order.
test.each<[PresetName, string]>([
  ['rr', 'CBACBACBACBA'],
  ['wrr', 'CBACCBCBACCB'],
  ['lc', 'CBACBACBACBA'],
  ['sed', 'CCCCCCCCCCCC'],
  ['nq', 'CBACCBCBCCBA'],
  ['sh', 'CCCCCCCCCCCC'],
  ['fo', 'CCCCCCCCCCCC'],
  ['ovf', 'CCCCCBBBBAAA--'],
])('the example of %s surprises as the kernel does: %s', (name, wanted) => {
  expect(order(presets[name].setup)).toBe(wanted);
});

test('dh sends all clients of one address to one server, and those of many to all', () => {
  const { setup } = presets.dh;
  expect(new Set(order(setup)).size).toBe(1);
  expect(new Set(order({ ...setup, targets: 20, requests: 20 })).size).toBe(3);
});

test("the course's example: SED takes C, as (3 + 1) / 3 is least; for WLC all three are equal", () => {
  const { setup } = presets.course;
  const [first] = simulate(setup);
  expect(first?.decision).toMatchObject({
    server: 'C',
    compared: [
      { server: 'C', value: { num: 4, den: 3 } },
      { server: 'B', value: { num: 3, den: 2 } },
      { server: 'A', value: { num: 2, den: 1 } },
    ],
  });
  const [wlc] = simulate({ ...setup, scheduler: 'wlc' });
  expect(wlc?.decision.compared.map(({ value }) => value!.num / value!.den)).toEqual([256, 256, 256]);
  expect(wlc?.decision.server).toBe('C');
});

test('lblc stays with a server until it is overloaded and another is half idle', () => {
  expect(order(presets.lblc.setup)).toMatch(/^C{5}B/);
});

test('there is an example of every scheduler, within what can be chosen', () => {
  expect(presetNames).toEqual(expect.arrayContaining([...schedulerNames]));
  for (const name of presetNames) {
    const { setup } = presets[name];
    expect(setup.servers.length).toBeLessThanOrEqual(simulationLimits.servers.max);
    expect(setup.requests).toBeLessThanOrEqual(simulationLimits.requests.max);
    expect(simulate(setup)).toHaveLength(setup.requests);
  }
});

test('shares, and one server more at the head of the list', () => {
  const { setup } = presets.wrr;
  expect(sharesOf(setup.servers, simulate({ ...setup, requests: 6 }))).toEqual([
    { id: 'C', count: 3 },
    { id: 'B', count: 2 },
    { id: 'A', count: 1 },
  ]);
  expect(withAnother(serversOf([1, 2])).map(({ id, address }) => `${id} ${address}`)).toEqual([
    'C 10.0.0.10',
    'B 10.0.0.9',
    'A 10.0.0.8',
  ]);
});

const server = (node: string, address: string, weight: number, place: number) =>
  ({
    node,
    address,
    port: 80,
    method: 'dr',
    weight,
    place,
    active: weight,
    inactive: 0,
    connections: 0,
    rate: 0,
  }) as const;

test("a director's table is gone on from as it is, in the kernel's order", () => {
  const service = {
    protocol: 'tcp',
    address: '10.0.0.29',
    port: 80,
    scheduler: 'sed',
    flags: [],
    servers: [server('rs1', '10.0.0.8', 1, 1), server('rs2', '10.0.0.9', 2, 0)],
  };
  const setup = setupOf(service);
  expect(setup?.servers.map(({ id, weight, active }) => [id, weight, active])).toEqual([
    ['rs2', 2, 2],
    ['rs1', 1, 1],
  ]);
  expect(order({ ...setup!, requests: 3 })).toBe('rs2rs2rs1');
  const [first] = simulate(setup!);
  expect(first?.decision.compared[0]).toMatchObject({ server: 'rs2', active: 2, value: { num: 3, den: 2 } });
  expect(setupOf({ ...service, scheduler: 'twos' })).toBeUndefined();
  expect(setupOf({ ...service, servers: [] })).toBeUndefined();
  // Two entries of one node are told apart by their ports.
  const twice = {
    ...service,
    servers: [service.servers[0]!, { ...service.servers[0]!, port: 8080, place: 0 }],
  };
  expect(setupOf(twice)?.servers.map(({ id }) => id)).toEqual(['10.0.0.8:8080', '10.0.0.8:80']);
});

test('a client keeps its address, and asks from another port each time', () => {
  const requests = simulate({ ...usual, clients: 2, targets: 3, requests: 4 }).map(({ request }) => request);
  expect(requests.map(({ client }) => client)).toEqual([
    '10.0.0.100',
    '10.0.0.101',
    '10.0.0.100',
    '10.0.0.101',
  ]);
  expect(requests.map(({ target }) => target)).toEqual(['10.0.0.29', '10.0.0.30', '10.0.0.31', '10.0.0.29']);
  expect(new Set(requests.map(({ port }) => port)).size).toBe(4);
});
