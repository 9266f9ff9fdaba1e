import { z } from 'zod';
import { idSchema } from './primitives.js';

/**
 * What can be asked of the process that runs a session. The contract knows no transport: requests, their events and
 * their cancellation are messages; today they travel as JSON lines over a socket in the user's runtime folder.
 */
export const procedures = {
  /** Waits until the session has started, with its events. */
  ready: z.strictObject({}),
  status: z.strictObject({}),
  /** `reuse`: what experiments showed holds while no node has changed since. */
  check: z.strictObject({ step: idSchema.optional(), reuse: z.boolean().optional() }),
  grade: z.strictObject({}),
  solve: z.strictObject({ step: idSchema.optional() }),
  reset: z.strictObject({ step: idSchema.optional() }),
  answer: z.strictObject({ check: idSchema, answer: z.string().max(1000) }),
  suspend: z.strictObject({}),
  down: z.strictObject({}),
} as const;

export type Procedure = keyof typeof procedures;
export type ProcedureInput<P extends Procedure> = z.infer<(typeof procedures)[P]>;

export const requestSchema = z.union([
  z.strictObject({
    id: z.number().int(),
    call: z.enum(Object.keys(procedures) as [Procedure]),
    input: z.unknown(),
  }),
  z.strictObject({ cancel: z.number().int() }),
]);

/** An answer: events while it works, then a result or an error. `detail` is an ErrorMessage of the catalogue. */
export type Answer =
  | { readonly id: number; readonly event: unknown }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly detail?: unknown; readonly message: string } };
