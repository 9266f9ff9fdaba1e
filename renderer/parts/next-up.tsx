import { Play } from 'lucide-react';
import type { LabSummary } from '../../contract/views.js';
import { useLanguage, useSay } from '../base/i18n.js';
import type { Next } from '../logic/course.js';
import { commonTexts } from '../texts/common.js';
import { libraryTexts } from '../texts/library.js';
import { Button } from './controls.js';
import { SessionRow } from './sessions.js';

interface NextUpProps {
  readonly next: Next;
  readonly onStart: (lab: LabSummary) => void;
  /** A session has changed. */
  readonly again: () => void;
}

/** What to do now, with one button that does it: a session to go on with, or the next lab of the course. */
export function NextUp({ next, onStart, again }: NextUpProps) {
  const say = useSay(libraryTexts);
  const sayCommon = useSay(commonTexts);
  const language = useLanguage();
  return (
    <section className="next-up" aria-label={say('nextUp')}>
      <h2 className="section-title">{say('nextUp')}</h2>
      {next.kind === 'session' && (
        <ul className="session-list">
          <SessionRow session={next.session} again={again} />
        </ul>
      )}
      {next.kind === 'lab' && (
        <div className="card next-lab">
          <div className="session-what">
            <strong>{next.lab.title[language]}</strong>
            <p className="quiet-text">
              {say(next.first ? 'nextFirst' : 'nextReady')}{' '}
              {sayCommon('minutes', { count: next.lab.minutes })}
            </p>
          </div>
          <Button look="primary" icon={Play} onPress={() => onStart(next.lab)}>
            {say('startNext')}
          </Button>
        </div>
      )}
      {next.kind === 'nothing' && <p className="card">{say('allDone')}</p>}
    </section>
  );
}
