import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FileChange } from '../../contract/handin.js';
import { filesToPut, putLines, putScript } from './put-files.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'put-files-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const file = (path: string, content: Buffer | string, mode = '0644'): FileChange => ({
  kind: 'file',
  mode,
  ...own,
  path: join(root, path),
  content: Buffer.from(content).toString('base64'),
});

/** Paths that the last one changed. */
let did: readonly string[] = [];

function put(files: readonly FileChange[]): string {
  const run = spawnSync('perl', ['-e', putScript], { input: putLines(files), encoding: 'utf8' });
  expect(run.stderr).toBe('');
  did = [...run.stdout.matchAll(/^did (\S+)$/gm)].map(([, path]) => Buffer.from(path!, 'base64').toString());
  return run.stdout.replaceAll(/^did .*\n/gm, '');
}

test.each([0, 1, 2, 3, 44, 45, 46, 100, 70_001])('a file of %s bytes is put as it is', (size) => {
  const bytes = randomBytes(size);
  expect(put([file('a/b/c', bytes, '0750')])).toBe('');
  expect(readFileSync(join(root, 'a/b/c')).equals(bytes)).toBe(true);
  expect(lstatSync(join(root, 'a/b/c')).mode & 0o7777).toBe(0o750);
  expect(did).toEqual([join(root, 'a/b/c')]);
  expect(put([file('a/b/c', bytes, '0700')])).toBe('');
  expect(did).toEqual([]);
  expect(lstatSync(join(root, 'a/b/c')).mode & 0o7777).toBe(0o700);
});

test('what was deleted goes, folders are emptied where nothing shines through, and links point where they did', () => {
  mkdirSync(join(root, 'd/e'), { recursive: true });
  writeFileSync(join(root, 'd/e/old'), 'x');
  writeFileSync(join(root, 'gone'), 'x');
  const files: FileChange[] = [
    { kind: 'gone', path: join(root, 'gone') },
    { kind: 'dir', mode: '0700', ...own, path: join(root, 'd'), opaque: true },
    { kind: 'link', ...own, path: join(root, 'l'), target: '/nowhere' },
  ];
  expect(put(files)).toBe('');
  expect(lstatSync(join(root, 'gone'), { throwIfNoEntry: false })).toBeUndefined();
  expect(lstatSync(join(root, 'd/e'), { throwIfNoEntry: false })).toBeUndefined();
  expect(lstatSync(join(root, 'd')).mode & 0o7777).toBe(0o700);
  expect(readlinkSync(join(root, 'l'))).toBe('/nowhere');
  expect(did).toEqual([join(root, 'gone'), join(root, 'l')]);
});

test('nothing is written through a link, whoever made it', () => {
  mkdirSync(join(root, 'target'));
  symlinkSync(join(root, 'target'), join(root, 'link'));
  expect(put([file('link/x', 'y')])).toBe(`failed ${Buffer.from(join(root, 'link/x')).toString('base64')}\n`);
  expect(lstatSync(join(root, 'target/x'), { throwIfNoEntry: false })).toBeUndefined();
});

test('links come last, and what our access and every program rest on is kept', () => {
  const link: FileChange = { kind: 'link', uid: 0, gid: 0, path: '/etc/nginx', target: '/usr/bin' };
  const rules: FileChange = {
    kind: 'file',
    mode: '0644',
    uid: 0,
    gid: 0,
    path: '/etc/ipvsadm.rules',
    content: '',
  };
  const kept = [
    '/etc/ld.so.preload',
    '/etc/ssh/sshd_config',
    '/root/.bashrc',
    '/root/.ssh/authorized_keys',
    '/etc/shadow',
    '/usr/lib/modules/6.1/x.ko',
    '/etc/systemd/system/lvslab-identity.service',
  ];
  const gone: FileChange = { kind: 'gone', path: '/usr/sbin/ipvsadm' };
  const all: FileChange[] = [link, ...kept.map((path) => ({ ...rules, path })), rules, gone];
  expect(filesToPut(all)).toEqual({ put: [rules, link], kept: [...kept, '/usr/sbin/ipvsadm'] });
});
