import { type AppProcedures, appProcedures } from '../../contract/app.js';
import { LabError } from '../../contract/errors.js';
import { type Channel, requestSchema, type Service } from '../../contract/rpc.js';

/** Answers the window's questions by a service within the page; inputs are checked as the engine checks them. */
export function serveDemo(channel: Channel, service: Service<AppProcedures>): void {
  const calls = new Map<number, AbortController>();
  channel.onClose(() => {
    for (const call of calls.values()) call.abort();
  });
  channel.onMessage((message) => {
    const request = requestSchema.parse(message);
    if ('cancel' in request) return calls.get(request.cancel)?.abort();
    const { id, call, input } = request;
    const controller = new AbortController();
    calls.set(id, controller);
    const name = call as keyof AppProcedures;
    const answer = async (): Promise<unknown> => {
      const parsed: unknown = appProcedures[name].input.parse(input);
      return (service[name] as (input: unknown, call: unknown) => Promise<unknown>)(parsed, {
        signal: controller.signal,
        onEvent: (event: unknown) => channel.send({ id, event }),
      });
    };
    void answer()
      .then(
        (result) => channel.send({ id, result: result ?? null }),
        (error: Error) =>
          channel.send({
            id,
            error: {
              ...(error instanceof LabError ? { detail: error.detail } : {}),
              message: error.message,
            },
          }),
      )
      .finally(() => calls.delete(id));
  });
}
