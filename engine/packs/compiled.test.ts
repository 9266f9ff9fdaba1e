import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packsRoot } from '../product.js';
import { type CompiledLab, openCompiled } from './compiled.js';
import { requireLab } from './library.js';

const { compiled, folder, digest, behaviour } = requireLab(join(packsRoot, 'lvs', 'nat'));

/** The lab as its author changes it: the first place of `from` in its document becomes `to`. */
function changed(from: string, to: string) {
  const document = JSON.stringify(compiled);
  expect(document).toContain(from);
  return openCompiled(JSON.parse(document.replace(from, () => to)) as CompiledLab, folder);
}

test.each([
  ['a step’s text', 'A toll gate on a road', 'A toll bridge'],
  ['the title', 'NAT: both ways', 'NAT: two ways'],
  ['a question', 'One request makes four legs.', 'Four legs.'],
  ['how long it takes', '"minutes":45', '"minutes":99'],
  ['the pack’s version', '"version":"1.0.0"', '"version":"9.0.0"'],
])('%s makes another lab that does the same', (_, from, to) => {
  const lab = changed(from, to);
  expect(lab.digest).not.toBe(digest);
  expect(lab.behaviour).toBe(behaviour);
});

test.each([
  ['a check', '"dev":"eth0"', '"dev":"eth1"'],
  ['the right answer', '"answer":1', '"answer":0'],
  ['a solution', 'ipvsadm -A', 'ipvsadm -E'],
  ['an address', '"wan":"192.168.1.100"', '"wan":"192.168.1.101"'],
  [
    'the order of a node’s networks',
    '"wan":"192.168.1.19","lan":"10.0.0.19"',
    '"lan":"10.0.0.19","wan":"192.168.1.19"',
  ],
])('%s makes a lab that has to be proven anew', (_, from, to) => {
  const lab = changed(from, to);
  expect(lab.behaviour).not.toBe(behaviour);
  expect(lab.digest).not.toBe(digest);
});
