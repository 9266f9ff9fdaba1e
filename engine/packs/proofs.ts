import { join } from 'node:path';
import { z } from 'zod';
import { packLimits } from '../../contract/limits.js';
import type { LabProof } from '../../contract/packs.js';
import { digestSchema, idSchema } from '../../contract/primitives.js';
import type { LoadedLab } from './compiled.js';
import { readWithin } from './files.js';

/** Beside the labs of a shipped pack: what its publisher says to have shown of them. The signature is over it as over all else. */
export const proofsFile = 'proofs.json';

const proofFields = {
  made: z.iso.datetime(),
  product: z.string().max(40),
  mistakes: z.number().int().min(0),
  variants: z.number().int().min(0),
};
const proofsSchema = z.strictObject({
  format: z.literal(1),
  labs: z.record(idSchema, z.strictObject({ digest: digestSchema, ...proofFields })),
});
export type Proofs = Readonly<z.infer<typeof proofsSchema>>;

/** As much of `proof.json` (engine/proving) as tells whether it is whole, good and of this lab. */
const wholeSchema = z.object({
  basis: z.object({ digest: digestSchema }),
  product: proofFields.product,
  made: proofFields.made,
  sides: z.object({ early: z.array(z.string()), notPassed: z.array(z.string()) }),
  mistakes: z.record(z.string(), z.object({ good: z.boolean() })),
  variants: z.record(z.string(), z.object({ good: z.boolean() })),
});

/** What machines have shown of each lab as it is now, by what lies beside it; a lab that is not proven is not among them. */
export function proofsOf(labs: readonly LoadedLab[]): Proofs {
  const proven = labs.flatMap((loaded) => {
    const proof = proofBeside(loaded);
    return proof === undefined ? [] : [[loaded.lab.id, { digest: loaded.digest, ...proof }] as const];
  });
  return { format: 1, labs: Object.fromEntries(proven) };
}

function proofBeside({ folder, lab, behaviour }: LoadedLab): LabProof | undefined {
  const read = wholeSchema.safeParse(jsonIn(folder, 'proof.json'));
  if (!read.success || read.data.basis.digest !== behaviour) return undefined;
  const { sides, mistakes, variants, made, product } = read.data;
  const good = [
    sides.early.length === 0 && sides.notPassed.length === 0,
    ...lab.mistakes.map(({ id }) => mistakes[id]?.good === true),
    ...lab.variants.map(({ id }) => variants[id]?.good === true),
  ];
  if (good.includes(false)) return undefined;
  return { made, product, mistakes: lab.mistakes.length, variants: lab.variants.length };
}

/** What a shipped pack says of its labs. Undefined for one that says it of another state of the lab, or not in this form. */
export function proofIn(folder: string, { lab, digest }: LoadedLab): LabProof | undefined {
  const read = proofsSchema.safeParse(jsonIn(folder, proofsFile));
  if (!read.success || !Object.hasOwn(read.data.labs, lab.id)) return undefined;
  const { digest: of, ...proof } = read.data.labs[lab.id]!;
  return of === digest ? proof : undefined;
}

function jsonIn(folder: string, name: string): unknown {
  const found = readWithin(folder, join(folder, name), name, packLimits.yamlBytes);
  try {
    return found.ok ? JSON.parse(found.text) : undefined;
  } catch {
    return undefined;
  }
}
