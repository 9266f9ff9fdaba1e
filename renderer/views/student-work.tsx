import { ArrowLeft, Server } from 'lucide-react';
import { useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import type { StudentWork as Work } from '../../contract/class-view.js';
import { remarksOf } from '../../contract/grade-remarks.js';
import { gradePageCatalogue, gradeStateTexts, provenanceTexts } from '../../contract/messages/gradebook.js';
import { putNoteTexts } from '../../contract/messages/hand-ins.js';
import { word } from '../../contract/text.js';
import { useAsk } from '../base/engine.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { go } from '../base/route.js';
import { dateTime } from '../base/time.js';
import { Button } from '../parts/controls.js';
import { Fact } from '../parts/fact.js';
import { Main } from '../parts/main.js';
import { NotShown } from '../parts/not-shown.js';
import { useAct } from '../parts/notices.js';
import { ReportSteps } from '../parts/report-steps.js';
import { classTexts } from '../texts/class.js';
import { commonTexts, statusTexts } from '../texts/common.js';
import { Loading } from './session.js';

interface Place {
  readonly folder: string;
  readonly student: string;
  readonly lab: string;
}

/** What one student did in one lab: each check, its cause and evidence, and what the verdict rests on. */
export function StudentWork({ folder, student, lab }: Place) {
  const say = useSay(classTexts);
  const { value: work, error, again } = useAsk('studentWork', { folder, student, lab });
  if (work !== undefined) return <WorkPage place={{ folder, student, lab }} work={work} again={again} />;
  if (error === undefined) return <Loading />;
  return <NotShown error={error} way={say('toClass')} onWay={() => go({ view: 'class', folder })} />;
}

interface WorkPageProps {
  readonly place: Place;
  readonly work: Work;
  readonly again: () => void;
}

function WorkPage({ place, work, again }: WorkPageProps) {
  const say = useSay(classTexts);
  const sayCommon = useSay(commonTexts);
  const language = useLanguage();
  const act = useAct();
  const [booting, setBooting] = useState(false);
  const { student, lab, grade, result } = work;
  const boot = async () => {
    setBooting(true);
    const got = await act('bootHandIn', place);
    setBooting(false);
    if (got !== undefined) go({ view: 'session', session: got.value.session });
  };
  const { earned, points, state, key } = grade;
  return (
    <Main className="page narrow result">
      <div className="row">
        <Button look="quiet" icon={ArrowLeft} onPress={() => go({ view: 'class', folder: place.folder })}>
          {say('toClass')}
        </Button>
        <span className="grow" />
        <Button
          icon={Server}
          look="primary"
          isDisabled={key === undefined || booting}
          onPress={() => void boot()}
        >
          {say('boot')}
        </Button>
      </div>
      <h1>{say('judging', { student: `${student.id} ${student.name}`, lab: lab.title[language] })}</h1>
      <p className="work-grade">
        <strong>
          {earned === undefined ? gradeStateTexts[state][language] : sayCommon('points', { earned, points })}
        </strong>{' '}
        {earned !== undefined && state !== 'graded' && gradeStateTexts[state][language]}
      </p>
      <dl className="grade-facts">
        {grade.name !== undefined && <Fact name={say('handIn')} value={grade.name} />}
        {result !== undefined && (
          <Fact name={say('judgedAt')} value={dateTime(new Date(result.at).toISOString(), language)} />
        )}
      </dl>
      <ul className="plain-list">
        {remarksOf(grade, language).map((remark) => (
          <li key={remark}>{remark}</li>
        ))}
      </ul>
      <p className="quiet-text">{say('bootHint')}</p>
      <Decide place={place} work={work} again={again} />
      <Judged work={work} />
    </Main>
  );
}

/** The teacher's own points, with the reason. */
function Decide({ place, work, again }: WorkPageProps) {
  const say = useSay(classTexts);
  const act = useAct();
  const { override, points: most } = work.grade;
  const [points, setPoints] = useState(override === undefined ? '' : String(override.points));
  const [reason, setReason] = useState(override?.reason ?? '');
  const given = Number(points);
  const good = points.trim() !== '' && given >= 0 && given <= most;
  const decide = async (wanted: { readonly points?: number; readonly reason: string }) => {
    if ((await act('decideGrade', { ...place, ...wanted })) !== undefined) again();
  };
  return (
    <form
      className="row pack-open"
      aria-label={say('decide')}
      onSubmit={(event) => {
        event.preventDefault();
        if (good) void decide({ points: given, reason });
      }}
    >
      <TextField className="field" value={points} onChange={setPoints} maxLength={10}>
        <Label className="field-label">
          {say('decide')}: {say('pointsOf', { most })}
        </Label>
        <Input className="input" inputMode="decimal" />
      </TextField>
      <TextField className="field grow" value={reason} onChange={setReason} maxLength={1000}>
        <Label className="field-label">{say('reason')}</Label>
        <Input className="input" />
      </TextField>
      <Button type="submit" isDisabled={!good}>
        {say('save')}
      </Button>
      {override !== undefined && (
        <Button
          onPress={() => {
            setPoints('');
            setReason('');
            void decide({ reason: '' });
          }}
        >
          {say('takeBack')}
        </Button>
      )}
    </form>
  );
}

function Judged({ work }: { readonly work: Work }) {
  const say = useSay(classTexts);
  const language = useLanguage();
  const { report, provenance = {}, rebooted = {}, put = [] } = work.result ?? {};
  if (report === undefined) return <p className="quiet-text">{say('notJudged')}</p>;
  const note = ({ id }: { readonly id: string }) => {
    const [from, after] = [provenance[id], rebooted[id]];
    const said = [
      ...(from === undefined ? [] : [provenanceTexts[from][language]]),
      ...(after === undefined ? [] : [say('afterBoot', { status: statusTexts[after][language] })]),
    ];
    return said.length === 0 ? undefined : said.join(' · ');
  };
  return (
    <>
      <ReportSteps report={report} note={note} />
      {put.length > 0 && (
        <details>
          <summary>{word(gradePageCatalogue, { code: 'put-notes', params: {} }, language)}</summary>
          <ul className="plain-list">
            {put.slice(0, 50).map(({ node, what, detail }) => (
              <li key={`${node} ${what} ${detail}`}>
                {node}: {putNoteTexts[what][language]}: {detail}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
