import { ArrowLeft, ArrowRight, Download, FileText, GraduationCap, Printer, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import type { LabSummary } from '../../contract/views.js';
import { labName } from '../../contract/lab-name.js';
import { download } from '../logic/download.js';
import type { Report, ReportFormat } from '../../contract/report.js';
import { useAsk } from '../base/engine.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { nextAfter } from '../logic/filters.js';
import { Button } from '../parts/controls.js';
import { NotShown } from '../parts/not-shown.js';
import { useAct } from '../parts/notices.js';
import { ReportSteps } from '../parts/report-steps.js';
import { useActions } from '../parts/palette.js';
import { StartDialog } from '../parts/start-dialog.js';
import { go } from '../base/route.js';
import { commonTexts } from '../texts/common.js';
import { labTexts } from '../texts/lab.js';
import { resultTexts } from '../texts/result.js';
import { providerName } from '../texts/providers.js';
import { dateTime, elapsed } from '../base/time.js';
import { Loading } from './session.js';
import { Fact } from '../parts/fact.js';
import { Main } from '../parts/main.js';

/** The graded result of a session. */
export function Result({ session }: { readonly session: string }) {
  const say = useSay(commonTexts);
  const report = useAsk('report', { session });
  if (report.error !== undefined && report.value === undefined) {
    return <NotShown error={report.error} way={say('backToLibrary')} onWay={() => go({ view: 'library' })} />;
  }
  return report.value === undefined ? <Loading /> : <ReportPage report={report.value} again={report.again} />;
}

function ReportPage({ report, again }: { readonly report: Report; readonly again: () => void }) {
  const say = useSay(resultTexts);
  const language = useLanguage();
  const act = useAct();
  const [starting, setStarting] = useState<Pick<LabSummary, 'name' | 'title'>>();
  const name = labName(report.pack?.id, report.lab);
  const next = nextAfter(name, useAsk('labs', {}).value ?? []);
  const session = report.session;
  const summary = report.summary;
  const save = async (format: ReportFormat) => {
    const got = await act('exportReport', { session, format, language });
    if (got !== undefined) download(got.value.name, new Blob([got.value.text], { type: got.value.mime }));
  };
  const pdf = async () => {
    const bridge = window.lvslab;
    const got = await act('exportReport', { session, format: 'html', language });
    if (bridge === undefined || got === undefined) return;
    const bytes = await bridge.printPdf(got.value.text);
    download(`${report.lab}-${session}.pdf`, new Blob([bytes.slice()], { type: 'application/pdf' }));
  };
  const grade = async () => {
    if (await act('grade', { session })) again();
  };
  useActions([
    { id: 'json', label: say('json'), run: () => void save('json') },
    { id: 'junit', label: say('junit'), run: () => void save('junit') },
    { id: 'html', label: say('html'), run: () => void save('html') },
    { id: 'print', label: say('print'), run: () => window.print() },
    { id: 'again', label: say('again'), run: () => setStarting({ name, title: report.title }) },
    { id: 'back', label: say('back'), run: () => go({ view: 'session', session }) },
  ]);
  const spent = new Date(report.finished).getTime() - new Date(report.started).getTime();

  return (
    <Main className="page narrow result">
      <div className="row result-tools no-print">
        <Button icon={ArrowLeft} onPress={() => go({ view: 'session', session })}>
          {say('back')}
        </Button>
        <span className="grow" />
        <Button icon={FileText} onPress={() => void save('json')}>
          {say('json')}
        </Button>
        <Button icon={Download} onPress={() => void save('junit')}>
          {say('junit')}
        </Button>
        <Button icon={FileText} onPress={() => void save('html')}>
          {say('html')}
        </Button>
        <Button icon={Printer} onPress={() => window.print()}>
          {say('print')}
        </Button>
        {window.lvslab !== undefined && (
          <Button icon={Download} onPress={() => void pdf()}>
            {say('pdf')}
          </Button>
        )}
        <Button icon={RotateCw} onPress={() => setStarting({ name, title: report.title })}>
          {say('again')}
        </Button>
        {next !== undefined && (
          <Button icon={ArrowRight} look="primary" onPress={() => setStarting(next)}>
            {say('nextLab', { title: next.title[language] })}
          </Button>
        )}
      </div>
      <h1>{say('of', { title: report.title[language] })}</h1>
      {report.proof ? (
        <div className="banner info">{say('proof')}</div>
      ) : (
        <LearnerName session={session} name={report.learner} onChange={again} />
      )}
      {report.changed === true && <div className="banner info">{say('changed')}</div>}
      {!report.final && (
        <div className="banner info">
          <span className="grow">{say('notFinal')}</span>
          <span className="no-print">
            <Button small icon={GraduationCap} onPress={() => void grade()}>
              {labTexts.grade[language]}
            </Button>
          </span>
        </div>
      )}
      {summary.trouble > 0 && (
        <div className="banner warning" role="status">
          <span className="grow">{say('trouble', { count: summary.trouble })}</span>
          <span className="no-print">
            <Button small icon={GraduationCap} onPress={() => void grade()}>
              {say('gradeAgain')}
            </Button>
          </span>
        </div>
      )}
      <div className="grade">
        <div className="grade-points">
          <span className="grade-number">
            {summary.earned}
            <small>/{summary.points}</small>
          </span>
          <span className="quiet-text">{say('points')}</span>
        </div>
        <dl className="grade-facts">
          <Fact name={say('passed')} value={String(summary.passed)} />
          <Fact name={say('failed')} value={String(summary.failed)} />
          <Fact name={say('unknown')} value={String(summary.unknown)} />
          <Fact name={say('duration')} value={elapsed(spent, language)} />
          <Fact name={say('started')} value={dateTime(report.started, language)} />
          <Fact name={say('finished')} value={dateTime(report.finished, language)} />
          <Fact name={say('session')} value={report.session} />
          <Fact name={say('provider')} value={providerName(report.provider, language)} />
          <Fact
            name={say('values')}
            value={Object.entries(report.values)
              .map(([name, value]) => `${name}=${value}`)
              .join(' ')}
          />
        </dl>
      </div>
      <ReportSteps report={report} />
      {starting !== undefined && (
        <StartDialog
          lab={starting.name}
          title={starting.title}
          values={starting.name === name ? 'others' : 'own'}
          onClose={() => setStarting(undefined)}
        />
      )}
    </Main>
  );
}

interface LearnerNameProps {
  readonly session: string;
  readonly name: string;
  readonly onChange: () => void;
}

/** Who did it: as the setting says, or as it is written here. */
function LearnerName({ session, name, onChange }: LearnerNameProps) {
  const say = useSay(resultTexts);
  const act = useAct();
  const [draft, setDraft] = useState(name);
  const save = async () => {
    if (draft.trim() === name) return;
    if (await act('setLearner', { session, name: draft.trim() })) onChange();
  };
  return (
    <TextField
      className="field learner"
      value={draft}
      onChange={setDraft}
      maxLength={80}
      onBlur={() => void save()}
    >
      <Label className="field-label">{say('learner')}</Label>
      <Input
        className="input"
        onKeyDown={({ key }) => {
          if (key === 'Enter') void save();
        }}
      />
    </TextField>
  );
}
