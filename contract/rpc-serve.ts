import { labErrorOf } from './errors.js';
import { type Channel, type Procedures, requestSchema, type Call, type Service } from './rpc.js';

/** Calls of one caller at once. A window has some dozens: its views, two a terminal. */
const maxCalls = 1000;

/**
 * Answers the procedures of a table on a channel. A caller that goes away cancels what it asked for; one that does not
 * speak the protocol is cut off.
 */
export function serve<T extends Procedures>(channel: Channel, procedures: T, service: Service<T>): void {
  const calls = new Map<number, AbortController>();
  let open = true;
  const end = () => {
    open = false;
    for (const call of calls.values()) call.abort();
  };
  // Its transport may take its time to close, and the caller may go on meanwhile.
  const cutOff = () => {
    end();
    channel.close();
  };
  channel.onClose(end);
  channel.onMessage((message) => {
    if (!open) return;
    const request = requestSchema.safeParse(message);
    if (!request.success) return cutOff();
    if ('cancel' in request.data) return calls.get(request.data.cancel)?.abort();
    const { id, call, input } = request.data;
    if (!Object.hasOwn(procedures, call)) return cutOff();
    // Of two calls with one id only the later could be cancelled: the other would be answered for ever.
    if (calls.has(id) || calls.size >= maxCalls) return cutOff();
    const controller = new AbortController();
    calls.set(id, controller);
    const context: Call = {
      signal: controller.signal,
      onEvent: (event) => channel.send({ id, event }),
    };
    void answer(procedures, service, call, input, context)
      .then(
        (result) => channel.send({ id, result: result ?? null }),
        (error: unknown) => channel.send({ id, error: errorData(error) }),
      )
      .finally(() => calls.delete(id));
  });
}

async function answer<T extends Procedures>(
  procedures: T,
  service: Service<T>,
  call: string,
  input: unknown,
  context: Call,
): Promise<unknown> {
  const parsed: unknown = procedures[call]!.input.parse(input);
  return (service[call] as (input: unknown, call: Call) => Promise<unknown>)(parsed, context);
}

function errorData(error: unknown): { detail?: unknown; message: string } {
  const known = labErrorOf(error);
  if (known !== undefined) return { detail: known.detail, message: known.message };
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
