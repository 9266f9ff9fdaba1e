import { type ExperimentRequest, experimentKey, type Tried } from '../../contract/experiments.js';

/** Milliseconds after which an experiment is made again, whatever the witnesses say. */
const maxAge = 5 * 60_000;

/**
 * What experiments showed, for as long as no node has changed since. The witness of a node is a digest of everything
 * that its learner can change and that behaviour depends on (FactsRequest `witness`).
 */
export class ExperimentMemory {
  #witness: string | undefined;
  #results = new Map<string, Tried>();

  /** @param witness of all nodes together; undefined: a node could not be asked, so nothing is known to have stayed */
  recall(witness: string | undefined, request: ExperimentRequest): Tried | undefined {
    if (witness === undefined || witness !== this.#witness) return undefined;
    const found = this.#results.get(experimentKey(request));
    if (found?.ok !== true || Date.now() - found.result.at > maxAge) return undefined;
    return found;
  }

  /** Keeps results; those of another state of the nodes are forgotten. */
  keep(witness: string | undefined, results: ReadonlyMap<string, Tried>): void {
    if (witness === undefined || witness !== this.#witness) this.#results = new Map();
    this.#witness = witness;
    if (witness !== undefined) for (const [key, tried] of results) this.#results.set(key, tried);
  }
}
