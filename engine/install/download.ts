import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { LabError } from '../../contract/errors.js';
import { fetchChunks } from '../machines/fetch.js';
import { checkedUrl } from './source.js';

/** How much of it there may be at most, and how long it may take. */
export interface DownloadLimits {
  readonly bytes: number;
  readonly seconds: number;
}

export interface Downloading {
  readonly signal?: AbortSignal | undefined;
  /** @param bytes that have come so far */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** A small file's text. @throws LabError install.download-failed; the signal's reason */
export async function downloadText(
  url: string,
  limits: DownloadLimits,
  downloading: Downloading,
): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of chunks(url, limits, downloading)) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

/** A file, into one that is not there yet. @throws LabError install.download-failed, and what the disk refuses; the signal's reason */
export async function downloadFile(
  url: string,
  file: string,
  limits: DownloadLimits,
  downloading: Downloading,
): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    for await (const piece of chunks(url, limits, downloading)) await handle.writeFile(piece);
  } finally {
    await handle.close();
  }
}

async function* chunks(
  address: string,
  { bytes: cap, seconds }: DownloadLimits,
  { signal, onBytes = () => {} }: Downloading,
): AsyncGenerator<Uint8Array> {
  const failed = (url: URL, detail: string, cause?: unknown) =>
    new LabError({ code: 'install.download-failed', params: { url: url.href, detail } }, { cause });
  const url = checkedUrl(address);
  // A redirect leads from one server to another, never to files of this machine, nor from https to http.
  const redirected = (to: string): URL => {
    const next = checkedUrl(to);
    if (next.protocol === 'file:' || (url.protocol === 'https:' && next.protocol !== 'https:'))
      throw failed(url, `redirected to ${next.href}`);
    return next;
  };
  const source =
    url.protocol === 'file:'
      ? fileChunks(url, cap, failed)
      : fetchChunks(url, { cap, signal, seconds, checked: redirected, failed });
  let bytes = 0;
  for await (const piece of source) {
    signal?.throwIfAborted();
    bytes += piece.length;
    onBytes(bytes);
    yield piece;
  }
}

/** An index on a disk that was brought along is as good as one on a server. */
async function* fileChunks(
  url: URL,
  cap: number,
  failed: (url: URL, detail: string, cause?: unknown) => LabError,
): AsyncGenerator<Uint8Array> {
  // One byte more than may be: what grows is not followed.
  const stream = createReadStream(fileURLToPath(url), { end: cap });
  let got = 0;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      got += piece.length;
      if (got > cap) throw failed(url, `more than ${cap} bytes`);
      yield piece;
    }
  } catch (error) {
    throw error instanceof LabError
      ? error
      : failed(url, (error as NodeJS.ErrnoException).code ?? String(error), error);
  }
}
