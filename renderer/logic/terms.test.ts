import { expect, test } from 'vitest';
import { namesOf, type TermId, termIds } from '../../contract/messages/glossary.js';
import { markTerms, splitTerms, type TreeNode } from './terms.js';

const found = (text: string) =>
  splitTerms(text, new Set()).flatMap((piece) =>
    piece.term === undefined ? [] : [[piece.text, piece.term]],
  );

test.each<[string, readonly (readonly [string, TermId])[]]>([
  [
    'The director has the VIP.',
    [
      ['director', 'director'],
      ['VIP', 'vip'],
    ],
  ],
  [
    '调度器绑定 VIP',
    [
      ['调度器', 'director'],
      ['VIP', 'vip'],
    ],
  ],
  ['调度器（director）', [['调度器', 'director']]],
  [
    'Directors and realservers',
    [
      ['Directors', 'director'],
      ['realservers', 'realserver'],
    ],
  ],
  [
    'a gratuitous ARP, then ARP',
    [
      ['gratuitous ARP', 'gratuitous-arp'],
      ['ARP', 'arp'],
    ],
  ],
  ['发送免费ARP', [['免费ARP', 'gratuitous-arp']]],
  ['单点故障，不是单点', [['单点故障', 'spof']]],
  [
    'SNAT is not NAT',
    [
      ['SNAT', 'snat'],
      ['NAT', 'nat'],
    ],
  ],
  ['a SYN-ACK', [['SYN-ACK', 'syn']]],
  ['weighted round robin', [['weighted round robin', 'wrr']]],
  [
    'wlc 按权重分',
    [
      ['wlc', 'wlc'],
      ['权重', 'weight'],
    ],
  ],
])('%s', (text, terms) => {
  expect(found(text)).toEqual(terms);
});

test.each([
  'VIPs2 and xVIP, my-director, /etc/keepalived/x, $VIP, director.example',
  'a mat, a rip and a backup: words that only look like it',
  'SNATted',
  '',
])('nothing in "%s"', (text) => {
  expect(found(text)).toEqual([]);
  expect(
    splitTerms(text, new Set())
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text);
});

test('no text is lost, and each term is marked where it first stands', () => {
  const text = 'VIP, VIP and the RIP of a VIP';
  const pieces = splitTerms(text, new Set());
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  expect(pieces.filter(({ term }) => term === 'vip')).toHaveLength(1);
  expect(splitTerms('the VIP', new Set<TermId>(['vip']))).toEqual([{ text: 'the VIP' }]);
});

test('every spelling is found as its own term, and no two terms share one', () => {
  const owners = new Map<string, TermId>();
  for (const id of termIds)
    for (const name of namesOf(id, 'en')) {
      expect(found(`x ${name}，y`), name).toEqual([[name, id]]);
      expect(owners.get(name.toLowerCase()) ?? id, name).toBe(id);
      owners.set(name.toLowerCase(), id);
    }
});

const text = (value: string): TreeNode => ({ type: 'text', value });
const element = (tagName: string, ...children: TreeNode[]): TreeNode => ({
  type: 'element',
  tagName,
  children,
});
const marked = (node: TreeNode, inside = ''): readonly string[] => [
  ...(node.properties?.['dataTerm'] === undefined
    ? []
    : [`${inside}:${node.properties['dataTerm'] as string}`]),
  ...(node.children ?? []).flatMap((child) => marked(child, node.tagName ?? '')),
];

test('words are marked inside other marks, never in code, headings and links; the first place that may be counts', () => {
  const tree = element(
    'div',
    element('h2', text('The VIP')),
    element('p', element('code', text('ipvsadm')), text(' and '), element('a', text('DR')), text('.')),
    element('pre', element('code', text('RIP'))),
    element('p', element('strong', text('the VIP')), text(' has ipvsadm, '), element('em', text('DR'))),
    element('ul', element('li', text('VIP once more, RIP'))),
  );
  markTerms()(tree);
  expect(marked(tree)).toEqual(['strong:vip', 'p:ipvsadm', 'em:dr', 'li:rip']);
});

test('a machine that is called after its role is a machine where its name stands alone', () => {
  const tree = element('div', element('td', text('director')), element('p', text('the director')));
  markTerms({ nodes: ['director'] })(tree);
  expect(marked(tree)).toEqual(['p:director']);
});

test('a long text is looked through at once', () => {
  const long = 'director '.repeat(5000) + '调度器和真实服务器'.repeat(5000) + 'a'.repeat(50_000);
  const began = performance.now();
  expect(found(long)).toHaveLength(2);
  expect(performance.now() - began).toBeLessThan(2000);
});
