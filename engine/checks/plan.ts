import type { Check, Condition, When } from '../../contract/checks.js';
import type { Topology } from '../machines/provider.js';
import type { Wants } from '../world/judge.js';
import { needsOf, partOf } from './parts.js';
import { together } from '../world/wants.js';

/** What some checks want together: one request a node, each experiment once. */
export function wantsOf(checks: readonly Check[], topology: Topology): Wants {
  return together(checks.map((check) => wantsOfOne(check, topology)));
}

/** What one check wants. */
export function wantsOfOne(check: Check | Condition | When, topology: Topology): Wants {
  const { judge, params } = partOf(check);
  return judge.wants(params, topology, (condition) => wantsOfOne(condition, topology));
}

/**
 * Checks in waves: those of a wave need only checks of earlier waves (or none of these), so that an experiment is
 * not made for a check whose need failed. Checks whose needs go round in a circle come last.
 */
export function wavesOf(checks: readonly Check[]): readonly (readonly Check[])[] {
  const waves: Check[][] = [];
  let rest = [...checks];
  while (rest.length > 0) {
    const open = new Set(rest.map((check) => check.id));
    const wave = rest.filter((check) => !needsOf(check).some((id) => open.has(id)));
    const next = wave.length > 0 ? wave : rest;
    waves.push(next);
    rest = rest.filter((check) => !next.includes(check));
  }
  return waves;
}
