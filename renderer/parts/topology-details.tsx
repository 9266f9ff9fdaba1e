import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { NodeFactsView } from '../../contract/views.js';
import type { WayView } from '../../contract/ways.js';
import { roleTexts } from '../../contract/messages/machines.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { isOn } from '../logic/power.js';
import { standingOf } from '../logic/topology-changes.js';
import { commonTexts } from '../texts/common.js';
import { topologyTexts } from '../texts/topology.js';
import { elapsed } from '../base/time.js';
import { IconButton } from './controls.js';
import { IpvsTable } from './ipvs-table.js';
import { Interface, type MachineShown, NotKnown, StandingMark, Vips } from './topology-card.js';

export interface DetailsProps {
  readonly data: MachineShown;
  readonly way: WayView | undefined;
  /** The side that leaves the card itself in sight. */
  readonly side: 'left' | 'right';
  readonly onClose: () => void;
}

/** All that is known of one machine, in the size of ordinary text, over the graph. */
export function MachineDetails({ data, way, side, onClose }: DetailsProps) {
  const say = useSay(topologyTexts);
  const sayCommon = useSay(commonTexts);
  const language = useLanguage();
  const { node, facts, now } = data;
  const on = isOn(data.state);
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.focus(), [node.name]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes it, as the button does
    <aside
      className={`machine-details ${side}`}
      aria-label={say('detailsRegion', { node: node.name })}
      tabIndex={-1}
      ref={place}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <header className="machine-head">
        <strong>{node.name}</strong>
        <span className="machine-role">{roleTexts[node.role][language]}</span>
        <StandingMark standing={standingOf(data.state, facts, now)} />
        <IconButton icon={X} label={sayCommon('close')} onPress={onClose} />
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls when a table is long */}
      <div className="details-body" tabIndex={0} role="group" aria-label={node.name}>
        {on && <Vips data={data} />}
        {node.interfaces.map((one) => (
          <div key={one.dev}>
            <Interface data={data} dev={one.dev} network={one.network} />
            <div className="quiet-text">
              {say('byLab', { address: `${one.address}/${one.prefix}`, network: one.network, mac: one.mac })}
            </div>
          </div>
        ))}
        {on && facts !== undefined && facts.addresses === undefined && (
          <NotKnown since={facts.unknown?.addresses} />
        )}
        {on && facts !== undefined && <Known facts={facts} director={node.role === 'director'} way={way} />}
        {facts !== undefined && (
          <div className="quiet-text">{say('readAgo', { time: elapsed(now - facts.at, language) })}</div>
        )}
      </div>
    </aside>
  );
}

interface KnownProps {
  readonly facts: NodeFactsView;
  readonly director: boolean;
  readonly way: WayView | undefined;
}

function Known({ facts, director, way }: KnownProps) {
  const say = useSay(topologyTexts);
  const open = ports(facts);
  return (
    <>
      {facts.vrrp?.map((vrrp) => (
        <div key={vrrp.name}>
          <span className={`vrrp ${vrrp.state.toLowerCase()}`}>{say('vrrp', vrrp)}</span>
        </div>
      ))}
      <div className="machine-line">
        <span className="quiet-text">{say('listening')}</span>{' '}
        {open === undefined ? (
          <NotKnown since={facts.unknown?.listening} />
        ) : (
          open.join(' ') || say('nothingListens')
        )}
      </div>
      {director && <IpvsTable facts={facts} way={way} />}
    </>
  );
}

/** Each port once, however many addresses it is listened to on; undefined where that is not known. */
export function ports(facts: NodeFactsView): readonly number[] | undefined {
  return facts.listening && [...new Set(facts.listening.map((one) => one.port))];
}
