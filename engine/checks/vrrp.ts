import type { FactsRequest } from '../../contract/facts.js';
import type { Evidence } from '../../contract/verdict.js';
import type { World } from '../world/judge.js';
import { evidence } from './judging.js';

/** What is looked at of a node that may be a VRRP master. */
export const vrrpFacts: FactsRequest = { network: true, keepalived: true };

/** What a person would look at first: keepalived's own state, the addresses, its file and log. */
export function proofOf(world: World, nodes: readonly string[]): readonly Evidence[] {
  return nodes.flatMap((node) =>
    evidence(world, node, 'keepalived', 'addresses', 'keepalived-test', 'keepalived-config', 'log'),
  );
}
