import { compared, type Guesses, type Picked, type Rule, type Scheduler, taking } from './rule.js';
import { type Server, unavailable } from './server.js';

const nobody = -1;

function indexOf(servers: readonly Server[], id: string | undefined): number {
  return id === undefined ? nobody : servers.findIndex((server) => server.id === id);
}

function all(servers: readonly Server[]) {
  return servers.map((server) => compared(server, undefined, unavailable(server)));
}

/** Round robin: net/netfilter/ipvs/ip_vs_rr.c. */
class RoundRobin implements Rule {
  /** The server that was taken last; undefined: the head of the list. */
  readonly #last: string | undefined;
  /** The pointer is not known. */
  readonly #hidden: boolean;

  constructor(last: string | undefined, hidden = false) {
    this.#last = last;
    this.#hidden = hidden;
  }

  pick(servers: readonly Server[]): Picked {
    const from = indexOf(servers, this.#last) + 1;
    const inTurn = [...servers.slice(from), ...servers.slice(0, from)];
    const next = inTurn.find((server) => unavailable(server) === undefined);
    return {
      ...taking(next),
      compared: all(servers),
      facts: { rule: 'pointer', pointer: this.#last },
      // Where there is none, the pointer stays.
      rule: next === undefined ? this : new RoundRobin(next.id),
    };
  }

  changed(before: readonly Server[], _: readonly Server[], change: Parameters<Rule['changed']>[2]): Rule {
    if (change.kind !== 'removed' || change.id !== this.#last) return this;
    return new RoundRobin(before[indexOf(before, change.id) - 1]?.id);
  }

  guesses(servers: readonly Server[]): Guesses {
    if (!this.#hidden) return { rules: [this], all: true };
    return { rules: [undefined, ...servers.map(({ id }) => id)].map((id) => new RoundRobin(id)), all: true };
  }
}

export const rr: Scheduler = {
  begin: () => new RoundRobin(undefined),
  found: () => new RoundRobin(undefined, true),
};

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** By how much the wanted weight goes down, and where it starts. */
function scaleOf(servers: readonly Server[]): { readonly step: number; readonly highest: number } {
  const step = servers.reduce((sum, { weight }) => commonDivisor(sum, weight), 0) || 1;
  const highest = servers.reduce((most, { weight }) => Math.max(most, weight), 0);
  return { step, highest: highest - (step - 1) };
}

/** States that are tried where the kernel's is not known: weights may be as high as 65535. */
const maxGuesses = 4000;

/** Weighted round robin: net/netfilter/ipvs/ip_vs_wrr.c. */
class WeightedRoundRobin implements Rule {
  readonly #last: string | undefined;
  /** The weight that a server must have now (`cw`). */
  readonly #wanted: number;
  readonly #hidden: boolean;

  constructor(last: string | undefined, wanted: number, hidden = false) {
    this.#last = last;
    this.#wanted = wanted;
    this.#hidden = hidden;
  }

  pick(servers: readonly Server[]): Picked {
    const { step, highest } = scaleOf(servers);
    const start = indexOf(servers, this.#last);
    const said = (server: Server | undefined, at: string | undefined, to: number): Picked => ({
      ...taking(server),
      compared: all(servers),
      facts: { rule: 'weighted-pointer', pointer: this.#last, from: this.#wanted, to, step, highest },
      rule: new WeightedRoundRobin(at, to),
    });
    if (highest === 0) return said(undefined, this.#last, this.#wanted);
    let wanted = this.#wanted;
    let at = start;
    let [lastPass, restarted, stop] = [false, false, nobody];
    for (;;) {
      for (at += 1; at < servers.length; at += 1) {
        const server = servers[at];
        if (server === undefined) break;
        if (!server.overloaded && server.weight >= wanted) return said(server, server.id, wanted);
        if (at === stop) return said(undefined, server.id, wanted);
      }
      at = nobody;
      wanted -= step;
      if (wanted <= 0) {
        wanted = highest;
        if (lastPass || start === nobody) return said(undefined, undefined, wanted);
        restarted = true;
      }
      lastPass = wanted <= step;
      if (lastPass && restarted && start !== nobody) stop = start;
    }
  }

  changed(_: readonly Server[], after: readonly Server[]): Rule {
    const { step, highest } = scaleOf(after);
    const wanted = this.#wanted;
    if (wanted > highest || wanted === 0) return new WeightedRoundRobin(undefined, highest, this.#hidden);
    const next = step > 1 ? Math.floor(wanted / step) * step + 1 : wanted;
    return new WeightedRoundRobin(undefined, next, this.#hidden);
  }

  guesses(servers: readonly Server[]): Guesses {
    if (!this.#hidden) return { rules: [this], all: true };
    const { step, highest } = scaleOf(servers);
    const pointers = [undefined, ...servers.map(({ id }) => id)];
    const all = Array.from({ length: Math.max(Math.ceil(highest / step), 1) }, (_, n) => highest - n * step);
    const weights = all.slice(0, Math.floor(maxGuesses / pointers.length));
    // The lowest first: so stands one that was just made, and that is what a learner is shown where several would do.
    return {
      rules: weights
        .toReversed()
        .flatMap((wanted) => pointers.map((last) => new WeightedRoundRobin(last, wanted))),
      all: weights.length === all.length,
    };
  }
}

export const wrr: Scheduler = {
  begin: () => new WeightedRoundRobin(undefined, 0),
  found: (_, servers) => new WeightedRoundRobin(undefined, scaleOf(servers).highest, true),
};
