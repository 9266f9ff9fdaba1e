import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diskError } from '../machines/files.js';
import { productVersion } from '../product.js';
import { pack, type Recording } from '../recording/recording.js';
import { type Basis, type Proof, type ProofResult, readProof, restsOn, writeProof } from './proof.js';

/** Keeps what a proof saw, and what came of it, beside the lab: after each result, so that an interrupted proof can be gone on with. */
export class Keeper {
  readonly #folder: string;
  #proof: Proof;

  /** @param resume what was shown of the same lab, guest and scripts counts */
  constructor(folder: string, basis: Basis, provider: string, resume: boolean) {
    this.#folder = folder;
    const before = resume ? readProof(folder) : undefined;
    const made = new Date().toISOString();
    this.#proof =
      before !== undefined && restsOn(before, basis)
        ? before
        : { format: 1, basis, product: productVersion(), provider, made, mistakes: {}, variants: {} };
  }

  get proof(): Proof {
    return this.#proof;
  }

  recording(id: string, recording: Recording): void {
    const folder = join(this.#folder, 'recordings');
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${id}.br`), pack(recording));
    } catch (error) {
      throw diskError(error, folder);
    }
  }

  sides(sides: NonNullable<Proof['sides']>): void {
    this.#write({ sides });
  }

  result(kind: 'mistakes' | 'variants', id: string, { check, said, good, seconds }: ProofResult): void {
    this.#write({ [kind]: { ...this.#proof[kind], [id]: { check, said, good, seconds } } });
  }

  #write(change: Partial<Proof>): void {
    this.#proof = { ...this.#proof, ...change };
    writeProof(this.#folder, this.#proof);
  }
}
