import {
  BookOpen,
  CircleAlert,
  FolderOpen,
  Play,
  RotateCw,
  Search,
  Server,
  TriangleAlert,
} from 'lucide-react';
import { useState } from 'react';
import { Input, Label, SearchField } from 'react-aria-components';
import type { LabSummary, SessionSummary } from '../../contract/app.js';
import type { ErrorMessage } from '../../contract/messages/errors.js';
import { hostCatalogue } from '../../contract/messages/host.js';
import type { DoctorFinding } from '../../contract/machines.js';
import { word } from '../../contract/text.js';
import { useAsk } from '../base/engine.js';
import { useLanguage, useSay, wordError, wordErrorMessage } from '../base/i18n.js';
import {
  byModule,
  everything,
  type Filter,
  filterLabs,
  isDone,
  missingBefore,
  splitSessions,
  startHere,
} from '../logic/filters.js';
import { useConfirm } from '../parts/confirm.js';
import { Button, Choice, IconButton, useUnfold } from '../parts/controls.js';
import { CopyButton } from '../parts/copy-button.js';
import { useAct } from '../parts/notices.js';
import { useActions } from '../parts/palette.js';
import { Preview } from '../parts/preview.js';
import { StartDialog } from '../parts/start-dialog.js';
import { go } from '../base/route.js';
import { commonTexts, levelTexts } from '../texts/common.js';
import { libraryTexts, sessionStateTexts } from '../texts/library.js';
import { dateTime } from '../base/time.js';
import { Main } from '../parts/main.js';

/** All labs, with the sessions that can be gone on with. */
export function Library() {
  const say = useSay(libraryTexts);
  const sayCommon = useSay(commonTexts);
  const language = useLanguage();
  const labs = useAsk('labs', {});
  const sessions = useAsk('sessions', {});
  const troubles = useAsk('troubles', {});
  const [filter, setFilter] = useState<Filter>(everything);
  const [starting, setStarting] = useState<LabSummary>();
  const [previewed, setPreviewed] = useState<LabSummary>();
  const all = labs.value ?? [];
  const first = startHere(all);
  const titlesBefore = (lab: LabSummary) => missingBefore(lab, all).map((each) => each.title[language]);
  const found = filterLabs(labs.value ?? [], filter);
  // Labs stand below sessions: both come together, so that nothing moves under the hand.
  const known = [labs, sessions].every(({ value, error }) => value !== undefined || error !== undefined);
  useActions(
    (labs.value ?? []).map((lab) => ({
      id: `start-${lab.name}`,
      label: say('startNamed', { title: lab.title[language] }),
      run: () => setStarting(lab),
    })),
  );

  return (
    <Main className="page">
      <h1 className="sr-only">{sayCommon('library')}</h1>
      <Doctor />
      {known && <Sessions sessions={sessions.value ?? []} again={sessions.again} />}
      {known && <Troubles troubles={troubles.value ?? []} />}
      <section aria-label={sayCommon('library')} {...(known ? {} : { className: 'not-yet' })}>
        <div className="filters">
          <SearchField
            className="search"
            value={filter.text}
            onChange={(text) => setFilter({ ...filter, text })}
          >
            <Label className="field-label">{say('search')}</Label>
            <div className="search-box">
              <Search size={14} aria-hidden />
              <Input className="input" placeholder={say('searchHint')} />
            </div>
          </SearchField>
          <Choice
            label={say('level')}
            value={filter.level}
            options={[
              { value: 'any', label: say('anyLevel') },
              { value: 'beginner', label: levelTexts.beginner[language] },
              { value: 'intermediate', label: levelTexts.intermediate[language] },
              { value: 'advanced', label: levelTexts.advanced[language] },
            ]}
            onChange={(level) => setFilter({ ...filter, level })}
          />
          <Choice
            label={say('progress')}
            value={filter.done}
            options={[
              { value: 'any', label: say('anyProgress') },
              { value: 'done', label: say('done') },
              { value: 'open', label: say('notDone') },
            ]}
            onChange={(done) => setFilter({ ...filter, done })}
          />
          <span className="grow" />
          <span className="quiet-text found" role="status">
            {labs.value === undefined
              ? sayCommon('loading')
              : say('found', { count: found.length, all: labs.value.length })}
          </span>
        </div>
        {labs.error !== undefined && (
          <p role="alert" className="card problem">
            {wordError(labs.error, language)}
          </p>
        )}
        {byModule(found).map(({ title, labs: inModule }) => (
          <section
            className="module"
            key={inModule[0]?.name}
            {...(title === undefined ? {} : { 'aria-label': title[language] })}
          >
            {title !== undefined && <h2 className="section-title">{title[language]}</h2>}
            <ul className="labs">
              {inModule.map((lab) => (
                <LabCard
                  key={lab.name}
                  lab={lab}
                  mark={lab !== first ? undefined : all.some(isDone) ? 'goOnHere' : 'startHere'}
                  before={titlesBefore(lab)}
                  onStart={() => setStarting(lab)}
                  onPreview={() => setPreviewed(lab)}
                />
              ))}
            </ul>
          </section>
        ))}
        {labs.value !== undefined && found.length === 0 && (
          <div className="empty">
            <p>{say('none')}</p>
            <Button onPress={() => setFilter(everything)}>{say('clear')}</Button>
          </div>
        )}
      </section>
      {previewed !== undefined && (
        <Preview
          lab={previewed}
          before={titlesBefore(previewed)}
          onStart={() => {
            setStarting(previewed);
            setPreviewed(undefined);
          }}
          onClose={() => setPreviewed(undefined)}
        />
      )}
      {starting !== undefined && (
        <StartDialog
          lab={starting.name}
          title={starting.title}
          values="own"
          onClose={() => setStarting(undefined)}
        />
      )}
    </Main>
  );
}

interface LabCardProps {
  readonly lab: LabSummary;
  /** Where to go on in the pack. */
  readonly mark: 'startHere' | 'goOnHere' | undefined;
  /** Titles of labs that should be done before. */
  readonly before: readonly string[];
  readonly onStart: () => void;
  readonly onPreview: () => void;
}

function LabCard({ lab, mark, before, onStart, onPreview }: LabCardProps) {
  const say = useSay(libraryTexts);
  const sayCommon = useSay(commonTexts);
  const language = useLanguage();
  const title = lab.title[language];
  const Heading = lab.module === undefined ? 'h2' : 'h3';
  return (
    <li className="card lab-card">
      <div className="lab-head">
        <Heading className="grow">{title}</Heading>
        {mark !== undefined && <span className="tag here">{say(mark)}</span>}
        <span className={`tag ${lab.level}`}>{levelTexts[lab.level][language]}</span>
      </div>
      <p className="lab-summary">{lab.summary[language]}</p>
      {before.length > 0 && <p className="before quiet-text">{say('before', { labs: before })}</p>}
      <div className="lab-foot">
        <div className="facts">
          <span>{sayCommon('minutes', { count: lab.minutes })}</span>
          <span>{say('steps', { count: lab.steps })}</span>
          <span>{say('nodes', { count: lab.nodes })}</span>
          {lab.course.length > 0 && <span>{say('course', { sections: sections(lab.course) })}</span>}
          {lab.best !== undefined && (
            <span className={isDone(lab) ? 'best full' : 'best'}>{say('best', lab.best)}</span>
          )}
        </div>
        <div className="row">
          <Button icon={BookOpen} aria-label={say('previewNamed', { title })} onPress={onPreview}>
            {say('preview')}
          </Button>
          <Button look="primary" icon={Play} aria-label={say('startNamed', { title })} onPress={onStart}>
            {say('start')}
          </Button>
        </div>
      </div>
    </li>
  );
}

/** What is there and cannot be used: nothing of it stands in the lists. */
function Troubles({ troubles }: { readonly troubles: readonly ErrorMessage[] }) {
  const say = useSay(libraryTexts);
  const language = useLanguage();
  if (troubles.length === 0) return null;
  return (
    <section className="troubles" aria-label={say('troubles')}>
      <h2 className="section-title">{say('troubles')}</h2>
      <ul className="card problem">
        {troubles.map((trouble) => {
          const text = wordErrorMessage(trouble, language);
          return <li key={text}>{text}</li>;
        })}
      </ul>
    </section>
  );
}

/** 1.7.1 and 1.7.2 side by side stay readable up to four; then the first and the last do. */
function sections(course: readonly string[]): string {
  return course.length <= 4 ? course.join(' ') : `${course[0]} … ${course.at(-1)}`;
}

interface SessionsProps {
  readonly sessions: readonly SessionSummary[];
  readonly again: () => void;
}

function Sessions({ sessions, again }: SessionsProps) {
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

function SessionRow({ session, again }: { readonly session: SessionSummary; readonly again: () => void }) {
  const say = useSay(libraryTexts);
  const sayCommon = useSay(commonTexts);
  const language = useLanguage();
  const act = useAct();
  const confirm = useConfirm();
  const id = { session: session.id };
  const title = session.title[language];
  const enter = () => go({ view: 'session', session: session.id });
  const resume = async () => {
    if (session.state === 'elsewhere') {
      const yes = await confirm({
        title: say('takeOverAsk'),
        body: say('takeOverBody'),
        action: say('takeOver'),
      });
      if (!yes) return;
    }
    if ((await act('resume', id)) !== undefined) enter();
  };
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
        {(session.state === 'running' || session.state === 'starting') && (
          <Button look="primary" icon={Play} aria-label={`${say('enter')}: ${title}`} onPress={enter}>
            {say('enter')}
          </Button>
        )}
        {(session.state === 'suspended' || session.state === 'elsewhere') && (
          <Button
            look="primary"
            icon={session.state === 'elsewhere' ? Server : Play}
            onPress={() => void resume()}
          >
            {say(session.state === 'elsewhere' ? 'takeOver' : 'resume')}
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

/** What is not in order with this host, and the command that mends it. */
/** One line, of the same height whatever it says: what is wrong with the host comes seconds after the page. */
function Doctor() {
  const say = useSay(libraryTexts);
  const language = useLanguage();
  const doctor = useAsk('doctor', {});
  const [listed, toggle] = useUnfold();
  // The line has room for one: what hinders, before what only is slow.
  const findings = (doctor.value ?? [])
    .filter((finding) => finding.status !== 'ok')
    .toSorted((one, other) => Number(other.status === 'problem') - Number(one.status === 'problem'));
  const [first] = findings;
  return (
    <section className="doctor" aria-label={say('doctor')}>
      <div className="doctor-line">
        <h2>{say('doctor')}</h2>
        {first === undefined ? (
          <span className="grow quiet-text">
            {say(doctor.value === undefined ? 'doctorLooking' : 'doctorFine')}
          </span>
        ) : (
          <span className={`grow finding ${first.status}`}>
            <FindingMark status={first.status} /> {word(hostCatalogue, first.message, language)}
          </span>
        )}
        {first !== undefined && (
          <Button small look="quiet" aria-expanded={listed} onPress={toggle}>
            {say('doctorMore', { count: findings.length })}
          </Button>
        )}
        <IconButton icon={RotateCw} label={say('doctorAgain')} onPress={doctor.again} />
      </div>
      {listed && (
        <ul className="card">
          {findings.map((finding) => (
            <li key={finding.id}>
              <div className="grow">
                <FindingMark status={finding.status} /> {word(hostCatalogue, finding.message, language)}
                {finding.fix !== undefined && (
                  <div className="fix">
                    {say('doctorFix')} <code>{finding.fix}</code>
                    <CopyButton text={finding.fix} />
                  </div>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function FindingMark({ status }: { readonly status: DoctorFinding['status'] }) {
  const say = useSay(libraryTexts);
  const Icon = status === 'problem' ? CircleAlert : TriangleAlert;
  return (
    <strong className={`finding-mark ${status}`}>
      <Icon size={15} aria-hidden /> {say(status === 'problem' ? 'doctorProblem' : 'doctorWarning')}
    </strong>
  );
}
