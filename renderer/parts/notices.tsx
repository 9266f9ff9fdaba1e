import { CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import { createContext, type ReactNode, use, useCallback, useRef, useState } from 'react';
import type { AppProcedures } from '../../contract/app.js';
import { LabError } from '../../contract/errors.js';
import type { InputOf, ResultOf } from '../../contract/rpc.js';
import { isGone, useEngine } from '../base/engine.js';
import { useLanguage, useSay, wordError } from '../base/i18n.js';
import { commonTexts } from '../texts/common.js';
import { IconButton } from './controls.js';

export interface Notice {
  readonly kind: 'done' | 'info' | 'error';
  readonly text: string;
}

const NoticesContext = createContext<(notice: Notice) => void>(() => {});

/** Short messages in the corner; errors stay until they are closed. */
export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const say = useSay(commonTexts);
  const [shown, setShown] = useState<readonly (Notice & { readonly id: number })[]>([]);
  const next = useRef(1);
  const close = useCallback((id: number) => setShown((all) => all.filter((one) => one.id !== id)), []);
  const notice = useCallback(
    (one: Notice) => {
      const id = next.current++;
      setShown((all) => [...all.filter((other) => other.text !== one.text).slice(-3), { ...one, id }]);
      if (one.kind !== 'error') setTimeout(() => close(id), 4000);
    },
    [close],
  );
  return (
    <NoticesContext value={notice}>
      {children}
      <div className="notices" role="status" aria-live="polite">
        {shown.map((one) => {
          const Icon = { done: CircleCheck, info: Info, error: TriangleAlert }[one.kind];
          return (
            <div key={one.id} className={`notice ${one.kind}`}>
              <Icon size={16} aria-hidden />
              <span className="notice-text">{one.text}</span>
              <IconButton icon={X} label={say('close')} onPress={() => close(one.id)} />
            </div>
          );
        })}
      </div>
    </NoticesContext>
  );
}

export function useNotices(): (notice: Notice) => void {
  return use(NoticesContext);
}

/** Asks the engine for something; what goes wrong is shown, and nothing comes back. */
export function useAct(): <K extends keyof AppProcedures>(
  name: K,
  input: InputOf<AppProcedures[K]>,
) => Promise<{ readonly value: ResultOf<AppProcedures[K]> } | undefined> {
  const { client } = useEngine();
  const language = useLanguage();
  const notice = useNotices();
  return useCallback(
    async (name, input) => {
      try {
        if (client === undefined) throw new LabError({ code: 'session.process-ended', params: {} });
        return { value: await client.call(name, input) };
      } catch (error) {
        // A lost connection has its own banner, and a cancelled call was wanted.
        if (!isGone(error) && !(error instanceof LabError && error.code === 'cancelled')) {
          notice({ kind: 'error', text: wordError(error, language) });
        }
        return undefined;
      }
    },
    [client, language, notice],
  );
}
