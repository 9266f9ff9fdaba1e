import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type * as Promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { extractArchive } from './read.js';
import { clearRemnants } from '../machines/remnants.js';
import { rawArchive } from './testing/raw-tar.js';

/** Calls that the disk refuses, by name: from which on (from 0), and the error number. */
const refusing = new Map<string, { after: number; readonly code: string }>();

function refuse(call: string): void {
  const refused = refusing.get(call);
  if (refused === undefined || refused.after-- > 0) return;
  const { code } = refused;
  throw Object.assign(new Error(`${code}: refused, ${call}`), { code, syscall: call });
}

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof Promises>();
  const watched =
    <A extends unknown[], R>(call: string, real: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      refuse(call);
      return real(...args);
    };
  return {
    ...real,
    mkdir: watched('mkdir', real.mkdir as (path: string) => Promise<unknown>),
    rename: watched('rename', real.rename),
    rm: watched('rm', real.rm),
    open: async (path: string, flags: string, mode?: number) => {
      if (flags === 'wx') refuse('open');
      const handle = await real.open(path, flags, mode);
      if (flags !== 'wx') return handle;
      return {
        write: watched('write', (bytes: Buffer, offset: number) => handle.write(bytes, offset)),
        chmod: watched('fchmod', (bits: number) => handle.chmod(bits)),
        sync: watched('fsync', () => handle.sync()),
        close: () => handle.close(),
      };
    },
  };
});

let parent = '';
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'lvslab-archive-'));
});
afterEach(() => {
  refusing.clear();
  rmSync(parent, { recursive: true, force: true });
});

const extract = () => extractArchive(Readable.from([rawArchive({})]), join(parent, 'pack'));

test.each([
  ['mkdir', 0, 'EACCES', 'no-access'],
  ['mkdir', 0, 'EROFS', 'no-access'],
  ['mkdir', 2, 'ENOSPC', 'disk-full'],
  ['open', 1, 'ENOSPC', 'disk-full'],
  ['open', 1, 'EMFILE', 'host-trouble'],
  ['write', 0, 'ENOSPC', 'disk-full'],
  ['write', 2, 'EDQUOT', 'disk-full'],
  ['write', 1, 'EIO', 'host-trouble'],
  ['fchmod', 0, 'EPERM', 'no-access'],
  ['fsync', 3, 'ENOSPC', 'disk-full'],
  ['rename', 0, 'EXDEV', 'host-trouble'],
  ['rename', 0, 'EACCES', 'no-access'],
  ['rename', 0, 'ENOTEMPTY', 'target-exists'],
])(
  'where %s (number %i) ends with %s it is told, and nothing is left',
  async (call, after, code, expected) => {
    refusing.set(call, { after, code });
    expect(await extract()).toMatchObject({
      ok: false,
      problem: { code: expected, params: { path: join(parent, 'pack') } },
    });
    expect(readdirSync(parent)).toEqual([]);
  },
);

test('what could not be removed is a remnant', async () => {
  for (const call of ['rename', 'rm']) refusing.set(call, { after: 0, code: 'EIO' });
  expect(await extract()).toMatchObject({ ok: false });
  const left = readdirSync(parent);
  expect(left).toEqual([expect.stringMatching(/^pack\..*\.partial$/)]);
  refusing.clear();
  expect(await clearRemnants(parent)).toEqual(left.map((name) => join(parent, name)));
  expect(readdirSync(parent)).toEqual([]);
});
