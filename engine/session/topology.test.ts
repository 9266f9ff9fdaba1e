import { expect, test } from 'vitest';
import { packLimits } from '../../contract/limits.js';
import { type Lab, labSchema } from '../../contract/lab.js';
import { resolveTopology } from './topology.js';

const text = { 'zh-CN': '文', en: 'text' };

function lab(networks: Record<string, string>, nodes: Record<string, object>): Lab {
  return labSchema.parse({
    format: 1,
    id: 'lab',
    title: text,
    summary: text,
    minutes: 1,
    topology: {
      networks: Object.fromEntries(Object.entries(networks).map(([name, cidr]) => [name, { cidr }])),
      nodes,
    },
    steps: [{ id: 'one', title: text, text: 'one' }],
  });
}

const nat = lab(
  { wan: '192.168.56.0/21', lan: '10.0.0.0/24' },
  {
    director: { role: 'director', wan: '192.168.56.2', lan: '10.0.0.1', memory: 512, at: [1, 2] },
    rs1: { role: 'realserver', lan: '10.0.0.8', gateway: '10.0.0.1' },
  },
);

test('a node gets one interface for each network that it joins, in the order of the lab', () => {
  const { networks, nodes } = resolveTopology(nat, 'salt');
  expect(networks).toEqual([
    { name: 'wan', cidr: '192.168.56.0/21' },
    { name: 'lan', cidr: '10.0.0.0/24' },
  ]);
  const mac = expect.stringMatching(/^52:54:00(:[0-9a-f]{2}){3}$/) as unknown as string;
  expect(nodes).toEqual([
    {
      name: 'director',
      role: 'director',
      memory: 512,
      disk: 2048,
      interfaces: [
        { network: 'wan', dev: 'eth0', mac, address: '192.168.56.2', prefix: 21 },
        { network: 'lan', dev: 'eth1', mac, address: '10.0.0.1', prefix: 24 },
      ],
    },
    {
      name: 'rs1',
      role: 'realserver',
      memory: 256,
      disk: 2048,
      gateway: '10.0.0.1',
      interfaces: [{ network: 'lan', dev: 'eth0', mac, address: '10.0.0.8', prefix: 24 }],
    },
  ]);
});

const macs = (salt: string, from: Lab) =>
  resolveTopology(from, salt).nodes.flatMap((node) => node.interfaces.map((nic) => nic.mac));

test('a session keeps its MACs, another session of the same lab has others', () => {
  expect(macs('one', nat)).toEqual(macs('one', nat));
  expect(macs('one', nat).filter((mac) => macs('two', nat).includes(mac))).toEqual([]);
});

test('no two interfaces share a MAC, and none has one of the addresses that providers use themselves', () => {
  const nodes = Object.fromEntries(
    Array.from({ length: packLimits.nodes }, (_, index) => [
      `n${index}`,
      { role: 'realserver', lan: `10.0.0.${index + 1}`, wan: `10.1.0.${index + 1}` },
    ]),
  );
  const all = macs('salt', lab({ lan: '10.0.0.0/24', wan: '10.1.0.0/24' }, nodes));
  expect(all).toHaveLength(2 * packLimits.nodes);
  expect(new Set(all).size).toBe(2 * packLimits.nodes);
  for (const mac of all) expect(Number.parseInt(mac.split(':')[3]!, 16)).toBeGreaterThanOrEqual(0x80);
});
