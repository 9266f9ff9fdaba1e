import { expect, test } from 'vitest';
import { chaptersOf, queryWords, sectionsFound } from './sections.js';

const course = ['ARP 1.1.5', 'ARP 1.3', '1.5', '1.5.1', '1.5.10', '1.50', '11.5', '1.10.5'];

test.each([
  ['1.5.10', ['1.5.10']],
  ['1.5', ['1.5', '1.5.1', '1.5.10']],
  ['1.5.1', ['1.5.1']],
  ['1.10', ['1.10.5']],
  ['ARP 1.3', ['ARP 1.3']],
  ['arp1.1', ['ARP 1.1.5']],
  ['1.3', ['ARP 1.3']],
  ['§1.5.10', ['1.5.10']],
  ['第1.5.10节', ['1.5.10']],
  ['1.5.10-2', ['1.5.10']],
  ['ARP 1.1.5(3)', ['ARP 1.1.5']],
  ['1.5.', ['1.5', '1.5.1', '1.5.10']],
  ['NAT 1.5', []],
  ['10.0.0.29', []],
])('%s means %j', (query, sections) => {
  expect(sectionsFound(query, course)).toEqual(sections);
});

test.each(['5', 'ARP', 'vrrp', '', '-a 1'])('%j is no section', (query) => {
  expect(sectionsFound(query, course)).toBeUndefined();
});

test('a chapter stays with its number, another word does not', () => {
  const chapters = chaptersOf(course);
  expect([...chapters]).toEqual(['arp']);
  expect(queryWords(' NAT  ARP 1.3 ', chapters)).toEqual(['nat', 'arp 1.3']);
  expect(queryWords('nat 1.5', chapters)).toEqual(['nat', '1.5']);
  expect(queryWords('ARP table', chapters)).toEqual(['arp', 'table']);
});
