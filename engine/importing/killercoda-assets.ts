import { posix } from 'node:path';
import { importLimits, packLimits } from '../../contract/limits.js';
import type { DraftScript } from './draft.js';
import { fitted } from './fit.js';
import { field, type JsonSource, listOf, wordOf } from './json-source.js';
import type { Names } from './names.js';
import type { Notes } from './notes.js';
import { carriedFile, isMode } from './scripts.js';
import { noteNoList, noteUnknown } from './settings.js';
import { type SourceFiles, shown, whyOf } from './source-files.js';

interface Scene {
  readonly files: SourceFiles;
  readonly folder: string;
  readonly source: JsonSource;
  readonly notes: Notes;
  readonly names: { readonly scripts: Names };
}

/** Keys of one of them that are read. */
const understood: ReadonlySet<string> = new Set(['file', 'target', 'chmod']);

/**
 * Files that are put on machines: `details.assets`, each a pattern below assets/ with a folder to put it in. Here a set-up script carries
 * them. Of a pattern with wildcards, what stands before the first of them is left off, and the folders after it are kept:
 * `app/` with two stars and `/etc/x.conf` in it is etc/x.conf of the target. https://killercoda.com/creators, "Assets";
 * https://github.com/killercoda/scenario-examples, upload-assets
 */
export function assetScripts(scene: Scene): readonly DraftScript[] {
  const { source, notes, names } = scene;
  const assets = field(field(source.data, 'details'), 'assets');
  if (typeof assets !== 'object' || assets === null) {
    noteNoList(assets, ['details', 'assets'], source.placeOf, notes);
    return [];
  }
  const parts: string[] = [];
  let room = packLimits.scriptBytes - 1000;
  const wanted = Object.keys(assets).flatMap((host) =>
    listed(scene, host).map((data, index) => ({
      data,
      host,
      path: ['details', 'assets', host, index],
    })),
  );
  const taken = fitted(wanted, packLimits.items, 'asset', notes, ({ path }) => source.placeOf(path));
  const all = taken.some(({ data }) => /[*?]/.test(wordOf(field(data, 'file')) ?? ''))
    ? scene.files.walk(posix.join(scene.folder, 'assets'))
    : [];
  for (const { data, host, path } of taken) {
    const pattern = wordOf(field(data, 'file'));
    const place = source.placeOf(path);
    noteUnknown(data, path, understood, source.placeOf, notes);
    if (pattern === undefined) {
      const why = { 'zh-CN': '没有写 file', en: 'it has no `file`' };
      notes.thing('asset', host, place).note('lost', { code: 'asset-lost', params: { path: host, why } });
      continue;
    }
    const base = posix.join(scene.folder, 'assets');
    const found = /[*?]/.test(pattern)
      ? all.filter((file) => matches(pattern, posix.relative(base, file)))
      : [posix.join(base, pattern)];
    const lose = (what: string, why: { readonly 'zh-CN': string; readonly en: string }) =>
      notes.thing('asset', what, place).note('lost', { code: 'asset-lost', params: { path: what, why } });
    const fixed = posix.join(base, /[*?]/.test(pattern) ? fixedOf(pattern) : posix.dirname(pattern));
    if (found.length === 0) lose(pattern, { 'zh-CN': '没有这样的文件', en: 'there is no such file' });
    for (const file of found) {
      const name = shown(file);
      if (!/^(host0*1|client)$/i.test(host)) {
        lose(name, {
          'zh-CN': `它属于 ${host}，而这里只有一台机器`,
          en: `it is for ${host}, and here is one machine`,
        });
        continue;
      }
      const read = scene.files.bytes(file, importLimits.assetBytes);
      if (!read.ok) {
        lose(name, whyOf(read.message));
        continue;
      }
      const target = targetOf(wordOf(field(data, 'target')) ?? '/root', posix.relative(fixed, file));
      const mode = wordOf(field(data, 'chmod'));
      const script = carriedFile(target, read.bytes, mode);
      if (Buffer.byteLength(script) > room) {
        lose(name, { 'zh-CN': '所有文件合起来太大', en: 'the files together are too large' });
        continue;
      }
      room -= Buffer.byteLength(script);
      parts.push(script);
      const thing = notes.thing('asset', name, place);
      thing.note('kept', { code: 'asset-carried', params: { path: name, target } });
      if (mode !== undefined && !isMode(mode))
        thing.note('changed', { code: 'setting-lost', params: { setting: `chmod ${mode.slice(0, 80)}` } });
    }
  }
  if (parts.length === 0) return [];
  const thing = notes.thing('script', 'assets', source.placeOf(['details', 'assets']));
  const name = names.scripts.take('assets', 'assets');
  thing.note('kept', { code: 'setup-made', params: { script: name, node: 'host' } });
  return [{ node: 'host', name, text: parts.join(''), thing }];
}

/** The list of a host's; anything else that stands there is told. */
function listed({ source, notes }: Scene, host: string): readonly unknown[] {
  const list = field(field(field(source.data, 'details'), 'assets'), host);
  noteNoList(list, ['details', 'assets', host], source.placeOf, notes);
  return listOf(list);
}

/** The folder before a pattern's first wildcard. */
function fixedOf(pattern: string): string {
  const names = posix.normalize(pattern).split('/');
  const first = names.findIndex((name) => /[*?]/.test(name));
  return names.slice(0, first).join('/');
}

function targetOf(folder: string, name: string): string {
  const absolute = folder.replace(/^~(?=\/|$)/, '/root');
  return posix.join(absolute.startsWith('/') ? absolute : posix.join('/root', absolute), name);
}

/** Whether a path is of a pattern: `*` within a name, `**` over folders. In linear time for what a pattern of a few stars can be. */
function matches(pattern: string, path: string): boolean {
  const names = posix
    .normalize(pattern)
    .split('/')
    .filter((name, index, all) => name !== '**' || all[index - 1] !== '**')
    .slice(0, importLimits.depth * 2);
  const parts = path.split('/');
  const from = (index: number, at: number): boolean => {
    const name = names[index];
    if (name === undefined) return at === parts.length;
    if (name === '**') return from(index + 1, at) || (at < parts.length && from(index, at + 1));
    return at < parts.length && isNamed(name, parts[at]!) && from(index + 1, at + 1);
  };
  return from(0, 0);
}

/** Wildcards within one name, without going back further than to the last star. */
function isNamed(pattern: string, name: string): boolean {
  let [index, at] = [0, 0];
  let [star, from] = [-1, 0];
  while (at < name.length) {
    if (pattern[index] === '*') [star, from, index] = [index, at, index + 1];
    else if (pattern[index] === '?' || pattern[index] === name[at]) [index, at] = [index + 1, at + 1];
    else if (star >= 0) [index, from, at] = [star + 1, from + 1, from + 1];
    else return false;
  }
  while (pattern[index] === '*') index += 1;
  return index === pattern.length;
}
