import { lookUp, type Slots } from './hash-table.js';
import type { Guesses, Picked, Rule, Scheduler, SchedulerFlag } from './rule.js';
import { addressNumber, type Request, type Server } from './server.js';
import { hsiphash } from './siphash.js';

/** CONFIG_IP_VS_MH_TAB_INDEX 12: the fifth prime of net/netfilter/ipvs/ip_vs_mh.c. */
const size = 4093;
/** Weights are shifted until they have no more bits (IP_VS_MH_TAB_BITS). */
const weightBits = 6;
const first = 2_654_435_761n;
const second = 2_654_446_892n;

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

interface Turn {
  readonly id: string;
  at: number;
  readonly skip: number;
  readonly turns: number;
}

/** Whose each slot is: servers take the next free slot of their own permutation, `turns` in a row. */
function populate(servers: readonly Server[]): (string | undefined)[] {
  const owners: (string | undefined)[] = Array.from({ length: size }, () => undefined);
  const weights = servers.map(({ weight, lastWeight }) => lastWeight ?? weight);
  const divisor = weights.reduce(commonDivisor, 0);
  if (divisor < 1) return owners;
  const bits = 32 - Math.clz32(Math.floor(Math.max(...weights) / divisor));
  const shift = Math.max(bits - weightBits, 0);
  const turns = servers.map((server, index): Turn => {
    const hashed = addressNumber(server.address) + server.port;
    const weight = weights[index] ?? 0;
    return {
      id: server.id,
      at: hsiphash(hashed, first) % size,
      skip: (hsiphash(hashed, second) % (size - 1)) + 1,
      turns: Math.floor(weight / divisor) >> shift || (weight === 0 ? 0 : 1),
    };
  });
  for (let taken = 0; ; )
    for (const turn of turns)
      for (let count = 0; count < turn.turns; count += 1) {
        while (owners[turn.at] !== undefined) turn.at = (turn.at + turn.skip) % size;
        owners[turn.at] = turn.id;
        taken += 1;
        if (taken === size) return owners;
      }
}

function slotsOf(servers: readonly Server[], flags: readonly SchedulerFlag[]): Slots {
  const hash = ({ client, port }: Request, offset: number): number => {
    const from = addressNumber(client) + (flags.includes('mh-port') ? port : 0);
    return hsiphash(from + offset, first) % size;
  };
  return {
    owners: populate(servers),
    by: 'source',
    slot: (request) => hash(request, 0),
    *others(request, slot) {
      if (!flags.includes('mh-fallback')) return;
      for (let offset = 0; offset < size; offset += 1) yield hash(request, (offset + slot) % size);
    },
  };
}

/** Weights that a server of weight 0 may have had before; the kernel keeps it, and shows it nowhere. */
const guessedWeights = 10;
const maxGuesses = 400;

/** Maglev hashing: net/netfilter/ipvs/ip_vs_mh.c. */
class Maglev implements Rule {
  readonly #flags: readonly SchedulerFlag[];
  readonly #slots: Slots;
  readonly #servers: readonly Server[];

  constructor(flags: readonly SchedulerFlag[], servers: readonly Server[]) {
    this.#flags = flags;
    this.#servers = servers;
    this.#slots = slotsOf(servers, flags);
  }

  pick(servers: readonly Server[], request: Request): Picked {
    return { ...lookUp(this.#slots, servers, request), rule: this };
  }

  changed(_: readonly Server[], after: readonly Server[]): Rule {
    return new Maglev(this.#flags, after);
  }

  guesses(): Guesses {
    const unsure = this.#servers.filter((server) => server.weight === 0 && server.lastWeight === undefined);
    if (unsure.length === 0) return { rules: [this], all: true };
    let lists: (readonly Server[])[] = [this.#servers];
    for (const { id } of unsure)
      lists = lists.flatMap((list) =>
        Array.from({ length: guessedWeights + 1 }, (_, lastWeight) =>
          list.map((server) => (server.id === id ? { ...server, lastWeight } : server)),
        ),
      );
    return { rules: lists.slice(0, maxGuesses).map((list) => new Maglev(this.#flags, list)), all: false };
  }
}

export const mh: Scheduler = {
  begin: (flags) => new Maglev(flags, []),
  found: (flags, servers) => new Maglev(flags, servers),
};
