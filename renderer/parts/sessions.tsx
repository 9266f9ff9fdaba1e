import { FolderOpen, Play, Server } from 'lucide-react';
import { useCallback } from 'react';
import type { SessionSummary } from '../../contract/views.js';
import { useLanguage, useSay, wordErrorMessage } from '../base/i18n.js';
import { go } from '../base/route.js';
import { dateTime } from '../base/time.js';
import { splitSessions } from '../logic/filters.js';
import { commonTexts } from '../texts/common.js';
import { libraryTexts, sessionStateTexts } from '../texts/library.js';
import { useConfirm } from './confirm.js';
import { Button, useUnfold } from './controls.js';
import { useAct } from './notices.js';

interface SessionsProps {
  readonly sessions: readonly SessionSummary[];
  readonly again: () => void;
}

/** Sessions that can be gone on with, and, folded, those that have ended. */
export function Sessions({ sessions, again }: SessionsProps) {
  const say = useSay(libraryTexts);
  const [pastShown, togglePast] = useUnfold();
  const { live, ended } = splitSessions(sessions);
  if (sessions.length === 0) return null;
  return (
    <section className="sessions" aria-label={say('sessions')}>
      {live.length > 0 && (
        <>
          <h2 className="section-title">{say('sessions')}</h2>
          <ul className="session-list">
            {live.map((session) => (
              <SessionRow key={session.id} session={session} again={again} />
            ))}
          </ul>
        </>
      )}
      {ended.length > 0 && (
        <>
          <Button small look="quiet" icon={FolderOpen} aria-expanded={pastShown} onPress={togglePast}>
            {say('past', { count: ended.length })}
          </Button>
          {pastShown && (
            <ul className="session-list">
              {ended.map((session) => (
                <SessionRow key={session.id} session={session} again={again} />
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  );
}

/** Goes on with a session, wherever it is: enters it, takes it up, or takes it over where nobody answers for it. */
export function useGoOn(): (session: SessionSummary) => Promise<void> {
  const say = useSay(libraryTexts);
  const act = useAct();
  const confirm = useConfirm();
  return useCallback(
    async ({ id, state }) => {
      if (state === 'stuck') {
        const yes = await confirm({
          title: say('takeOverAsk'),
          body: say('takeOverBody'),
          action: say('takeOver'),
        });
        if (!yes) return;
      }
      const takenUp = state === 'stuck' || state === 'suspended';
      if (!takenUp || (await act('resume', { session: id })) !== undefined)
        go({ view: 'session', session: id });
    },
    [say, act, confirm],
  );
}

/** A session, with what can be done with it. */
export function SessionRow({
  session,
  again,
}: {
  readonly session: SessionSummary;
  readonly again: () => void;
}) {
  const say = useSay(libraryTexts);
  const sayCommon = useSay(commonTexts);
  const language = useLanguage();
  const act = useAct();
  const confirm = useConfirm();
  const id = { session: session.id };
  const title = session.title[language];
  const goOn = useGoOn();
  const lose = async (what: 'end' | 'forget') => {
    const yes = await confirm({
      title: say(what === 'end' ? 'endAsk' : 'forgetAsk'),
      body: (
        <>
          <p>
            <strong>{title}</strong>
          </p>
          <p>{say(what === 'end' ? 'endBody' : 'forgetBody')}</p>
        </>
      ),
      action: say(what),
      danger: true,
    });
    if (!yes) return;
    await act(what, id);
    again();
  };
  return (
    <li className={`card session-row ${session.state}`}>
      <div className="session-what">
        <strong>{title}</strong>
        <div className="facts">
          <span className={`tag ${session.state}`}>{sessionStateTexts[session.state][language]}</span>
          {session.handIn !== undefined && (
            <span className="tag">{say('ofHandIn', { student: session.handIn })}</span>
          )}
          {session.steps > 0 && <span>{say('doneOf', session)}</span>}
          {session.grade !== undefined && <span>{sayCommon('points', session.grade)}</span>}
          <span>{say('created', { at: dateTime(session.created, language) })}</span>
          <span className="mono">{session.id}</span>
        </div>
        {session.problem !== undefined && (
          <p className="session-problem">{wordErrorMessage(session.problem, language)}</p>
        )}
      </div>
      <div className="row">
        {['running', 'starting', 'elsewhere'].includes(session.state) && (
          <Button
            look="primary"
            icon={Play}
            aria-label={`${say('enter')}: ${title}`}
            onPress={() => void goOn(session)}
          >
            {say('enter')}
          </Button>
        )}
        {(session.state === 'suspended' || session.state === 'stuck') && (
          <Button
            look="primary"
            icon={session.state === 'stuck' ? Server : Play}
            onPress={() => void goOn(session)}
          >
            {say(session.state === 'stuck' ? 'takeOver' : 'resume')}
          </Button>
        )}
        {session.grade !== undefined && (
          <Button onPress={() => go({ view: 'result', session: session.id })}>{say('result')}</Button>
        )}
        {session.state === 'ended' ? (
          <Button look="quiet" aria-label={`${say('forget')}: ${title}`} onPress={() => void lose('forget')}>
            {say('forget')}
          </Button>
        ) : (
          <Button look="quiet" aria-label={`${say('end')}: ${title}`} onPress={() => void lose('end')}>
            {say('end')}
          </Button>
        )}
      </div>
    </li>
  );
}
