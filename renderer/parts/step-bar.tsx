import { Check, Circle, CircleDot, List, Wand } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import type { SessionView } from '../../contract/views.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { stepState } from '../logic/steps.js';
import { labTexts, stepStateTexts } from '../texts/lab.js';
import { Button, useUnfold } from './controls.js';

interface StepBarProps {
  readonly view: SessionView;
  readonly index: number;
  readonly onChoose: (index: number) => void;
}

/** The lab's steps, how each stands, and the title of the one that is shown. */
export function StepBar({ view, index, onChoose }: StepBarProps) {
  const say = useSay(labTexts);
  const language = useLanguage();
  const [listed, toggle] = useUnfold();
  const steps = view.lab.steps;
  const step = steps[index]!;
  return (
    <nav className="step-bar" aria-label={say('steps')}>
      <h1 className="lab-title">
        {view.lab.title[language]}{' '}
        <span className="quiet-text">
          {Object.entries(view.lab.values)
            .map(([name, value]) => `${name}=${value}`)
            .join(' ')}
        </span>
      </h1>
      <div className="row">
        <ol className="step-chips">
          {steps.map((one, at) => {
            const state = stepState(view, one);
            return (
              <li key={one.id}>
                <AriaButton
                  className={`step-chip ${state}`}
                  {...(at === index ? { 'aria-current': 'step' as const } : {})}
                  aria-label={say('stepNamed', {
                    number: at + 1,
                    title: one.title[language],
                    state: stepStateTexts[state][language],
                  })}
                  onPress={() => onChoose(at)}
                >
                  {state === 'done' || state === 'solved' ? <Check size={14} aria-hidden /> : at + 1}
                </AriaButton>
              </li>
            );
          })}
        </ol>
        <span className="grow" />
        <Button small look="quiet" icon={List} aria-expanded={listed} onPress={toggle}>
          {say('showSteps')}
        </Button>
      </div>
      <h2 className="step-title">
        <span className="quiet-text">{say('stepOf', { number: index + 1, count: steps.length })}</span>{' '}
        {step.title[language]}
        {step.optional && <span className="quiet-text"> {say('optionalStep')}</span>}
      </h2>
      {listed && (
        <ol className="step-list">
          {steps.map((one, at) => {
            const state = stepState(view, one);
            const Icon = { done: Check, solved: Wand, current: CircleDot, open: Circle }[state];
            return (
              <li key={one.id}>
                <AriaButton
                  className={`step-row ${state}${at === index ? ' chosen' : ''}`}
                  onPress={() => {
                    onChoose(at);
                    toggle();
                  }}
                >
                  <Icon size={14} aria-hidden />
                  <span className="grow">
                    {at + 1}. {one.title[language]}
                  </span>
                  <span className="quiet-text">{stepStateTexts[state][language]}</span>
                </AriaButton>
              </li>
            );
          })}
        </ol>
      )}
    </nav>
  );
}
