import { useEffect, useState } from 'react';
import { useLanguage, useSay } from '../base/i18n.js';
import { clock } from '../base/time.js';
import { beginWatch, type Deal, type Look, type Shares, watchKernel } from '../logic/kernel-watch.js';
import { dealTexts, reasonTexts, simulatorTexts } from '../texts/simulator.js';
import { reasonOf } from './simulator-reason.js';

const shown = (shares: Shares) =>
  Object.entries(shares)
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([id, count]) => `${id} ${count}`)
    .join(' · ');

/** What a director does since this was opened, beside what the rule says. */
export function KernelBeside({ look }: { readonly look: Look }) {
  const say = useSay(simulatorTexts);
  const [watch, setWatch] = useState(() => beginWatch(look));
  // Each reading counts once, however often it is drawn.
  useEffect(
    () => setWatch((before) => (before.look.at === look.at ? before : watchKernel(before, look))),
    [look],
  );
  const { deals, total } = watch;
  return (
    <section className="simulator-kernel" aria-label={say('kernel')}>
      <h3>{say('kernel')}</h3>
      <p className="quiet-text">{say('kernelIntro')}</p>
      {look.known && look.service === undefined && <p className="banner warning">{say('kernelGone')}</p>}
      <p className="simulator-shares" role="status">
        {deals.length === 0 ? say('kernelNone') : `${say('kernelGot')}: ${shown(total)}`}
      </p>
      {deals.length > 0 && <Deals deals={deals} />}
    </section>
  );
}

function Deals({ deals }: { readonly deals: readonly Deal[] }) {
  const say = useSay(simulatorTexts);
  return (
    <div className="table-scroll">
      <table className="data simulator-steps">
        <caption className="sr-only">{say('kernel')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('at')}</th>
            <th scope="col">{say('kernelTook')}</th>
            <th scope="col">{say('kernelRule')}</th>
            <th scope="col">{say('compared')}</th>
            <th scope="col">{say('why')}</th>
          </tr>
        </thead>
        <tbody>
          {deals.toReversed().map((deal) => (
            <DealRow key={deal.at} deal={deal} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DealRow({ deal: { at, kernel, rule, verdict, step } }: { readonly deal: Deal }) {
  const sayReason = useSay(reasonTexts);
  const language = useLanguage();
  const differs = verdict === 'otherwise' || verdict === 'persistent';
  return (
    <tr>
      <th scope="row" className="mono">
        {clock(at, language)}
      </th>
      <td>
        <strong>{shown(kernel)}</strong>
      </td>
      <td className={differs ? 'differs' : ''}>{rule === undefined ? '–' : shown(rule)}</td>
      <td className={differs ? 'differs' : ''}>{dealTexts[verdict][language]}</td>
      <td>{step !== undefined && reasonOf(step, sayReason)}</td>
    </tr>
  );
}
