import { ArrowLeft } from 'lucide-react';
import type { SchedulerName } from '../../schedulers/schedulers.js';
import { useSay } from '../base/i18n.js';
import { type Setup, sharesOf, type Step } from '../logic/simulation.js';
import { reasonTexts, simulatorTexts } from '../texts/simulator.js';
import { fraction, reasonOf } from './simulator-reason.js';

interface NumbersProps {
  readonly step: Step;
  readonly scheduler: SchedulerName;
}

/** What the rule saw of each server when a connection came, in the order of the kernel's list. */
export function StepNumbers({ step, scheduler }: NumbersProps) {
  const say = useSay(simulatorTexts);
  const { compared, server } = step.decision;
  const valued = compared.some(({ value }) => value !== undefined);
  return (
    <table className="data simulator-numbers">
      <caption>
        {say('numbers', { number: step.number })} · <strong>{scheduler}</strong>
      </caption>
      <thead>
        <tr>
          <th scope="col">{say('server')}</th>
          <th scope="col" className="number">
            {say('weight')}
          </th>
          <th scope="col" className="number">
            {say('active')}
          </th>
          <th scope="col" className="number">
            {say('inactive')}
          </th>
          {valued && (
            <th scope="col" className="number">
              {say('value')}
            </th>
          )}
          <th scope="col">
            <span className="sr-only">{say('chosen')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {compared.map((each) => (
          <tr key={each.server} className={each.server === server ? 'chosen' : ''}>
            <th scope="row">{each.server}</th>
            <td className="number">{each.weight}</td>
            <td className="number">{each.active}</td>
            <td className="number">{each.inactive}</td>
            {valued && <td className="number">{each.value === undefined ? '–' : fraction(each.value)}</td>}
            <td>
              {each.server === server && (
                <span className="simulator-chosen">
                  <ArrowLeft size={14} aria-hidden /> {say('chosen')}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface StepListProps {
  readonly setup: Setup;
  readonly steps: readonly Step[];
  /** The same connections by another scheduler. */
  readonly beside: { readonly scheduler: SchedulerName; readonly steps: readonly Step[] } | undefined;
  /** The number of the one whose numbers are shown. */
  readonly current: number;
  readonly onChoose: (number: number) => void;
}

/** Where connections went, and why. */
export function StepList({ setup, steps, beside, current, onChoose }: StepListProps) {
  const say = useSay(simulatorTexts);
  const sayReason = useSay(reasonTexts);
  const went = (step: Step | undefined) => step?.decision.server ?? say('refused');
  return (
    <>
      <p className="simulator-shares" role="status">
        {say('got')}
        {': '}
        {sharesOf(setup.servers, steps)
          .map(({ id, count }) => `${id} ${count}`)
          .join(' · ')}
      </p>
      <div className="table-scroll">
        <table className="data simulator-steps">
          <caption>{say('decisions')}</caption>
          <thead>
            <tr>
              <th scope="col" className="number">
                {say('number')}
              </th>
              <th scope="col">{say('from')}</th>
              <th scope="col">{setup.scheduler}</th>
              {beside !== undefined && <th scope="col">{beside.scheduler}</th>}
              <th scope="col">{say('why')}</th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step, index) => {
              const other = beside?.steps[index];
              const differs = other !== undefined && went(other) !== went(step);
              return (
                <tr key={step.number} className={step.number === current ? 'chosen' : ''}>
                  <th scope="row" className="number">
                    <button
                      type="button"
                      className="simulator-number"
                      aria-current={step.number === current}
                      aria-label={say('numbers', { number: step.number })}
                      onClick={() => onChoose(step.number)}
                    >
                      {step.number}
                    </button>
                  </th>
                  <td className="mono">
                    {step.request.client} → {step.request.target}
                  </td>
                  <td>
                    <strong>{went(step)}</strong>
                  </td>
                  {beside !== undefined && <td className={differs ? 'differs' : ''}>{went(other)}</td>}
                  <td>{reasonOf(step, sayReason)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}
