/** Milliseconds within which answers belong to one question: a switch asks all at once, an election takes longer. */
const together = 500;

/** A node and when it answered; milliseconds since the epoch. */
export interface Answerer {
  readonly node: string;
  readonly at: number;
}

interface Question {
  readonly asker: string;
  readonly first: number;
  readonly answers: Map<string, number>;
}

/**
 * Who answered the last ARP question for each address. More than one is a conflict: the asker believes whom it heard
 * last (RFC 826). Announcements (RFC 5227) are no answers: a VIP that moves is announced by its new holder.
 */
export class ArpAnswers {
  readonly #questions = new Map<string, Question>();
  /** When an asker last asked one machine alone, by address and asker. */
  readonly #probes = new Map<string, number>();
  readonly #limit: number;

  /** @param limit addresses that are remembered: a guest may answer for as many as it likes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Somebody asked one machine alone whether it still has the address: that only this one answers says nothing. */
  probe(address: string, asker: string, at: number): void {
    const key = `${address} ${asker}`;
    if (this.#probes.size >= this.#limit && !this.#probes.has(key)) return;
    this.#probes.set(key, at);
  }

  /** Is an answer one to a question that was put to this machine alone? */
  isProbed(address: string, asker: string, at: number): boolean {
    const asked = this.#probes.get(`${address} ${asker}`);
    return asked !== undefined && at - asked <= together;
  }

  /** @returns whether this was one more answer to a question that another node has answered, too */
  note(address: string, asker: string, node: string, at: number): boolean {
    const last = this.#questions.get(address);
    if (last === undefined && this.#questions.size >= this.#limit) return false;
    if (last === undefined || last.asker !== asker || at - last.first > together) {
      this.#questions.set(address, { asker, first: at, answers: new Map([[node, at]]) });
      return false;
    }
    const fresh = !last.answers.has(node);
    last.answers.set(node, at);
    return fresh && last.answers.size > 1;
  }

  clear(): void {
    this.#questions.clear();
    this.#probes.clear();
  }

  of(address: string): readonly Answerer[] {
    return [...(this.#questions.get(address)?.answers ?? [])].map(([node, at]) => ({ node, at }));
  }
}
