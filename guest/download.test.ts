import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeSigner } from '../engine/signing/testing/signer.js';
import { checkedUrl, downloadImage } from './download.js';
import { type GuestImage, verifyImage } from './image-store.js';
import { imageFiles } from './manifest.js';

const hash = '0123456789abcdef';
const signer = makeSigner();
let cacheRoot: string;
let closers: (() => Promise<void>)[];

beforeEach(async () => {
  cacheRoot = await mkdtemp(join(tmpdir(), 'lvslab-download-'));
  closers = [];
});
afterEach(async () => {
  for (const close of closers) await close();
  await rm(cacheRoot, { recursive: true });
});

type Answer = Buffer | ((response: ServerResponse) => void);

function release(changes: { arch?: string; hash?: string } = {}): Map<string, Answer> {
  const answers = new Map<string, Answer>();
  const files: Record<string, { size: number; sha256: string }> = {};
  for (const name of imageFiles) {
    const content = Buffer.from(`content of ${name}\n`.repeat(5000));
    answers.set(name, content);
    files[name] = { size: content.length, sha256: createHash('sha256').update(content).digest('hex') };
  }
  const created = '2025-01-01T00:00:00.000Z';
  const facts = {
    format: 1,
    arch: 'amd64',
    suite: 'bookworm',
    hash,
    created,
    kernel: '6.1',
    packages: {},
    repoPackages: {},
  };
  const manifest = Buffer.from(JSON.stringify({ ...facts, ...changes, files }));
  answers.set('manifest.json', manifest);
  answers.set('manifest.json.minisig', Buffer.from(signer.sign(manifest)));
  return answers;
}

async function serve(answers: Map<string, Answer>): Promise<string> {
  const server = createServer((request, response) => {
    const answer = answers.get((request.url ?? '').slice(1));
    if (answer === undefined) response.writeHead(404).end();
    else if (typeof answer === 'function') answer(response);
    else response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function download(answers: Map<string, Answer>, signal?: AbortSignal): Promise<GuestImage> {
  const from = await serve(answers);
  const options = { cacheRoot, arch: 'amd64', from, publicKey: signer.publicKey, hash } as const;
  return downloadImage(signal === undefined ? options : { ...options, signal });
}

async function expectNothingLeft(): Promise<void> {
  expect(await readdir(cacheRoot)).toEqual([]);
}

test('a signed image is fetched whole and checked', async () => {
  const image = await download(release());
  expect(image.folder).toBe(join(cacheRoot, hash));
  expect(await verifyImage(image)).toEqual([]);
  expect(await readdir(cacheRoot)).toEqual([hash]);
});

test('a signature that an older minisign made over the manifest itself is accepted', async () => {
  const answers = release();
  const manifest = answers.get('manifest.json') as Buffer;
  answers.set('manifest.json.minisig', Buffer.from(signer.signLegacy(manifest)));
  expect((await download(answers)).folder).toBe(join(cacheRoot, hash));
});

test('redirects are followed', async () => {
  const answers = release();
  const elsewhere = await serve(new Map([['kernel', answers.get('vmlinuz') ?? Buffer.alloc(0)]]));
  answers.set('vmlinuz', (response) => response.writeHead(302, { location: `${elsewhere}/kernel` }).end());
  expect(await verifyImage(await download(answers))).toEqual([]);
});

test('a redirect to plain http elsewhere is refused', async () => {
  const answers = release();
  answers.set('vmlinuz', (response) => response.writeHead(302, { location: 'http://example.org/' }).end());
  await expect(download(answers)).rejects.toMatchObject({ code: 'image.url-refused' });
  await expectNothingLeft();
});

test('a manifest with a wrong signature is refused before any file is asked for', async () => {
  const answers = release();
  answers.set(
    'manifest.json.minisig',
    Buffer.from(makeSigner().sign(answers.get('manifest.json') as Buffer)),
  );
  for (const name of imageFiles) answers.delete(name);
  await expect(download(answers)).rejects.toMatchObject({
    code: 'image.signature',
    detail: { params: { detail: 'other-key' } },
  });
  await expectNothingLeft();
});

test('a file with a wrong checksum is refused', async () => {
  const answers = release();
  const content = Buffer.from(answers.get('root.squashfs') as Buffer);
  content[100] = 0;
  answers.set('root.squashfs', content);
  await expect(download(answers)).rejects.toMatchObject({ code: 'image.corrupt' });
  await expectNothingLeft();
});

test('a truncated file is refused', async () => {
  const answers = release();
  answers.set('initrd.img', (answers.get('initrd.img') as Buffer).subarray(0, 1000));
  await expect(download(answers)).rejects.toMatchObject({ code: 'image.download-failed' });
  await expectNothingLeft();
});

test('a connection that breaks off is refused', async () => {
  const answers = release();
  answers.set('initrd.img', (response) => {
    response.writeHead(200, { 'content-length': '95000' });
    response.write('content', () => response.destroy());
  });
  await expect(download(answers)).rejects.toMatchObject({ code: 'image.download-failed' });
  await expectNothingLeft();
});

test('a file longer than the manifest says is refused', async () => {
  const answers = release();
  answers.set('vmlinuz', Buffer.concat([answers.get('vmlinuz') as Buffer, Buffer.from('!')]));
  await expect(download(answers)).rejects.toMatchObject({ code: 'image.download-failed' });
  await expectNothingLeft();
});

test('an endless manifest is refused', async () => {
  const answers = release();
  answers.set('manifest.json', Buffer.alloc(2_000_000, 32));
  await expect(download(answers)).rejects.toMatchObject({ code: 'image.download-failed' });
  await expectNothingLeft();
});

test("another recipe's image is refused, also when its signature holds", async () => {
  await expect(download(release({ hash: 'ffffffffffffffff' }))).rejects.toMatchObject({
    code: 'image.other-version',
  });
  await expect(download(release({ arch: 'arm64' }))).rejects.toMatchObject({ code: 'image.other-version' });
  await expectNothingLeft();
});

test('a cancelled download leaves nothing', async () => {
  const answers = release();
  const controller = new AbortController();
  answers.set('root.squashfs', () => controller.abort());
  await expect(download(answers, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
  await expectNothingLeft();
});

test('images come by https, or by http from this machine only', () => {
  expect(checkedUrl('https://example.org/x/').protocol).toBe('https:');
  expect(checkedUrl('http://[::1]:8080/').hostname).toBe('[::1]');
  for (const url of [
    'http://example.org/',
    'ftp://example.org/',
    'file:///etc/passwd',
    'http://127.0.0.1.example.org/',
    'x',
  ]) {
    expect(() => checkedUrl(url)).toThrow('This address is refused');
  }
});
