import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { ExperimentRequest, Tried } from '../contract/experiments.js';
import type { FactsRequest } from '../contract/facts.js';
import type { Topology } from '../engine/machines/provider.js';
import { productRoot } from '../engine/product.js';

/**
 * A lab as it went once on machines: what was done there, what each thing printed, and what the nodes were like after
 * it. MACs and VIPs are kept as marks (`masked`), as every session has its own.
 */
export interface Film {
  readonly version: 1;
  readonly lab: string;
  readonly deeds: readonly Deed[];
  /** Deeds that one script does in a row: a solution, a mistake. */
  readonly scripts: readonly {
    readonly node: string;
    readonly text: string;
    readonly deeds: readonly number[];
  }[];
  /** What nodes said of themselves when they were asked for everything; scenes share it. */
  readonly said: readonly Said[];
  readonly scenes: readonly Scene[];
}

/** A whole command, as it is typed: several lines where it is a here-document or a loop. */
export interface Deed {
  readonly node: string;
  readonly text: string;
  readonly output: string;
  readonly exit: number;
}

export interface Said {
  readonly node: string;
  readonly request: FactsRequest;
  /** The facts script's output, its sections opened by `recordedMarker`. */
  readonly output: string;
}

export interface Scene {
  /** The deeds that led here, by their place in `deeds`. */
  readonly done: readonly number[];
  /** By node: its place in `said`. */
  readonly facts: Readonly<Record<string, number>>;
  readonly results: readonly { readonly request: ExperimentRequest; readonly tried: Tried }[];
  /** What the commands that the step's text shows, and its solution has not, print then. */
  readonly prints: readonly Deed[];
  /** ARP frames of that time, in hexadecimal. */
  readonly frames: readonly { readonly network: string; readonly node: string; readonly bytes: string }[];
}

/** Bytes that a film may have when it is unpacked. */
const maxUnpacked = 128 * 1024 * 1024;

export const filmsRoot = join(productRoot, 'recorded', 'films');

export function packFilm(film: Film): Buffer {
  return brotliCompressSync(JSON.stringify(film), {
    params: {
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    },
  });
}

/**
 * @param folders where to look, the first first
 * @returns the film of a lab with the addresses of a session; undefined: nobody made one
 */
export function readFilm(lab: string, topology: Topology, folders: readonly string[]): Film | undefined {
  const file = folders.map((folder) => join(folder, `${lab}.br`)).find((path) => existsSync(path));
  if (file === undefined || !/^[\w-]+$/.test(lab)) return undefined;
  const text = brotliDecompressSync(readFileSync(file), { maxOutputLength: maxUnpacked }).toString('utf8');
  const film = JSON.parse(unmasked(text, topology)) as Film;
  if (film.version !== 1) throw new Error(`${file}: a film of version ${String(film.version)}`);
  return film;
}

/** Each address that is another one in another session, as nodes and frames write it, and the mark for it. */
function marks(topology: Topology): readonly (readonly [text: string, mark: string])[] {
  const macs = topology.nodes.flatMap(({ name, interfaces }) =>
    interfaces.flatMap(({ dev, mac }): (readonly [string, string])[] => {
      const place = `${name}/${dev}`;
      return [
        [mac.toLowerCase(), `@mac:${place}@`],
        [mac.toUpperCase(), `@MAC:${place}@`],
        [mac.replaceAll(':', '').toLowerCase(), `@mac-hex:${place}@`],
      ];
    }),
  );
  const vips = (topology.vips ?? []).flatMap((vip, index): (readonly [string, string])[] => {
    const hex = vip
      .split('.')
      .map((byte) => Number(byte).toString(16).padStart(2, '0'))
      .join('');
    return [
      [vip, `@vip:${index}@`],
      [hex.toUpperCase(), `@VIP-hex:${index}@`],
      [hex, `@vip-hex:${index}@`],
    ];
  });
  return [...macs, ...vips];
}

/** @param text what a session saw, or JSON of it */
export function masked(text: string, topology: Topology): string {
  return marks(topology).reduce((rest, [address, mark]) => {
    // 10.0.0.2 is no part of 10.0.0.29.
    const whole = new RegExp(`(?<![\\d.])${address.replaceAll('.', '\\.')}(?![\\d])`, 'g');
    return rest.replaceAll(address.includes('.') ? whole : address, mark);
  }, text);
}

function unmasked(text: string, topology: Topology): string {
  return marks(topology).reduce((rest, [address, mark]) => rest.replaceAll(mark, address), text);
}
