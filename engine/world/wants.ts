import { type ExperimentRequest, experimentKey } from '../../contract/experiments.js';
import type { FactsRequest } from '../../contract/facts.js';
import { mergeRequests } from '../facts/script.js';
import type { Wants } from './judge.js';

/** What several want, whoever they are: one request a node, each experiment once. */
export function together(all: readonly Partial<Wants>[]): Wants {
  const facts = new Map<string, FactsRequest>();
  const experiments = new Map<string, ExperimentRequest>();
  for (const wants of all) {
    for (const [node, request] of Object.entries(wants.facts ?? {})) {
      facts.set(node, mergeRequests(facts.get(node) ?? {}, request));
    }
    for (const request of wants.experiments ?? []) experiments.set(experimentKey(request), request);
  }
  return { facts: Object.fromEntries(facts), experiments: [...experiments.values()] };
}
