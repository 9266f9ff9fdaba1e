import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { digestSchema, idSchema } from '../../contract/primitives.js';
import { factsScript } from '../facts/script.js';
import { arpScript } from '../experiments/arp.js';
import { httpScript } from '../experiments/perl-http.js';
import { probeScript } from '../experiments/probe.js';
import { scriptOf } from '../experiments/run.js';
import { resolveTopology } from '../session/topology.js';
import { wantsOf } from '../checks/plan.js';
import { readJson, writeFileAtomic } from '../machines/files.js';
import type { LoadedLab } from '../packs/compiled.js';
import { everything } from '../recording/recorder.js';

const resultSchema = z.object({
  check: idSchema,
  /** What the check said: its status and message, and the cause; of a variant, of the first check that did not pass. */
  said: z.string(),
  good: z.boolean(),
  seconds: z.number(),
});
export type ProofResult = z.infer<typeof resultSchema>;

/** What a proof rests on: while it is the same, what was shown then would be shown now. */
const basisSchema = z.object({
  /** Of what the lab does (`LoadedLab.behaviour`). */
  digest: digestSchema,
  /** The machine that the recipe of the guest image makes, with nothing installed. */
  guest: z.string(),
  /** The scripts that read facts and make experiments. */
  observing: z.string(),
});
export type Basis = Readonly<z.infer<typeof basisSchema>>;

const proofSchema = z.object({
  format: z.literal(1),
  basis: basisSchema,
  product: z.string(),
  provider: z.string(),
  /** ISO 8601. */
  made: z.string(),
  /** Of both sides: nothing passes with nothing done, everything with everything done; absent: not yet shown. */
  sides: z.object({ early: z.array(idSchema), notPassed: z.array(idSchema), seconds: z.number() }).optional(),
  mistakes: z.record(idSchema, resultSchema),
  variants: z.record(idSchema, resultSchema),
});

/** What machines showed of a lab, beside it as `proof.json`. */
export type Proof = Readonly<z.infer<typeof proofSchema>>;

/**
 * What is asked and done on nodes, as a digest: the facts script for everything there is, and the scripts of experiments.
 * Those that few labs ask for count for these labs only, so that a new kind of experiment makes no older proof stale.
 */
function observingDigest({ lab }: LoadedLab): string {
  const node = { name: 'n', role: 'client', memory: 256, disk: 2048, interfaces: [] } as const;
  const asked = {
    ...everything(node),
    witness: true,
    packages: ['p'],
    units: ['u'],
    files: ['/f'],
    commands: ['c'],
  };
  const checks = lab.steps.flatMap((step) => step.checks);
  const { experiments } = wantsOf(checks, resolveTopology(lab, ''));
  const own = new Set(experiments.flatMap((request) => scriptOf(request) ?? []));
  const text = [factsScript(asked, 'marker'), httpScript, arpScript, probeScript, ...own].join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** @param guest the machine that the recipe of the guest image makes (guest/image-store, machineHash) */
export function basisOf(loaded: LoadedLab, guest: string): Basis {
  return { digest: loaded.behaviour, guest, observing: observingDigest(loaded) };
}

/** The proof beside a lab's folder; undefined: there is none, or it cannot be read. */
export function readProof(folder: string): Proof | undefined {
  const read = proofSchema.safeParse(readJson(join(folder, 'proof.json')));
  return read.success ? read.data : undefined;
}

export function writeProof(folder: string, proof: Proof): void {
  writeFileAtomic(join(folder, 'proof.json'), `${JSON.stringify(proof, null, 2)}\n`, 0o644);
}

export function restsOn(proof: Proof, basis: Basis): boolean {
  return JSON.stringify(basisSchema.parse(proof.basis)) === JSON.stringify(basisSchema.parse(basis));
}

/** Whole, good, and of the lab, the guest and the scripts as they are. */
export function isProven(proof: Proof | undefined, basis: Basis, { lab }: LoadedLab): boolean {
  if (proof?.sides === undefined || !restsOn(proof, basis)) return false;
  const { early, notPassed } = proof.sides;
  const results = [
    ...lab.mistakes.map(({ id }) => proof.mistakes[id]),
    ...lab.variants.map(({ id }) => proof.variants[id]),
  ];
  return early.length === 0 && notPassed.length === 0 && results.every((result) => result?.good === true);
}
