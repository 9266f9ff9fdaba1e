import { ChevronUp, FileText, Lightbulb } from 'lucide-react';
import type { CheckView, SessionView, StepView } from '../../contract/views.js';
import type { HintLevel } from '../../contract/hints.js';
import { creditCatalogue } from '../../contract/messages/credit.js';
import { besideTexts } from '../../contract/messages/naming.js';
import { diagnosisCatalogue, verdictCatalogue } from '../../contract/messages/verdicts.js';
import { word } from '../../contract/text.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { isJudged } from '../logic/steps.js';
import { commonTexts } from '../texts/common.js';
import { hintLevelTexts, labTexts, nextHint } from '../texts/lab.js';
import { useConfirm } from './confirm.js';
import { Button, useUnfold } from './controls.js';
import { EvidenceList } from './evidence.js';
import { CodeBlock } from './markdown.js';
import { useAct } from './notices.js';
import { Predicted } from './predicted.js';
import { Quiz } from './quiz.js';
import { VerdictMark } from './verdict-mark.js';

export interface ChecksProps {
  readonly view: SessionView;
  readonly step: StepView;
  readonly onRun: (node: string, code: string) => void;
}

export function Checks({ view, step, onRun }: ChecksProps) {
  const say = useSay(labTexts);
  if (step.checks.length === 0) return <p className="quiet-text">{say('noChecks')}</p>;
  return (
    <ul className="checks">
      {step.checks.map((check) => (
        <Check key={check.id} view={view} check={check} onRun={onRun} />
      ))}
    </ul>
  );
}

interface CheckProps {
  readonly view: SessionView;
  readonly check: CheckView;
  readonly onRun: (node: string, code: string) => void;
}

function Check({ view, check, onRun }: CheckProps) {
  const say = useSay(labTexts);
  const sayCommon = useSay(commonTexts);
  const language = useLanguage();
  const act = useAct();
  const confirm = useConfirm();
  const [evidenceOpen, toggleEvidence] = useUnfold();
  const verdict = view.verdicts[check.id];
  const judged = verdict !== undefined && isJudged(verdict.message.code);
  const hints = view.hints[check.id];
  const title = check.title[language];
  const evidence = verdict?.evidence ?? [];
  // What holds, and why, is told with its evidence: what does not hold is to be seen beside it.
  const folded = judged && verdict.status === 'pass' && evidence.length > 0 && !evidenceOpen;
  // What was predicted stands beside what was found.
  const brief = folded && verdict.prediction === undefined;
  const next = hints?.next;
  const unearned = view.unearned[check.id];
  const ask = async (level: HintLevel, price: number) => {
    const yes =
      price === 0 ||
      (await confirm({
        title: say('commandAsk'),
        body: say('commandBody', { price }),
        action: say('solutionDo'),
        danger: true,
      }));
    if (yes) await act('hint', { session: view.id, check: check.id, level });
  };
  return (
    <li className={`check ${judged ? verdict.status : 'open'}`}>
      <div className="check-head">
        <VerdictMark status={judged ? verdict.status : undefined} />
        <strong className="check-title">{title}</strong>
        {check.hidden === true && <span className="tag">{say('hiddenCheck')}</span>}
        <span className="quiet-text points">{sayCommon('worth', { points: check.points })}</span>
      </div>
      {check.quiz !== undefined && (
        <Quiz
          quiz={check.quiz}
          asked={check.quiz.question[language] === title}
          answer={view.answers[check.id]}
          onAnswer={(answer) => void act('answer', { session: view.id, check: check.id, answer })}
        />
      )}
      {!brief && (
        <p className="check-message">
          {verdict === undefined ? say('notChecked') : word(verdictCatalogue, verdict.message, language)}
        </p>
      )}
      {judged && <Predicted prediction={verdict.prediction} />}
      {verdict?.diagnosis !== undefined && (
        <p className="diagnosis">
          <strong>{say('cause')}</strong> {word(diagnosisCatalogue, verdict.diagnosis, language)}
        </p>
      )}
      {!brief &&
        verdict?.also?.map(({ how, diagnosis }) => (
          <p key={JSON.stringify(diagnosis)} className="quiet-text beside">
            <strong>{besideTexts[how][language]}</strong> {word(diagnosisCatalogue, diagnosis, language)}
          </p>
        ))}
      {hints !== undefined && hints.shown.length > 0 && (
        <ul className="hints">
          {hints.shown.map((hint) => (
            <li key={hint.level}>
              <strong>{hintLevelTexts[hint.level][language]}</strong> {hint.text[language]}
              {Object.entries(hint.commands ?? {}).map(([node, code]) => (
                <CodeBlock key={node} source={code} node={node} onRun={onRun}>
                  <code>{code}</code>
                </CodeBlock>
              ))}
            </li>
          ))}
        </ul>
      )}
      <div className="check-foot">
        {unearned !== undefined && check.points > 0 && (
          <span className="quiet-text unearned">{word(creditCatalogue, unearned, language)}</span>
        )}
        {judged && verdict.status === 'fail' && next !== undefined && (
          <Button
            small
            look="quiet"
            icon={Lightbulb}
            aria-label={`${nextHint(next, language)}: ${title}`}
            onPress={() => void ask(next.level, next.price)}
          >
            {nextHint(next, language)}
          </Button>
        )}
        {evidence.length > 0 && (
          <Button
            small
            look="quiet"
            icon={evidenceOpen ? ChevronUp : FileText}
            aria-expanded={evidenceOpen}
            aria-label={say('evidenceFor', { title })}
            onPress={toggleEvidence}
          >
            {say('evidence')}
          </Button>
        )}
      </div>
      {evidenceOpen && <EvidenceList evidence={evidence} />}
    </li>
  );
}
