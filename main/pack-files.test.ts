import { expect, test } from 'vitest';
import { packFiles } from './pack-files.js';

test('packs are found among the arguments, by path and by URL', () => {
  const words = ['/opt/LVS Lab/lvslab-app', '--no-sandbox', '/home/me/week 1.lvspack', 'second.LVSPACK'];
  expect(packFiles(words, '/home/me')).toEqual(['/home/me/week 1.lvspack', '/home/me/second.LVSPACK']);
  expect(packFiles(['file:///home/me/%E5%AE%9E%E9%AA%8C.lvspack'])).toEqual(['/home/me/实验.lvspack']);
});

test('what is no pack is none, and neither is a URL that names no file of this machine', () => {
  expect(packFiles(['.', '--pack=a.lvspack', '/home/me/a.lvspack/', 'a.lvspack.txt', 'lvspack'])).toEqual([]);
  expect(packFiles(['file:///%zz.lvspack', 'file://elsewhere/a.lvspack'])).toEqual([]);
});
