import { MarkerType } from '@xyflow/react';
import type { WayView } from '../../contract/ways.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { clock } from '../base/time.js';
import { arrowsOf, hopsOf } from '../logic/ways.js';
import type { Box, Layout } from '../logic/topology-layout.js';
import { topologyTexts } from '../texts/topology.js';
import type { ArrowEdge } from './topology-flow.js';

const colours = { there: 'var(--accent)', back: 'var(--vip-2)' } as const;

/** The arrows of a way, as edges of the graph. */
export function wayEdges(way: WayView, layout: Layout, labels: readonly Box[]): ArrowEdge[] {
  return arrowsOf(way, layout, labels).map((arrow) => ({
    id: `way ${arrow.id}`,
    type: 'arrow',
    source: `node ${arrow.from}`,
    target: `network ${arrow.network}`,
    focusable: false,
    markerEnd: { type: MarkerType.ArrowClosed, color: colours[arrow.way], width: 14, height: 14 },
    data: { arrow },
  }));
}

/** What the arrows say, in words: a line below the graph, whose room is there before anything is known. */
export function WayLegend({ way }: { readonly way: WayView | undefined }) {
  const say = useSay(topologyTexts);
  return (
    <div className="way-legend" role="group" aria-label={say('way')}>
      {way === undefined ? <span className="quiet-text">{say('noWay')}</span> : <WayWords way={way} />}
    </div>
  );
}

function WayWords({ way }: { readonly way: WayView }) {
  const say = useSay(topologyTexts);
  const language = useLanguage();
  const ending = useEnding(way);
  const back = wordsOf(way, 'back');
  return (
    <>
      <span className="quiet-text">
        {clock(way.at, language)} {way.service}
      </span>
      <span className="way-words there">
        {say('wayThere')} {wordsOf(way, 'there')}
      </span>
      <span className="way-words back">
        {say('wayBack')} {back}
        {ending !== undefined && `${back === '' ? '' : ' · '}${ending}`}
      </span>
    </>
  );
}

/** `client → director → rs1`; a hop that does not go on where the last one ended begins anew. */
function wordsOf(way: WayView, one: 'there' | 'back'): string {
  return hopsOf(way)
    .filter((hop) => hop.way === one)
    .map(({ from, to }, index, all) => {
      const next = to ?? '?';
      if (index === 0) return `${from} → ${next}`;
      return all[index - 1]?.to === from ? ` → ${next}` : ` · ${from} → ${next}`;
    })
    .join('');
}

/** How it ended, where it is not that the client was answered. */
function useEnding({ client, back, answer }: WayView): string | undefined {
  const say = useSay(topologyTexts);
  if (answer === undefined) return say('noAnswer');
  if (!back.some(({ to }) => to === client)) return say('lostOnTheWay', { client });
  return answer === 'refused' ? say('refused') : undefined;
}

/** The way hop by hop, with what the packet was on each. */
export function WayTable({ way }: { readonly way: WayView }) {
  const say = useSay(topologyTexts);
  const language = useLanguage();
  const ending = useEnding(way);
  return (
    <table className="data">
      <caption>
        {say('way')} ({way.service}, {clock(way.at, language)}
        {ending !== undefined && `, ${ending}`})
      </caption>
      <thead>
        <tr>
          <th scope="col">{say('hop')}</th>
          <th scope="col">{say('fromNode')}</th>
          <th scope="col">{say('toNode')}</th>
          <th scope="col">{say('packet')}</th>
        </tr>
      </thead>
      <tbody>
        {hopsOf(way).map((hop, index) => (
          <tr key={`${hop.way} ${hop.from} ${hop.to ?? ''} ${hop.network}`}>
            <th scope="row">
              {index + 1} {say(hop.way === 'there' ? 'wayThere' : 'wayBack')}
            </th>
            <td>{hop.from}</td>
            <td>{hop.to ?? say('nobody')}</td>
            <td>
              <code>{hop.packet}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
