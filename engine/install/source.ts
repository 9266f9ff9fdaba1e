import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LabError } from '../../contract/errors.js';
import type { PackSource } from './records.js';

const indexName = 'index.json';

/**
 * What somebody means by a word: a path, an address, a repository. Nothing of it is read yet.
 * @throws LabError install.source-unknown, install.url-refused
 */
export function sourceFor(word: string): PackSource {
  if (isGit(word)) return { type: 'git', url: gitUrl(word) };
  if (isAddress(word)) return urlSource(checkedUrl(word));
  const path = resolve(word);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === true)
    return basename(path) === indexName
      ? { type: 'index', url: pathToFileURL(path).href }
      : { type: 'file', path };
  if (found?.isDirectory() === true)
    return existsSync(join(path, indexName)) && !existsSync(join(path, 'pack.yaml'))
      ? { type: 'index', url: pathToFileURL(join(path, indexName)).href }
      : { type: 'folder', path };
  throw new LabError({ code: 'install.source-unknown', params: { source: word } });
}

/** An address, and neither a path nor the id of a pack. */
export function isAddress(word: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(word);
}

function urlSource(url: URL): PackSource {
  if (url.pathname.endsWith('.lvspack'))
    return url.protocol === 'file:'
      ? { type: 'file', path: fileURLToPath(url) }
      : { type: 'url', url: url.href };
  if (!url.pathname.endsWith('.json')) url.pathname = `${url.pathname.replace(/\/$/, '')}/${indexName}`;
  return { type: 'index', url: url.href };
}

/** The address, if packs may come from there. A signature vouches for them, not the way that they take. @throws LabError install.url-refused */
export function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const known = url !== undefined && (/^https?:$/.test(url.protocol) || isOurFile(url));
  // It would be written down, and shown.
  if (url !== undefined && known && url.username === '' && url.password === '') return url;
  throw new LabError({ code: 'install.url-refused', params: { url: withoutSecrets(text) } });
}

/** A file: URL of another host, or with an escaped slash, is no path. */
function isOurFile(url: URL): boolean {
  try {
    return url.protocol === 'file:' && fileURLToPath(url) !== '';
  } catch {
    return false;
  }
}

/** `git+https://…`, `….git`, and what only git understands: `git@host:path`, `ssh://`, `git://`. */
function isGit(word: string): boolean {
  return /^(git\+|ssh:\/\/|git:\/\/|[\w.-]+@[\w.-]+:)/.test(word) || /\.git\/?$/.test(word);
}

function withoutSecrets(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//…@');
}

function gitUrl(word: string): string {
  const url = word.replace(/^git\+/, '');
  // Git asks its own store of passwords (gitcredentials(7)); here it would be written down, and shown.
  if (/^https?:\/\/[^/@]*@/.test(url))
    throw new LabError({ code: 'install.url-refused', params: { url: withoutSecrets(url) } });
  return existsSync(url) ? resolve(url) : url;
}

/** A source as somebody could name it again. */
export function shownSource(source: PackSource): string {
  return 'path' in source ? source.path : source.url;
}
