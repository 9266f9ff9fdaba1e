import { expect, test } from 'vitest';
import { languages } from '../text.js';
import { glossary, namesOf, searchTerms, termIds } from './glossary.js';

test('the words of the field are there, each with its name and a short explanation in both languages', () => {
  expect(termIds.length).toBeGreaterThanOrEqual(60);
  for (const id of termIds)
    for (const language of languages) {
      const { names, [language]: text } = glossary[id];
      expect(names[language][0], id).not.toBe('');
      expect(text.length, id).toBeGreaterThan(15);
      expect(text.length, `${id} is short enough for a hint`).toBeLessThan(300);
      expect(text, id).toMatch(/[.。)）]$/);
    }
});

test("a term's names begin with the language's own", () => {
  expect(namesOf('director', 'zh-CN')).toEqual(['调度器', '负载均衡器', 'director', 'load balancer']);
  expect(namesOf('vip', 'en')).toEqual(['VIP', 'virtual IP', '虚拟 IP']);
});

test.each([
  ['VIP', 'vip'],
  ['vip', 'vip'],
  ['免费ARP', 'gratuitous-arp'],
  ['Gratuitous  arp', 'gratuitous-arp'],
  ['rp filter', 'rp-filter'],
  ['sh', 'sh'],
  ['脑裂', 'split-brain'],
  ['split', 'split-brain'],
  ['maglev', 'mh'],
])('%s is looked for: %s comes first', (query, id) => {
  expect(searchTerms(query, 'en')[0]).toBe(id);
  expect(searchTerms(query, 'zh-CN')[0]).toBe(id);
});

test('what explanations speak of is found after names; nothing asked for is everything', () => {
  const found = searchTerms('224.0.0.18', 'en');
  expect(found).toEqual(['vrrp']);
  expect(searchTerms('MAC', 'en')[0]).toBe('mac');
  expect(searchTerms('MAC', 'en')).toContain('dr');
  expect(searchTerms(' ', 'en')).toEqual(termIds);
  expect(searchTerms('kubernetes', 'en')).toEqual([]);
});
