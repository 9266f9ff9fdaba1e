import { packLimits } from '../../contract/limits.js';
import { isHostIn, parseCidr, parseIpv4 } from '../packs/ipv4.js';
import { Names } from './names.js';
import type { Place } from './notes.js';
import type { Network } from './vagrant-machines.js';

/** Keys of a node that no network is called by. */
const reserved = ['role', 'at', 'gateway', 'memory', 'disk'];

interface Segment {
  readonly id: string;
  cidr: string;
  /** What it was, as a number and as a count of bits. */
  readonly base: number;
  readonly bits: number;
  /** What it is now. */
  now: number;
}

/**
 * The networks of a lab and the addresses in them: as they were, but that no two overlap and no two machines share an address, which
 * segments of their own allow and a lab does not.
 */
export class Networks {
  readonly #names = new Names(reserved);
  readonly #segments = new Map<string, Segment>();
  readonly #taken = new Set<number>();

  /** Name → CIDR. */
  get all(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#segments.values()].map(({ id, cidr }) => [id, cidr]));
  }

  /**
   * A machine's address in a network.
   * @param joined networks that the machine is in
   * @returns undefined: it is left out, which was said
   */
  join(node: string, network: Network, joined: ReadonlySet<string>): readonly [string, string] | undefined {
    const { address, mask, segment: name, thing } = network;
    const wanted = address === undefined ? undefined : parseIpv4(address);
    const bits = bitsOf(mask) ?? 24;
    const base = wanted === undefined ? undefined : (wanted & maskOf(bits)) >>> 0;
    const segment = this.#segment(name, base, bits, network);
    if (segment === undefined || joined.has(segment.id)) {
      thing.note('lost', {
        code: 'setting-lost',
        params: { setting: `${node}: ${address ?? 'vm.network'}` },
      });
      return undefined;
    }
    const moved = wanted === undefined ? undefined : segment.now + (wanted - segment.base);
    const given = this.#address(segment, moved);
    if (given === undefined) {
      thing.note('lost', {
        code: 'setting-lost',
        params: { setting: `${node}: ${address ?? 'vm.network'}` },
      });
      return undefined;
    }
    const text = textOf(given);
    if (text !== address)
      thing.note('changed', { code: 'address-changed', params: { node, from: address ?? 'DHCP', to: text } });
    return [segment.id, text];
  }

  /** A network for machines that are in none. */
  lan(node: string, place: Place): { readonly id: string; readonly address: string; readonly cidr: string } {
    const none = { note: () => {} };
    const network: Network = { address: undefined, mask: undefined, segment: 'lan', place, thing: none };
    const [id, address] = this.join(node, network, new Set()) ?? ['lan', '10.200.0.1'];
    return { id, address, cidr: this.all[id] ?? '' };
  }

  #segment(
    name: string | undefined,
    base: number | undefined,
    bits: number,
    { thing }: Network,
  ): Segment | undefined {
    const known = [...this.#segments].find(([key]) =>
      base === undefined ? key.startsWith(`${name ?? ''}|`) : key === `${name ?? ''}|${base}`,
    );
    if (known !== undefined) return known[1];
    if (this.#segments.size >= packLimits.networks) return undefined;
    const old = base === undefined ? undefined : `${textOf(base)}/${bits}`;
    const id = this.#names.take(name ?? 'lan', 'lan');
    const isFree = old !== undefined && base !== undefined && this.#isFree(base, bits);
    const now = isFree ? base : this.#free();
    const size = isFree ? bits : Math.max(16, bits);
    const cidr = `${textOf(now)}/${size}`;
    if (!isFree && old !== undefined)
      thing.note('changed', { code: 'network-renumbered', params: { network: id, from: old, to: cidr } });
    const segment: Segment = { id, cidr, base: base ?? now, bits: size, now };
    this.#segments.set(`${name ?? ''}|${base ?? now}`, segment);
    return segment;
  }

  /** Whether a network can be as it was: large enough for machines, not so large that it holds others. */
  #isFree(base: number, bits: number): boolean {
    if (bits < 8 || bits > 30) return false;
    const last = base + 2 ** (32 - bits) - 1;
    return [...this.#segments.values()].every(
      ({ now, bits: size }) => last < now || base > now + 2 ** (32 - size) - 1,
    );
  }

  #free(): number {
    for (let second = 200; second < 256; second += 1) {
      const base = 10 * 2 ** 24 + second * 2 ** 16;
      if (this.#isFree(base, 16)) return base;
    }
    return 11 * 2 ** 24;
  }

  /** The wanted address if a machine may have it, else the next that is free. */
  #address({ cidr, now, bits }: Segment, wanted: number | undefined): number | undefined {
    const bounds = parseCidr(cidr);
    if (bounds === undefined) return undefined;
    const isGood = (value: number) => isHostIn(bounds, value) && !this.#taken.has(value);
    const last = Math.min(now + 2 ** (32 - bits) - 2, now + 4096);
    let given = wanted !== undefined && isGood(wanted) ? wanted : undefined;
    for (let value = now + 11; given === undefined && value <= last; value += 1)
      if (isGood(value)) given = value;
    for (let value = now + 1; given === undefined && value <= last; value += 1)
      if (isGood(value)) given = value;
    if (given !== undefined) this.#taken.add(given);
    return given;
  }
}

function textOf(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

function maskOf(bits: number): number {
  return bits === 0 ? 0 : (-1 << (32 - bits)) >>> 0;
}

/** `255.255.255.0` or `24` as a count of bits. */
function bitsOf(mask: string | undefined): number | undefined {
  if (mask === undefined) return undefined;
  if (/^\/?\d{1,2}$/.test(mask)) return Math.min(32, Number(mask.replace('/', '')));
  const value = parseIpv4(mask);
  if (value === undefined) return undefined;
  const bits = 32 - Math.log2(2 ** 32 - value);
  return Number.isInteger(bits) ? bits : undefined;
}
