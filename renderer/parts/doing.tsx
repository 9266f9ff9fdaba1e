import { LoaderCircle, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SessionView } from '../../contract/app.js';
import { useLanguage, useSay } from '../i18n.js';
import { commonTexts } from '../texts/common.js';
import { doingTexts } from '../texts/lab.js';
import { elapsed, useNow } from '../time.js';
import { Button } from './controls.js';
import { useAct } from './notices.js';

export interface DoingLineProps {
  readonly view: SessionView;
  /** What stands there while nothing is done. */
  readonly idle: ReactNode;
}

/** What the engine does now, in a line that is always there, so that nothing moves. */
export function DoingLine({ view, idle }: DoingLineProps) {
  const say = useSay(commonTexts);
  const language = useLanguage();
  const act = useAct();
  const now = useNow(1000, view.doing !== undefined);
  const doing = view.doing;
  return (
    <div className="doing">
      {doing === undefined ? (
        idle
      ) : (
        <>
          <LoaderCircle size={16} className="spin" aria-hidden />
          <span className="doing-text">
            <span role="status">{doingTexts[doing.what][language]}</span>
            {doing.detail !== undefined && ` ${doing.detail}`}
          </span>
          <span className="quiet-text">{elapsed(now - doing.since, language)}</span>
          <Button small look="quiet" icon={X} onPress={() => void act('cancel', { session: view.id })}>
            {say('cancel')}
          </Button>
        </>
      )}
    </div>
  );
}
