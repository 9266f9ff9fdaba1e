import { expect, test } from 'vitest';
import { isHostIn, parseCidr, parseIpv4 } from './ipv4.js';

test.each([
  ['0.0.0.0', 0],
  ['10.0.0.7', 0x0a000007],
  ['255.255.255.255', 0xffffffff],
  ['10.0.0.256', undefined],
  ['10.0.0', undefined],
  ['10.0.0.7.1', undefined],
  ['10.0.0.07', undefined],
  ['10.0.0.0x7', undefined],
  ['10.0.0.-1', undefined],
  ['10.0.0. 7', undefined],
  ['10.0.0.', undefined],
  ['', undefined],
  ['localhost', undefined],
])('the address %j is %j', (text, wanted) => {
  expect(parseIpv4(text)).toBe(wanted);
});

test.each([
  ['10.0.0.0/24', { first: 0x0a000000, last: 0x0a0000ff, prefix: 24 }],
  ['10.0.0.252/30', { first: 0x0a0000fc, last: 0x0a0000ff, prefix: 30 }],
  ['192.0.0.0/8', { first: 0xc0000000, last: 0xc0ffffff, prefix: 8 }],
  ['10.0.0.1/24', undefined],
  ['10.0.0.0/31', undefined],
  ['8.0.0.0/7', undefined],
  ['10.0.0.0', undefined],
  ['10.0.0.0/', undefined],
  ['10.0.0.0/24/24', undefined],
  ['10.0.0.0/2a', undefined],
  ['10.0.0.0/255.255.255.0', undefined],
])('the network %j is %j', (text, wanted) => {
  expect(parseCidr(text)).toEqual(wanted);
});

test.each([
  ['10.0.0.0', false],
  ['10.0.0.1', true],
  ['10.0.0.6', true],
  ['10.0.0.7', false],
  ['10.0.0.8', false],
])('may a host of 10.0.0.0/29 have %s? %s', (address, wanted) => {
  expect(isHostIn(parseCidr('10.0.0.0/29')!, parseIpv4(address)!)).toBe(wanted);
});
