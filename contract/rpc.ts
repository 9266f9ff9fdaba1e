import { z } from 'zod';

/**
 * One way to ask, whatever carries it: requests, their events and their cancellation are messages on a channel. What
 * can be asked is a table of procedures; the contract knows no transport.
 */
export interface Channel {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the other side has gone. */
  onClose(listener: () => void): void;
  close(): void;
}

/** A procedure: its input is checked where it arrives; result and events are the server's own words. */
export interface Procedure<I extends z.ZodType = z.ZodType, R = unknown, E = unknown> {
  readonly input: I;
  /** For the compiler only. */
  readonly types?: { readonly result: R; readonly event: E };
}

export function procedure<R, E = never>() {
  return <I extends z.ZodType>(input: I): Procedure<I, R, E> => ({ input });
}

export type Procedures = Readonly<Record<string, Procedure>>;

export type InputOf<P extends Procedure> = z.input<P['input']>;
export type ResultOf<P extends Procedure> = NonNullable<P['types']>['result'];
export type EventOf<P extends Procedure> = NonNullable<P['types']>['event'];

export interface Call<E = unknown> {
  /** Aborted when the caller cancels or goes away. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: E) => void;
}

/** What answers a table of procedures. */
export type Service<T extends Procedures> = {
  readonly [K in keyof T]: (
    input: z.output<T[K]['input']>,
    call: Call<EventOf<T[K]>>,
  ) => Promise<ResultOf<T[K]>>;
};

export const requestSchema = z.union([
  z.strictObject({ id: z.number().int(), call: z.string(), input: z.unknown() }),
  z.strictObject({ cancel: z.number().int() }),
]);

/** An answer: events while it works, then a result or an error. `detail` is an ErrorMessage of the catalogue. */
export type Answer =
  | { readonly id: number; readonly event: unknown }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly detail?: unknown; readonly message: string } };
