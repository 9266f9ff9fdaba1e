import { Check, Circle, CircleX, LoaderCircle, Play, RotateCcw, RotateCw, Square, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { NodeProgress, SessionView } from '../../contract/views.js';
import { phaseStateTexts, phaseTexts, roleTexts } from '../../contract/messages/machines.js';
import { useLanguage, useSay, wordErrorMessage } from '../base/i18n.js';
import { type LogLine, newsOf } from '../logic/start-log.js';
import { Button } from '../parts/controls.js';
import { useAct } from '../parts/notices.js';
import { useActions } from '../parts/palette.js';
import { StartDialog } from '../parts/start-dialog.js';
import { go } from '../base/route.js';
import { commonTexts } from '../texts/common.js';
import { libraryTexts } from '../texts/library.js';
import { startTexts } from '../texts/start.js';
import { clock, elapsed, useNow } from '../base/time.js';
import { Main } from '../parts/main.js';

/** Machines coming up: by node and phase. */
export function Starting({ view }: { readonly view: SessionView }) {
  const say = useSay(startTexts);
  const language = useLanguage();
  const act = useAct();
  const now = useNow(1000);
  const log = useLog(view);
  const since = view.doing?.since ?? view.created;
  const cancel = () => void act('cancel', { session: view.id });
  useActions([{ id: 'cancel', label: say('cancel'), run: cancel }]);
  return (
    <Main className="page narrow">
      <div className="row">
        <h1 className="grow">
          {say(view.doing?.what === 'resume' ? 'resuming' : 'starting', { title: view.lab.title[language] })}
        </h1>
        <Button icon={X} onPress={cancel}>
          {say('cancel')}
        </Button>
      </div>
      <p className="quiet-text">{say('elapsed', { time: elapsed(now - since, language) })}</p>
      <Parts view={view} now={now} />
      <h2 className="section-title">{say('log')}</h2>
      <Log log={log} />
    </Main>
  );
}

function Parts({ view, now }: { readonly view: SessionView; readonly now: number }) {
  const say = useSay(startTexts);
  const language = useLanguage();
  return (
    <table className="data parts">
      <thead>
        <tr>
          <th scope="col">{say('node')}</th>
          <th scope="col">{say('phase')}</th>
          <th scope="col">{say('state')}</th>
          <th scope="col">{say('progress')}</th>
        </tr>
      </thead>
      <tbody>
        {/* A warm start needs nothing of the host: its part is done when a node's has begun. */}
        <Part
          name={say('host')}
          role=""
          progress={view.host}
          now={now}
          idle={say(Object.keys(view.starting).length > 0 ? 'ready' : 'waiting')}
        />
        {view.lab.nodes.map((node) => (
          <Part
            key={node.name}
            name={node.name}
            role={roleTexts[node.role][language]}
            progress={view.starting[node.name]}
            now={now}
            idle={say('waiting')}
          />
        ))}
      </tbody>
    </table>
  );
}

interface PartProps {
  readonly name: string;
  readonly role: string;
  readonly progress: NodeProgress | undefined;
  readonly now: number;
  /** How it stands while nothing was heard of it. */
  readonly idle: string;
}

function Part({ name, role, progress, now, idle }: PartProps) {
  const language = useLanguage();
  const state = progress?.state;
  const moving = state === 'start' || state === 'running';
  const Icon =
    state === undefined ? Circle : state === 'done' ? Check : state === 'failed' ? CircleX : LoaderCircle;
  return (
    <tr className={state ?? 'waiting'}>
      <th scope="row">
        {name} <span className="quiet-text">{role}</span>
      </th>
      <td>{progress === undefined ? '' : phaseTexts[progress.phase][language]}</td>
      <td>
        <span className={`mark ${state === 'done' ? 'pass' : state === 'failed' ? 'fail' : 'open'}`}>
          <Icon size={16} aria-hidden className={moving ? 'spin' : ''} />
          {state === undefined ? idle : phaseStateTexts[state][language]}
        </span>
      </td>
      <td className="part-detail">
        {progress?.fraction !== undefined && moving ? (
          <progress value={progress.fraction} max={1} aria-label={name} />
        ) : (
          moving && <span className="quiet-text">{elapsed(now - progress!.at, language)}</span>
        )}{' '}
        {progress?.detail}
      </td>
    </tr>
  );
}

/** What came since this view was opened. */
function useLog(view: SessionView): readonly LogLine[] {
  const before = useRef<SessionView>(undefined);
  const [log, setLog] = useState<readonly LogLine[]>([]);
  useEffect(() => {
    const news = newsOf(before.current, view);
    before.current = view;
    if (news.length > 0) setLog((lines) => [...lines, ...news].slice(-500));
  }, [view]);
  return log;
}

function Log({ log }: { readonly log: readonly LogLine[] }) {
  const say = useSay(startTexts);
  const language = useLanguage();
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [log.length]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
    <ol className="start-log" ref={list} tabIndex={0} aria-label={say('log')}>
      {log.map((line, index) => (
        <li key={index}>
          <span className="quiet-text">{clock(line.at, language)}</span>{' '}
          <strong>{line.node === '' ? say('host') : line.node}</strong>{' '}
          {phaseTexts[line.progress.phase][language]}
          {language === 'zh-CN' ? '：' : ': '}
          {phaseStateTexts[line.progress.state][language]} {line.progress.detail}
        </li>
      ))}
    </ol>
  );
}

/** It did not come up: what failed, why, and what to do. */
export function StartFailed({ view }: { readonly view: SessionView }) {
  const say = useSay(startTexts);
  const sayCommon = useSay(commonTexts);
  const language = useLanguage();
  const restart = useRestart(view);
  if (view.error?.code === 'cancelled') return <StartCancelled view={view} restart={restart} />;
  const failed = [
    ...(view.host?.state === 'failed' ? [`${say('host')} (${phaseTexts[view.host.phase][language]})`] : []),
    ...Object.entries(view.starting)
      .filter(([, progress]) => progress.state === 'failed')
      .map(([node, progress]) => `${node} (${phaseTexts[progress.phase][language]})`),
    ...view.nodes.filter((node) => node.state === 'crashed').map((node) => node.name),
  ];
  return (
    <Main className="page narrow">
      <div className="card problem" role="alert">
        <h1>{say('failed')}</h1>
        <p>
          <strong>{view.lab.title[language]}</strong>
        </p>
        {failed.length > 0 && (
          <p>{say('failedWhere', { parts: failed.join(language === 'zh-CN' ? '、' : ', ') })}</p>
        )}
        <h2 className="section-title">{say('why')}</h2>
        <p className="pre">
          {view.error === undefined ? say('noReason') : wordErrorMessage(view.error, language)}
        </p>
        <h2 className="section-title">{say('next')}</h2>
        <p>{say('nextBody')}</p>
        <div className="row">
          <Button look="primary" icon={RotateCw} isDisabled={restart.busy} onPress={restart.run}>
            {sayCommon('retry')}
          </Button>
          <Button onPress={() => go({ view: 'library' })}>{sayCommon('backToLibrary')}</Button>
        </div>
      </div>
    </Main>
  );
}

interface StartCancelledProps {
  readonly view: SessionView;
  readonly restart: { readonly busy: boolean; readonly run: () => void };
}

/** What the learner wanted is no failure. */
function StartCancelled({ view, restart }: StartCancelledProps) {
  const say = useSay(startTexts);
  const sayCommon = useSay(commonTexts);
  const language = useLanguage();
  return (
    <Main className="page narrow">
      <div className="card" role="status">
        <h1>{say('cancelled')}</h1>
        <p>
          <strong>{view.lab.title[language]}</strong>
        </p>
        <p>{say('cancelledBody')}</p>
        <div className="row">
          <Button look="primary" icon={RotateCw} isDisabled={restart.busy} onPress={restart.run}>
            {say('again')}
          </Button>
          <Button onPress={() => go({ view: 'library' })}>{sayCommon('backToLibrary')}</Button>
        </div>
      </div>
    </Main>
  );
}

/** Cleans up a failed session and begins the same lab with the same values. */
function useRestart(view: SessionView) {
  const act = useAct();
  const [busy, setBusy] = useState(false);
  const restart = async () => {
    setBusy(true);
    if ((await act('end', { session: view.id })) !== undefined) {
      const got = await act('start', {
        lab: view.lab.name,
        provider: view.provider,
        values: view.drawn ? { seed: view.seed } : 'own',
      });
      if (got !== undefined) go({ view: 'session', session: got.value.session });
    }
    setBusy(false);
  };
  return { busy, run: () => void restart() };
}

/** Machines that do not come as they were: back to the start of a step, the last one first, or the end. */
function WaysBack({ view }: { readonly view: SessionView }) {
  const say = useSay(startTexts);
  const language = useLanguage();
  const act = useAct();
  const steps = view.lab.steps.filter((step) => view.checkpoints.includes(step.id)).reverse();
  return (
    <>
      <h2 className="section-title">{say('wayBack')}</h2>
      <p>{say(steps.length > 0 ? 'wayBackBody' : 'noWayBack')}</p>
      <ul className="ways-back">
        {steps.map((step) => (
          <li key={step.id}>
            <Button icon={RotateCcw} onPress={() => void act('resume', { session: view.id, step: step.id })}>
              {say('toStart', { step: step.title[language] })}
            </Button>
          </li>
        ))}
        <li>
          <Button icon={Square} onPress={() => void act('end', { session: view.id })}>
            {say('endIt')}
          </Button>
        </li>
      </ul>
    </>
  );
}

/** A session whose machines do not run. */
export function Rest({ view }: { readonly view: SessionView }) {
  const say = useSay(startTexts);
  const sayCommon = useSay(commonTexts);
  const sayLibrary = useSay(libraryTexts);
  const language = useLanguage();
  const act = useAct();
  const [starting, setStarting] = useState(false);
  const suspended = view.state === 'suspended';
  return (
    <Main className="page narrow">
      <div className="card">
        <h1>{view.lab.title[language]}</h1>
        <h2>{say(suspended ? 'suspended' : 'ended')}</h2>
        {/* What has just failed is not promised again. */}
        {(view.error === undefined || !suspended) && <p>{say(suspended ? 'suspendedBody' : 'endedBody')}</p>}
        {view.error !== undefined && <p className="pre">{wordErrorMessage(view.error, language)}</p>}
        <div className="row">
          {suspended ? (
            <Button look="primary" icon={Play} onPress={() => void act('resume', { session: view.id })}>
              {sayLibrary('resume')}
            </Button>
          ) : (
            <Button look="primary" icon={Play} onPress={() => setStarting(true)}>
              {say('again')}
            </Button>
          )}
          {view.graded && (
            <Button onPress={() => go({ view: 'result', session: view.id })}>{sayLibrary('result')}</Button>
          )}
          <Button onPress={() => go({ view: 'library' })}>{sayCommon('backToLibrary')}</Button>
        </div>
        {suspended && view.error !== undefined && <WaysBack view={view} />}
      </div>
      {starting && (
        <StartDialog
          lab={view.lab.name}
          title={view.lab.title}
          values="own"
          onClose={() => setStarting(false)}
        />
      )}
    </Main>
  );
}
