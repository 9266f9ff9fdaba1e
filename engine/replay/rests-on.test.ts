import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Verdict } from '../../contract/verdict.js';
import { requireLab } from '../packs/library.js';
import { productRoot } from '../product.js';
import { resolveTopology } from '../session/topology.js';
import { verdict } from '../session/testing/lab.js';
import { learnersNodes } from '../world/learners.js';
import { provenanceOf, unmovedOf } from './rests-on.js';

function shipped(id: string) {
  const { lab } = requireLab(join(productRoot, 'labs', 'lvs', id)).instantiate(undefined);
  return { lab, topology: resolveTopology(lab, 'salt') };
}

test('learners have all machines but clients, and routers that no solution types on', () => {
  expect([...learnersNodes(shipped('dr-by-hand').lab)].toSorted()).toEqual(['director', 'rs1', 'rs2']);
  expect([...learnersNodes(shipped('tun').lab)]).not.toContain('router');
  expect([...learnersNodes(shipped('arp-gateway').lab)].toSorted()).toEqual(['far', 'new']);
});

test("what a client or a cache shows is the journal's, what a learner wrote on a router is judged anew", () => {
  const of = shipped('arp-gateway');
  const unmoved = unmovedOf(of);
  expect([...unmoved].toSorted()).toEqual(['client-knows-old', 'far-knows-old']);
  const rests = (verdicts: readonly Verdict[] = []) =>
    provenanceOf(
      of,
      { stood: new Map(), verdicts: new Map(verdicts.map((each) => [each.check, each])) },
      unmoved,
    );
  expect(Object.fromEntries(rests())).toMatchObject({
    'client-knows-old': 'journal',
    'far-knows-old': 'journal',
    'guess-lost': 'journal',
    'to-the-old-mac': 'replayed',
    script: 'replayed',
    'short-outage': 'replayed',
  });
  // It held once, and is not to hold any more.
  expect(rests([verdict('to-the-old-mac', 'pass')]).get('to-the-old-mac')).toBe('journal');
});
