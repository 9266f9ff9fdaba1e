import { LoaderCircle, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SessionView } from '../../contract/views.js';
import { experimentTexts } from '../../contract/messages/experiments.js';
import type { Language, Text } from '../../contract/text.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { commonTexts } from '../texts/common.js';
import { doingTexts } from '../texts/lab.js';
import { elapsed, useNow } from '../base/time.js';
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
            {doing.detail !== undefined && ` ${whatIsDone(view, doing.detail, language)}`}
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

/** A check, an experiment or a node at hand, as people call it. */
function whatIsDone(view: SessionView, detail: string, language: Language): string {
  const experiment = (experimentTexts as Readonly<Record<string, Text>>)[detail];
  const check = view.lab.steps.flatMap((step) => step.checks).find(({ id }) => id === detail);
  return (experiment ?? check?.title)?.[language] ?? detail;
}
