import { Cable, Plug, Unplug } from 'lucide-react';
import { createContext, use } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { LabNode, NodeFactsView, NodeView, SessionView, VipView } from '../../contract/views.js';
import { roleTexts } from '../../contract/messages/machines.js';
import { useLanguage, useSay } from '../base/i18n.js';
import type { CableMove } from '../logic/cables.js';
import { isOn, isUnplugged } from '../logic/power.js';
import { answers, rivals, type Standing, standingOf } from '../logic/topology-changes.js';
import { standingTexts, topologyTexts } from '../texts/topology.js';
import { clock } from '../base/time.js';
import { useNodePicks } from './node-pick.js';
import { useAct } from './notices.js';
import { PowerMenu } from './power.js';

/** What a machine is drawn from. */
export interface MachineShown {
  /** For what can be done to the node. */
  readonly view: SessionView;
  readonly node: LabNode;
  readonly state: NodeView | undefined;
  readonly facts: NodeFactsView | undefined;
  readonly vips: readonly VipView[];
  /** VIPs that have just moved. */
  readonly fresh: ReadonlySet<string>;
  readonly now: number;
}

export interface MachineData extends MachineShown, Record<string, unknown> {
  /** Are its details shown? */
  readonly open: boolean;
  readonly onOpen: () => void;
}

/** The machine in short; its name opens the rest. */
export function MachineCard({ data }: { readonly data: MachineData }) {
  const say = useSay(topologyTexts);
  const language = useLanguage();
  const { node, facts, now } = data;
  const standing = standingOf(data.state, facts, now);
  const on = isOn(data.state);
  const picking = useNodePicks()?.picking;
  const picked = picking?.chosen.includes(node.name) === true;
  return (
    // What the name's button does for the keyboard, the whole card does for a pointer.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <section
      className={`machine ${node.role} ${standing}${picking === undefined ? '' : ' pickable'}${picked ? ' picked' : ''}`}
      aria-label={node.name}
      {...(picking === undefined ? {} : { onClick: () => picking.pick(node.name) })}
    >
      <header className="machine-head">
        <AriaButton
          className="machine-name nodrag nopan"
          {...(picking === undefined
            ? {
                'aria-expanded': data.open,
                'aria-label': say('detailsOf', { node: node.name, role: roleTexts[node.role][language] }),
              }
            : { 'aria-pressed': picked })}
          onPress={picking === undefined ? data.onOpen : () => picking.pick(node.name)}
        >
          {node.name}
        </AriaButton>
        <StandingMark standing={standing} />
        <PowerMenu view={data.view} node={node.name} />
      </header>
      <div className="machine-body">
        {on && (
          <div className="machine-line">
            <Vips data={data} />
            {facts?.vrrp?.map((vrrp) => (
              <span key={vrrp.name} className={`vrrp ${vrrp.state.toLowerCase()}`}>
                {vrrp.name} {vrrp.state}
              </span>
            ))}
          </div>
        )}
        {node.interfaces.map((one) => (
          <Interface key={one.dev} data={data} dev={one.dev} network={one.network} />
        ))}
        {on && facts !== undefined && facts.addresses === undefined && (
          <NotKnown since={facts.unknown?.addresses} />
        )}
        {on && node.role === 'director' && <ServicesLine facts={facts} />}
      </div>
    </section>
  );
}

/** The virtual services, each in a line: the details have the table. */
function ServicesLine({ facts }: { readonly facts: NodeFactsView | undefined }) {
  const say = useSay(topologyTexts);
  if (facts?.ipvs === undefined)
    return facts?.status === 'ok' ? <div className="quiet-text">{say('ipvsUnknown')}</div> : null;
  if (facts.ipvs.length === 0)
    return (
      <div className="quiet-text">{say(facts.ipvsLoaded === false ? 'ipvsNotLoaded' : 'ipvsEmpty')}</div>
    );
  return (
    <>
      {facts.ipvs.map((service) => (
        <div key={serviceName(service)} className="service-line">
          {serviceName(service)} <span className="scheduler">{service.scheduler}</span>{' '}
          <span className="quiet-text">{say('serverCount', { count: service.servers.length })}</span>
        </div>
      ))}
    </>
  );
}

export function serviceName(service: NonNullable<NodeFactsView['ipvs']>[number]): string {
  return service.protocol === 'fwmark'
    ? `FWM ${service.port}`
    : `${service.protocol.toUpperCase()} ${service.address}:${service.port}`;
}

export function NotKnown({ since }: { readonly since: number | undefined }) {
  const say = useSay(topologyTexts);
  const language = useLanguage();
  return (
    <div className="not-known">
      {since === undefined ? say('notKnown') : say('notKnownSince', { time: clock(since, language) })}
    </div>
  );
}

/** How the node stands, in a word of the language; what the machine's program says of it is no word. */
export function StandingMark({ standing }: { readonly standing: Standing }) {
  const language = useLanguage();
  return (
    <span className={`standing ${standing}`}>
      <span className="standing-dot" aria-hidden />
      {standingTexts[standing][language]}
    </span>
  );
}

/** The node's VIPs: on an interface, or on lo as DR realservers have them; and who answers ARP. */
export function Vips({ data }: { readonly data: Pick<MachineShown, 'node' | 'facts' | 'vips' | 'fresh'> }) {
  const say = useSay(topologyTexts);
  const name = data.node.name;
  const own = data.vips.filter(
    (vip) => vip.holders.includes(name) || vip.onLoopback.includes(name) || answers(vip, name),
  );
  if (own.length === 0) return null;
  return (
    <div className="vips">
      {own.map((vip) => {
        const colour = `vip-${data.vips.indexOf(vip) % 5}`;
        const bound = data.facts?.addresses?.find((one) => one.address === vip.address);
        const holds = vip.holders.includes(name);
        const claimed = vip.claimed === name;
        const here = holds || claimed || vip.onLoopback.includes(name);
        const several = rivals(vip).length > 1;
        const look = [
          'vip',
          colour,
          holds || claimed ? '' : 'on-lo',
          vip.ofLab ? '' : 'not-vip',
          claimed || (holds && data.fresh.has(vip.address)) ? 'fresh' : '',
          holds && vip.claimed !== undefined && !claimed ? 'leaving' : '',
        ];
        return (
          <span key={vip.address} className="vip-line">
            {here && (
              <span
                className={look.filter((word) => word !== '').join(' ')}
                title={vip.ofLab ? undefined : say('notVip')}
              >
                {say(vip.ofLab ? 'vip' : 'address')} {vip.address}{' '}
                <small>{bound?.dev ?? (holds || claimed ? '' : 'lo')}</small>
              </span>
            )}
            <Shared also={bound?.also} />
            {answers(vip, name) && (
              <span
                className={`arp ${colour}${several ? ' conflict' : ''}`}
                title={
                  several
                    ? say('rivals', { vip: vip.address, nodes: rivals(vip) })
                    : say('answersArpFor', { vip: vip.address })
                }
                data-seen={vip.arp?.at}
              >
                <Cable size={12} aria-hidden />
                {here
                  ? say(several ? 'arpConflict' : 'answersArp')
                  : say('answersArpFor', { vip: vip.address })}
                {!here && several && ` · ${say('conflict')}`}
              </span>
            )}
          </span>
        );
      })}
    </div>
  );
}

/** That another NIC of the lab has the same address. */
export function Shared({
  also,
}: {
  readonly also: readonly { readonly node: string; readonly dev: string }[] | undefined;
}) {
  const say = useSay(topologyTexts);
  if (also === undefined) return null;
  const places = also.map(({ node, dev }) => `${node} ${dev}`);
  return (
    <span className="shared" title={say('sharedWith', { places })}>
      {say('shared', { places })}
    </span>
  );
}

interface InterfaceProps {
  readonly data: Pick<MachineShown, 'view' | 'node' | 'facts' | 'state' | 'vips'>;
  readonly dev: string;
  readonly network: string;
}

/** An interface: its addresses but those that are drawn as VIPs, its link, and the cable. */
export function Interface({ data, dev, network }: InterfaceProps) {
  const say = useSay(topologyTexts);
  const { view, node, facts } = data;
  const addresses = (facts?.addresses ?? []).filter(
    (one) => one.dev === dev && !data.vips.some((vip) => vip.address === one.address),
  );
  const { link, out, trouble } = linkOf(view, node.name, network, dev, facts);
  const on = isOn(data.state);
  return (
    <div className="machine-line interface">
      <span className="dev">{dev}</span>
      <span className="grow">
        {on &&
          addresses
            // Room for what is wrong.
            .map((one) => (trouble === undefined ? `${one.address}/${one.prefix}` : one.address))
            .join(' ')}
      </span>
      {on && addresses.map((one) => <Shared key={one.address} also={one.also} />)}
      {on && trouble !== undefined && <span className="link-trouble">{say(trouble)}</span>}
      {view.capabilities.links && on && (out || link !== undefined) && (
        <CableButton
          session={view.id}
          node={node.name}
          dev={dev}
          network={network}
          plugged={!out && link?.carrier !== false}
        />
      )}
    </div>
  );
}

/** The link of an interface, and what is wrong with it: a cable that was pulled here is out before the node says so. */
export function linkOf(
  view: SessionView,
  node: string,
  network: string,
  dev: string,
  facts: NodeFactsView | undefined,
): {
  readonly link: NonNullable<NodeFactsView['links']>[number] | undefined;
  readonly out: boolean;
  readonly trouble: 'linkDown' | 'linkOff' | undefined;
} {
  const link = facts?.links?.find((one) => one.dev === dev);
  const out = isUnplugged(view, node, network);
  if (out || link?.carrier === false) return { link, out, trouble: 'linkDown' };
  return { link, out, trouble: link?.up === false ? 'linkOff' : undefined };
}

/** Draws a cable as the hand moved it until the engine has answered. */
export const CableMoves = createContext<(move: CableMove, done: Promise<unknown>) => Promise<void>>(
  async () => {},
);

export interface CableButtonProps {
  readonly session: string;
  readonly node: string;
  readonly dev: string;
  readonly network: string;
  readonly plugged: boolean;
  /** With its word beside the sign. */
  readonly wide?: boolean;
}

export function CableButton({ session, node, dev, network, plugged, wide = false }: CableButtonProps) {
  const say = useSay(topologyTexts);
  const act = useAct();
  const moving = use(CableMoves);
  const move = { node, network, dev, up: !plugged };
  const Icon = plugged ? Unplug : Plug;
  return (
    <AriaButton
      className="cable-button nodrag nopan"
      aria-label={say(plugged ? 'unplugOn' : 'plugOn', { node, dev })}
      onPress={() => void moving(move, act('setLink', { session, node, network, up: !plugged }))}
    >
      <Icon size={12} aria-hidden />
      {wide && say(plugged ? 'unplug' : 'plug')}
    </AriaButton>
  );
}
