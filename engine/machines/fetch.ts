/** A server that sends nothing for this long has failed, in milliseconds. */
const silence = 30_000;
/** Redirects that are followed. */
const maxHops = 5;

export interface Fetching {
  /** Bytes of the answer at most. */
  readonly cap: number;
  readonly signal?: AbortSignal | undefined;
  /** In which all of it has come; without it only silence ends it. */
  readonly seconds?: number | undefined;
  /** The address, if it may be asked; throws where not. Each redirect is asked about, too. */
  readonly checked: (address: string) => URL;
  /** The error for an answer that did not come, or not as it should. */
  readonly failed: (url: URL, detail: string, cause?: unknown) => Error;
}

/**
 * The body of an answer, piece by piece, never more of it than was allowed.
 * @throws what `checked` and `failed` make; the signal's reason
 */
export async function* fetchChunks(start: URL, fetching: Fetching): AsyncGenerator<Uint8Array> {
  const { cap, signal, seconds, failed } = fetching;
  const quiet = new AbortController();
  let timer = setTimeout(() => quiet.abort(), silence);
  const slow = seconds === undefined ? undefined : AbortSignal.timeout(seconds * 1000);
  const either = AbortSignal.any([signal, quiet.signal, slow].filter((each) => each !== undefined));
  const asking = answer(start, either, fetching);
  try {
    const body = await unlessFailed(asking);
    const pieces = body[Symbol.asyncIterator]();
    for (let got = 0; ; ) {
      const { done, value } = await unlessFailed(pieces.next());
      if (done === true) return;
      clearTimeout(timer);
      timer = setTimeout(() => quiet.abort(), silence);
      got += value.length;
      if (got > cap) throw failed(start, `more than ${cap} bytes`);
      // What its taker throws (a full disk) comes to him, not to here.
      yield value;
    }
  } finally {
    clearTimeout(timer);
    quiet.abort();
  }

  async function unlessFailed<T>(pending: Promise<T>): Promise<T> {
    return pending.catch((error: unknown) => {
      if (signal?.aborted === true) throw signal.reason;
      if (error instanceof Refusal) throw error.refusal;
      if (slow?.aborted === true) throw failed(start, `no end within ${seconds} s`, error);
      throw failed(
        start,
        quiet.signal.aborted ? `nothing came for ${silence / 1000} s` : causeOf(error),
        error,
      );
    });
  }
}

/** An error that has its words already. */
class Refusal extends Error {
  readonly refusal: unknown;

  constructor(refusal: unknown) {
    super('refused');
    this.refusal = refusal;
  }
}

/** Follows redirects by hand: each address must be one that is allowed. */
async function answer(
  start: URL,
  signal: AbortSignal,
  { checked, failed }: Fetching,
): Promise<AsyncIterable<Uint8Array>> {
  let url = start;
  for (let hops = 0; hops <= maxHops; hops += 1) {
    const response = await fetch(url, { redirect: 'manual', signal });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      try {
        url = checked(new URL(location, url).href);
      } catch (error) {
        throw new Refusal(error);
      }
      continue;
    }
    if (response.status !== 200 || response.body === null)
      throw new Refusal(failed(start, `HTTP ${response.status}`));
    return response.body;
  }
  throw new Refusal(failed(start, 'too many redirects'));
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
