import { posix } from 'node:path';
import { importLimits, packLimits } from '../../contract/limits.js';
import type { DraftScript } from './draft.js';
import { fitted } from './fit.js';
import { field, type JsonSource, listOf, wordOf } from './json-source.js';
import type { Names } from './names.js';
import type { Notes } from './notes.js';
import { carriedFile } from './scripts.js';
import { type SourceFiles, shown, whyOf } from './source-files.js';

interface Scene {
  readonly files: SourceFiles;
  readonly folder: string;
  readonly source: JsonSource;
  readonly notes: Notes;
  readonly names: { readonly scripts: Names };
}

/**
 * Files that are put on machines: `details.assets`, each a pattern below assets/ with a folder to put it in. Here a set-up script carries
 * them. https://killercoda.com/creators, "Assets"
 */
export function assetScripts(scene: Scene): readonly DraftScript[] {
  const { source, notes, names } = scene;
  const assets = field(field(source.data, 'details'), 'assets');
  if (typeof assets !== 'object' || assets === null) return [];
  const parts: string[] = [];
  let room = packLimits.scriptBytes - 1000;
  const wanted = Object.keys(assets).flatMap((host) =>
    listOf(field(assets, host)).map((data, index) => ({
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
    if (pattern === undefined) continue;
    const place = source.placeOf(path);
    const base = posix.join(scene.folder, 'assets');
    const found = /[*?]/.test(pattern)
      ? all.filter((file) => matches(pattern, posix.relative(base, file)))
      : [posix.join(base, pattern)];
    const lose = (what: string, why: { readonly 'zh-CN': string; readonly en: string }) =>
      notes.thing('asset', what, place).note('lost', { code: 'asset-lost', params: { path: what, why } });
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
      const target = targetOf(wordOf(field(data, 'target')) ?? '/root', posix.basename(file));
      const mode = wordOf(field(data, 'chmod'));
      const script = carriedFile(
        target,
        read.bytes,
        mode !== undefined && /^[\w+=,-]{1,20}$/.test(mode) ? mode : undefined,
      );
      if (Buffer.byteLength(script) > room) {
        lose(name, { 'zh-CN': '所有文件合起来太大', en: 'the files together are too large' });
        continue;
      }
      room -= Buffer.byteLength(script);
      parts.push(script);
      notes
        .thing('asset', name, place)
        .note('kept', { code: 'asset-carried', params: { path: name, target } });
    }
  }
  if (parts.length === 0) return [];
  const thing = notes.thing('script', 'assets', source.placeOf(['details', 'assets']));
  const name = names.scripts.take('assets', 'assets');
  thing.note('kept', { code: 'setup-made', params: { script: name, node: 'host' } });
  return [{ node: 'host', name, text: parts.join(''), thing }];
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
