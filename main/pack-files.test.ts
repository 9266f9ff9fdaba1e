import { expect, test } from 'vitest';
import { packFiles } from './pack-files.js';
import { texts } from './texts.js';

test('packs are found among the arguments, by path and by URL', () => {
  const words = ['/opt/LVS Lab/lvslab-app', '--no-sandbox', '/home/me/week 1.lvspack', 'second.LVSPACK'];
  expect(packFiles(words)).toEqual(['week 1.lvspack', 'second.LVSPACK']);
  expect(packFiles(['file:///home/me/%E5%AE%9E%E9%AA%8C.lvspack'])).toEqual(['实验.lvspack']);
  expect(packFiles(['C:\\Users\\me\\a.lvspack'])).toEqual(['a.lvspack']);
});

test('what is no pack is none, and a broken URL is shown as it is', () => {
  expect(packFiles(['.', '--pack=a.lvspack', '/home/me/a.lvspack/', 'a.lvspack.txt', 'lvspack'])).toEqual([]);
  expect(packFiles(['file:///%zz.lvspack'])).toEqual(['%zz.lvspack']);
});

test('the notice names the files and the way that works, in both languages', () => {
  for (const { pack, packDetail } of Object.values(texts)) {
    expect(pack(['a.lvspack', 'b.lvspack'])).toMatch(/a\.lvspack.*b\.lvspack/);
    expect(packDetail).toContain('lvslab run ./folder');
  }
});
