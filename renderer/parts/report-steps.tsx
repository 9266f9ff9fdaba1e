import { FileText } from 'lucide-react';
import { Fragment } from 'react';
import { besideTexts } from '../../contract/messages/naming.js';
import type { Report, ReportCheck } from '../../contract/report.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { commonTexts } from '../texts/common.js';
import { labTexts } from '../texts/lab.js';
import { resultTexts } from '../texts/result.js';
import { Button, useUnfold } from './controls.js';
import { EvidenceList } from './evidence.js';
import { Predicted } from './predicted.js';
import { VerdictMark } from './verdict-mark.js';

interface ReportStepsProps {
  readonly report: Report;
  /** What is to be said of a check beside its verdict. */
  readonly note?: (check: ReportCheck) => string | undefined;
}

/** Each step of a report with its checks, what was found and what that rests on. */
export function ReportSteps({ report, note }: ReportStepsProps) {
  const say = useSay(resultTexts);
  const language = useLanguage();
  return (
    <>
      {report.steps.map((step, index) => {
        const earned = step.checks.reduce((sum, check) => sum + check.earned, 0);
        const points = step.checks.reduce((sum, check) => sum + check.points, 0);
        return (
          <section key={step.id} className="result-step">
            <h2>
              <VerdictMark status={step.status} /> {index + 1}. {step.title[language]}{' '}
              <StepPoints earned={earned} points={points} />
            </h2>
            {step.checks.length > 0 && (
              <table className="data">
                <thead>
                  <tr>
                    <th scope="col">{say('verdict')}</th>
                    <th scope="col">{say('found')}</th>
                    <th scope="col">{say('points')}</th>
                  </tr>
                </thead>
                <tbody>
                  {step.checks.map((check) => (
                    <CheckRow key={check.id} check={check} note={note?.(check)} />
                  ))}
                </tbody>
              </table>
            )}
          </section>
        );
      })}
    </>
  );
}

function StepPoints({ earned, points }: { readonly earned: number; readonly points: number }) {
  const say = useSay(commonTexts);
  return <span className="quiet-text">{say('points', { earned, points })}</span>;
}

function CheckRow({ check, note }: { readonly check: ReportCheck; readonly note: string | undefined }) {
  const say = useSay(labTexts);
  const language = useLanguage();
  const [open, toggle] = useUnfold();
  return (
    <Fragment>
      <tr>
        <td>
          <VerdictMark status={check.status} />
        </td>
        <td>
          <strong>{check.title[language]}</strong>
          <div>{check.message.text[language]}</div>
          <Predicted prediction={check.prediction} />
          {check.diagnosis !== undefined && <div className="diagnosis">{check.diagnosis.text[language]}</div>}
          {check.also?.map(({ how, code, text }) => (
            <div key={code} className="quiet-text">
              {besideTexts[how][language]}
              {language === 'zh-CN' ? '：' : ': '}
              {text[language]}
            </div>
          ))}
          {note !== undefined && <div className="quiet-text">{note}</div>}
          {check.unearned !== undefined && <div className="quiet-text">{check.unearned.text[language]}</div>}
          {check.evidence.length > 0 && (
            <span className="no-print">
              <Button
                small
                look="quiet"
                icon={FileText}
                aria-expanded={open}
                aria-label={say('evidenceFor', { title: check.title[language] })}
                onPress={toggle}
              >
                {say('evidence')}
              </Button>
            </span>
          )}
        </td>
        <td className="points">
          {check.earned}/{check.points}
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={3}>
            <EvidenceList evidence={check.evidence} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}
