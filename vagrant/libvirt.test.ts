import { expect, test } from 'vitest';
import { parseDomains } from './libvirt.js';

test('virsh tells of domains that run, with a number, and of those that do not, with a dash', () => {
  const text = [
    ' 1     lvslab-7k2_director   running',
    ' 23    lvslab-7k2_rs1        paused',
    ' 104   lvslab-7k2_rs2        in shutdown',
    ' -     lvslab-7k2_client     shut off',
    ' -     lvslab-7k2_lb2        crashed',
    '',
    '',
  ].join('\n');
  expect(parseDomains(text)).toEqual(
    new Map([
      ['lvslab-7k2_director', 'running'],
      ['lvslab-7k2_rs1', 'paused'],
      ['lvslab-7k2_rs2', 'running'],
      ['lvslab-7k2_client', 'halted'],
      ['lvslab-7k2_lb2', 'crashed'],
    ]),
  );
});

// virshDomainStateTypeToString of libvirt's tools/virsh-domain-monitor.c
test.each([
  ['no state', 'paused'],
  ['running', 'running'],
  ['idle', 'running'],
  ['paused', 'paused'],
  ['in shutdown', 'running'],
  ['shut off', 'halted'],
  ['crashed', 'crashed'],
  ['pmsuspended', 'paused'],
  ['a state of tomorrow', 'paused'],
])('a domain that is "%s" is %s', (words, state) => {
  expect(parseDomains(` 7    a   ${words}\n`)).toEqual(new Map([['a', state]]));
});

test.each([
  '',
  '\n',
  '\n\n',
  // Without -q: a head, which is no domain.
  ' Id   Name   State\n--------------------\n\n',
  "error: failed to connect to the hypervisor\nerror: Failed to connect socket to '/var/run/libvirt/libvirt-sock'",
  ' -     lvslab-7k2_rs1',
])('no domain is read of %j', (text) => {
  expect(parseDomains(text)).toEqual(new Map());
});

test('a domain of somebody else whose name has spaces does not hide ours', () => {
  const text = ' 1   my old machine       running\n 2   lvslab-7k2_director  running\n';
  expect(parseDomains(text).get('lvslab-7k2_director')).toBe('running');
});
