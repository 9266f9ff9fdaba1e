import { z } from 'zod';
import { labSchema, packSchema } from './lab.js';

/** The JSON Schema of a pack's file, for editors (draft 2020-12). `io: input`: what a person writes, before defaults. */
export function jsonSchemaOf(file: 'lab' | 'pack'): unknown {
  return z.toJSONSchema(file === 'lab' ? labSchema : packSchema, { io: 'input', unrepresentable: 'any' });
}
