import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { productRoot } from '../../engine/product.js';

/** A way in which somebody did a lab, right or wrong, and what is to be said of it. */
export interface Case {
  readonly id: string;
  readonly lab: string;
  readonly correct: boolean;
  /** `after-solution`, or `instead-of-step:ID`: that step's solution of the named nodes is replaced. */
  readonly apply: string;
  /** Nodes, in the order in which their commands run. */
  readonly order: readonly string[];
  readonly node_commands: Readonly<Record<string, string>>;
  /** Checks that must fail, or that all must pass. */
  readonly expected: 'all pass' | readonly string[];
  readonly must_pass?: readonly string[];
  /** Checks that nothing may make pass: the node lies. */
  readonly must_not_pass?: readonly string[];
  /** Checks that may fail, each with the reason. */
  readonly may_fail?: Readonly<Record<string, string>>;
  /** Checks that a need keeps from being judged. */
  readonly blocked?: readonly string[];
  readonly expected_diagnosis: string;
  /** The codes, one of which is the cause to be shown by a check that fails; none: only that nothing false is said. */
  readonly causes?: readonly string[];
}

/** Where cases and their recordings are kept. */
export const casesFolder = join(productRoot, 'test', 'cases');

/**
 * Where a public case says which of several things happens, and machines show that it is now the one and now the other.
 * Two recordings of `km-sync-group`: once the group ended with both VIPs on lb1, once with both on lb2 (whoever asks for
 * VI_1 last); either way one instance has the wrong master, and the group is why.
 */
const seenOtherwise: Readonly<Record<string, Partial<Case>>> = {
  'km-sync-group': {
    expected: ['lb1-stops'],
    must_pass: ['vi-1', 'vi-2', 'running'],
    may_fail: { 'master-1': '', 'home-1': '', 'master-2': '', 'home-2': '' },
    blocked: ['lb1-stops', 'lb2-stops'],
    causes: ['sync-group'],
  },
};

/** The sets of cases: public ones as people made them, and our own. */
export function readCases(set: 'public' | 'own'): readonly Case[] {
  const text = readFileSync(join(casesFolder, set === 'public' ? 'public.json' : 'own.yaml'), 'utf8');
  const cases = (set === 'public' ? JSON.parse(text) : parse(text)) as readonly Case[];
  return cases.map((each) => ({ ...each, ...seenOtherwise[each.id] }));
}
