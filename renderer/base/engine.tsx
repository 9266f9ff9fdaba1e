import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { AppProcedures } from '../../contract/app.js';
import type { Channel, EventOf, InputOf, ResultOf } from '../../contract/rpc.js';
import { RpcClient } from '../../contract/rpc-client.js';
import { backOff } from '../logic/back-off.js';

export type Client = RpcClient<AppProcedures>;
type Name = keyof AppProcedures;

export interface Engine {
  /** Absent while there is no connection. */
  readonly client: Client | undefined;
  readonly state: 'connecting' | 'open' | 'closed';
  readonly reconnect: () => void;
}

const EngineContext = createContext<Engine | undefined>(undefined);

/** Keeps a connection to the engine: when it ends it is tried again, ever more slowly, or at once on request. */
export function EngineProvider({
  open,
  children,
}: {
  readonly open: () => Promise<Channel>;
  readonly children: ReactNode;
}) {
  const [client, setClient] = useState<Client>();
  const [state, setState] = useState<Engine['state']>('connecting');
  const [attempt, setAttempt] = useState(0);
  const failures = useRef(0);

  useEffect(() => {
    let mine = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let current: Client | undefined;
    const lost = () => {
      if (!mine) return;
      setClient(undefined);
      setState('closed');
      timer = setTimeout(() => setAttempt((count) => count + 1), backOff(failures.current));
      failures.current += 1;
    };
    open().then((channel) => {
      const opened = new RpcClient<AppProcedures>(channel);
      if (!mine) return opened.close();
      current = opened;
      failures.current = 0;
      setClient(opened);
      setState('open');
      void opened.closed.then(lost);
    }, lost);
    return () => {
      mine = false;
      clearTimeout(timer);
      current?.close();
    };
  }, [open, attempt]);

  const reconnect = useCallback(() => setAttempt((count) => count + 1), []);
  const engine = useMemo(() => ({ client, state, reconnect }), [client, state, reconnect]);
  return <EngineContext value={engine}>{children}</EngineContext>;
}

export function useEngine(): Engine {
  const engine = use(EngineContext);
  if (engine === undefined) throw new Error('no EngineProvider');
  return engine;
}

/** A subscription: set up again on every new connection. The last event stays while there is none. */
export function useWatch<K extends Name>(
  name: K,
  input: InputOf<AppProcedures[K]>,
): { readonly value: EventOf<AppProcedures[K]> | undefined; readonly error: Error | undefined } {
  const { client } = useEngine();
  const key = JSON.stringify(input);
  const [seen, setSeen] = useState<{ key: string; value?: EventOf<AppProcedures[K]>; error?: Error }>({
    key,
  });
  useEffect(() => {
    if (client === undefined) return;
    const stop = new AbortController();
    const onEvent = (value: EventOf<AppProcedures[K]>) => setSeen({ key, value });
    client
      .call(name, JSON.parse(key) as InputOf<AppProcedures[K]>, { signal: stop.signal, onEvent })
      .catch((error: Error) => {
        // A lost connection has its own banner.
        if (!stop.signal.aborted && !isGone(error)) setSeen((before) => ({ ...before, key, error }));
      });
    return () => stop.abort();
  }, [client, name, key]);
  return seen.key === key ? { value: seen.value, error: seen.error } : { value: undefined, error: undefined };
}

/** A question that is asked again on every new connection and when `again` is called. */
export function useAsk<K extends Name>(
  name: K,
  input: InputOf<AppProcedures[K]>,
): {
  readonly value: ResultOf<AppProcedures[K]> | undefined;
  readonly error: Error | undefined;
  readonly again: () => void;
} {
  const { client } = useEngine();
  const key = JSON.stringify(input);
  const [round, setRound] = useState(0);
  const [got, setGot] = useState<{ value?: ResultOf<AppProcedures[K]>; error?: Error }>({});
  useEffect(() => {
    if (client === undefined) return;
    const stop = new AbortController();
    client.call(name, JSON.parse(key) as InputOf<AppProcedures[K]>, { signal: stop.signal }).then(
      (value) => {
        if (!stop.signal.aborted) setGot({ value });
      },
      (error: Error) => {
        if (!stop.signal.aborted && !isGone(error)) setGot({ error });
      },
    );
    return () => stop.abort();
  }, [client, name, key, round]);
  const again = useCallback(() => setRound((count) => count + 1), []);
  return { value: got.value, error: got.error, again };
}

/** Is it that the connection ended? */
export function isGone(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 'session.process-ended';
}
