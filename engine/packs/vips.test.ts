import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { labSchema } from '../../contract/lab.js';
import { loadLab } from './load.js';
import { vipsOf } from './vips.js';

const text = { 'zh-CN': '文', en: 'text' };

function vips(checks: readonly object[], values: Readonly<Record<string, string>> = {}): readonly string[] {
  const lab = labSchema.parse({
    format: 1,
    id: 'lab',
    title: text,
    summary: text,
    minutes: 1,
    topology: {
      networks: { lan: { cidr: '10.0.0.0/24' } },
      nodes: {
        director: { role: 'director', lan: '10.0.0.7' },
        client: { role: 'client', lan: '10.0.0.100' },
      },
    },
    steps: [
      {
        id: 'one',
        title: text,
        text: 'one',
        checks: checks.map((check, index) => ({ id: `c${index}`, ...check })),
      },
    ],
  });
  return vipsOf(lab, values);
}

test("the addresses that checks ask for are a lab's VIPs, but no machine's own", () => {
  expect(
    vips([
      { address: { on: 'director', address: '10.0.0.29', dev: 'eth0' } },
      { 'ipvs-service': { on: 'director', tcp: '10.0.0.30:80' } },
      { 'ipvs-server': { on: 'director', fwmark: 5, server: '10.0.0.8:80' } },
      { http: { from: 'client', url: 'http://10.0.0.31:8080/' } },
      { http: { from: 'client', url: 'http://10.0.0.7/' } },
      { http: { from: 'client', url: 'http://www.example.org/' } },
      { 'keepalived-config': { on: 'director', vip: '10.0.0.32' } },
    ]),
  ).toEqual(['10.0.0.29', '10.0.0.30', '10.0.0.31', '10.0.0.32']);
});

test('a variable is a VIP by its name, where the lab has no check that asks for it', () => {
  const values = { vip: '10.0.0.40', vip_b: '10.0.0.41', vipers: '10.0.0.42', rip: '10.0.0.8', vip2: 'none' };
  expect(vips([], values)).toEqual(['10.0.0.40', '10.0.0.41']);
});

test('an address that only must not be there is none', () => {
  expect(vips([{ 'no-address': { on: 'director', address: '10.0.0.50' } }])).toEqual([]);
});

test.each([
  ['dr-by-hand', ['10.0.0.29']],
  ['keepalived-single', ['10.0.0.10']],
  ['keepalived-multi', ['10.0.0.10', '10.0.0.5']],
  ['keepalived-lvs', ['10.0.0.10']],
])('%s has the VIPs that its text names', (name, expected) => {
  const folder = fileURLToPath(new URL(join('../../labs/lvs', name), import.meta.url));
  const loaded = loadLab(folder);
  if (!loaded.ok) throw new Error(`${name} is not sound`);
  const { lab, values } = loaded.lab.instantiate(undefined);
  expect(vipsOf(lab, values)).toEqual(expected);
});
