import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Lines, parseLine, type Entry } from './machine-readable.js';

const fixtures = join(import.meta.dirname, 'fixtures');
const read = (name: string) => linesOf(readFileSync(join(fixtures, `${name}.txt`))).map(parseLine);

function linesOf(...chunks: Uint8Array[]): string[] {
  const lines = new Lines();
  return [...chunks.flatMap((chunk) => lines.push(chunk)), ...lines.end()];
}

test.each<[line: string, entry: Entry]>([
  [
    '1795545158,director,metadata,provider,libvirt',
    { type: 'metadata', target: 'director', key: 'provider', value: 'libvirt' },
  ],
  ['1795545158,director,action,up,start', { type: 'action', target: 'director', action: 'up', at: 'start' }],
  ['1795545158,director,action,up,end', { type: 'action', target: 'director', action: 'up', at: 'end' }],
  ['1795545158,rs1,state,not_created', { type: 'state', target: 'rs1', value: 'not_created' }],
  [
    '1795545158,vagrant-libvirt,plugin-version,0.11.2%!(VAGRANT_COMMA) system',
    { type: 'plugin-version', target: 'vagrant-libvirt', value: '0.11.2, system' },
  ],
  [
    '1795545158,,box-info,author,Li%!(VAGRANT_COMMA) Wei',
    { type: 'box-info', target: '', key: 'author', value: 'Li, Wei' },
  ],
  [
    '1795545158,director,ui,info,==> director: Running trigger...',
    { type: 'ui', target: 'director', kind: 'info', text: 'Running trigger...' },
  ],
  [
    '1795545158,rs1,ui,detail,    rs1: first%!(VAGRANT_COMMA)\\n    rs1: second\\r',
    { type: 'ui', target: 'rs1', kind: 'detail', text: 'first,\nsecond\r' },
  ],
  ['1795545158,rs1,ui,output,==> rs1: ', { type: 'ui', target: 'rs1', kind: 'output', text: '' }],
  [
    '1795545158,rs1,ui,detail,    director: not the own name',
    { type: 'ui', target: 'rs1', kind: 'detail', text: '    director: not the own name' },
  ],
  [
    '1795545158,,ui,success,==> box: kept%!(VAGRANT_COMMA) 世界',
    { type: 'ui', target: '', kind: 'success', text: '==> box: kept, 世界' },
  ],
  [
    '1795545158,,error-exit,Vagrant::Errors::MachineLocked,It is locked!\\n\\nName: rs1',
    {
      type: 'error-exit',
      errorClass: 'Vagrant::Errors::MachineLocked',
      message: 'It is locked!\n\nName: rs1',
    },
  ],
])('%j is understood', (line, entry) => {
  expect(parseLine(line)).toEqual(entry);
});

test.each([
  '',
  'Host director',
  '  HostName 192.168.121.10',
  '/usr/lib/ruby/vendor_ruby/x.rb:3: warning: constant ::Fixnum is deprecated',
  'fog: 1795545158,director,state,running',
  '[fog][WARNING] Unrecognized arguments: libvirt_ip_command',
  '1795545158,director',
  '1795545158,director,ui',
  '1795545158,director,ui,info',
  '1795545158,director,ui,shout,text',
  '1795545158,director,action,up',
  '1795545158,director,action,up,maybe',
  '1795545158,,error-exit,Vagrant::Errors::MachineLocked',
  '1795545158,director,forwarded_port,22,2222',
  'x,director,state,running',
])('%j is a log line', (line) => {
  expect(parseLine(line)).toEqual({ type: 'log', text: line });
});

test('in every recording all that Vagrant itself printed is understood', () => {
  for (const file of readdirSync(fixtures)) {
    const logs = read(file.replace(/\.txt$/, '')).flatMap((entry) =>
      entry.type === 'log' ? [entry.text] : [],
    );
    expect(logs.filter((text) => /^\d{10},/.test(text))).toEqual([]);
  }
});

test('lines of a parallel up keep to their nodes', () => {
  const texts = new Map<string, string[]>();
  for (const entry of read('up-parallel'))
    if (entry.type === 'ui') texts.set(entry.target, [...(texts.get(entry.target) ?? []), entry.text]);
  expect(texts.get('')).toEqual([
    "Bringing machine 'director' up with 'libvirt' provider...",
    "Bringing machine 'rs1' up with 'libvirt' provider...",
  ]);
  expect(texts.get('rs1')?.slice(1)).toEqual([
    'Creating image (snapshot of base box volume).',
    'Creating domain with the following settings...',
    ' -- Name:              lab_rs1',
    ' -- Domain type:       kvm',
    ' -- Memory:            512M',
  ]);
  expect(texts.get('director')).toContain(
    ' -- Image(vda):        /var/lib/libvirt/images/lab_director.img, virtio, 1G',
  );
  for (const text of [...texts.values()].flat()) expect(text).not.toContain('==>');
});

test('bytes become lines, however they are cut', () => {
  const bytes = Buffer.from('1,,ui,info,世界\r\n\nno end: é');
  const expected = ['1,,ui,info,世界', '', 'no end: é'];
  expect(linesOf(bytes)).toEqual(expected);
  expect(linesOf(...[...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(expected);
});

test('what is no UTF-8 does no harm, not even half a character at the end', () => {
  const bytes = Buffer.concat([Buffer.from('1,,ui,info,a'), Buffer.of(0xff, 0x0a, 0xe4, 0xb8)]);
  expect(linesOf(bytes)).toEqual(['1,,ui,info,a\uFFFD', '\uFFFD']);
});

test('a line that never ends is given out in pieces', () => {
  const lines = new Lines();
  const piece = Buffer.alloc(64 * 1024, '.');
  const given = Array.from({ length: 64 }, () => lines.push(piece)).flat();
  expect(given.length).toBeGreaterThan(10);
  expect([...given, ...lines.end()].join('')).toHaveLength(64 * piece.length);
});
