/** The last task of each queue. */
const tails = new Map<string, Promise<void>>();

/**
 * Runs a task when all earlier ones of the same queue have ended, however they ended.
 * @param cancelled makes the error for an abort while the task still waits; it is then never started. A task that runs
 *   looks at the signal itself.
 */
export async function inTurn<T>(
  queue: string,
  task: () => Promise<T>,
  signal: AbortSignal | undefined,
  cancelled: () => Error,
): Promise<T> {
  if (signal?.aborted) throw cancelled();
  const before = tails.get(queue) ?? Promise.resolve();
  let end = () => {};
  const tail = new Promise<void>((resolve) => {
    end = resolve;
  });
  tails.set(queue, tail);
  // Who gives up must not let the next one pass those who are still before it.
  const leave = () => {
    if (tails.get(queue) === tail) tails.delete(queue);
    end();
  };
  try {
    await unlessAborted(before, signal, cancelled);
  } catch (error) {
    void before.then(leave);
    throw error;
  }
  try {
    return await task();
  } finally {
    leave();
  }
}

function unlessAborted(
  turn: Promise<void>,
  signal: AbortSignal | undefined,
  cancelled: () => Error,
): Promise<void> {
  if (signal === undefined) return turn;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(cancelled());
    signal.addEventListener('abort', onAbort, { once: true });
    void turn.then(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
  });
}
