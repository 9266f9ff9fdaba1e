import { z } from 'zod';
import { classFileSchema } from './class.js';
import { labSchema, packSchema } from './lab.js';

type Schema = Readonly<Record<string, unknown>>;

/** A part in the place of something (engine/packs/compose). */
const use: Schema = {
  type: 'object',
  required: ['use'],
  properties: {
    use: { type: 'string', description: 'parts/NAME.yaml, or topologies/NAME.yaml for the topology' },
    with: { type: 'object', description: 'its parameters' },
  },
};

/** Files whose schema there is, each `NAME.yaml`. */
export const schemaFiles = ['lab', 'pack', 'class'] as const;
export type SchemaFile = (typeof schemaFiles)[number];

const schemas = {
  lab: labSchema,
  pack: packSchema,
  class: classFileSchema,
} as const;

/**
 * The JSON Schema of a file that people write, for editors (draft 2020-12). `io: input`: what a person writes, before defaults. In a lab any
 * mapping but the whole may be a part that is used.
 */
export function jsonSchemaOf(file: SchemaFile): unknown {
  const schema = z.toJSONSchema(schemas[file], {
    io: 'input',
    unrepresentable: 'any',
    // What stands in several places of a lab stands once: written out it is a megabyte.
    reused: file === 'lab' ? 'ref' : 'inline',
  });
  if (file !== 'lab') return schema;
  const { properties, ...whole } = schema;
  return {
    ...whole,
    properties: orUsed(properties),
    $defs: { ...(orUsed(schema.$defs) as Schema), use },
  };
}

/** The same, with a part allowed wherever a mapping stands. */
function orUsed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(orUsed);
  if (typeof value !== 'object' || value === null) return value;
  // Of several shapes a part may stand for any: `oneOf` would refuse it, as it fits them all.
  const walked = Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key === 'oneOf' ? 'anyOf' : key, orUsed(item)]),
  );
  return walked['type'] === 'object' ? { anyOf: [walked, { $ref: '#/$defs/use' }] } : walked;
}
