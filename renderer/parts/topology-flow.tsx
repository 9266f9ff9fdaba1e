import {
  BaseEdge,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  Handle,
  type InternalNode,
  type Node,
  type NodeProps,
  Position,
  useInternalNode,
} from '@xyflow/react';
import { Cable, Plug, Unplug } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import type { LabNode, SessionView, NodeFactsView, NodeView, VipView } from '../../contract/app.js';
import { useLanguage, useSay } from '../i18n.js';
import { isOn, isUnplugged } from '../logic/power.js';
import { answers, rivals, type Standing, standingOf } from '../logic/topology-changes.js';
import { roleTexts } from '../../contract/messages/machines.js';
import { standingTexts, topologyTexts } from '../texts/topology.js';
import { elapsed } from '../time.js';
import { IpvsTable } from './ipvs-table.js';
import { useAct } from './notices.js';
import { PowerMenu } from './power.js';

export interface MachineData extends Record<string, unknown> {
  readonly session: string;
  /** For what can be done to the node. */
  readonly view: SessionView;
  readonly node: LabNode;
  readonly state: NodeView | undefined;
  readonly facts: NodeFactsView | undefined;
  readonly vips: readonly VipView[];
  /** VIPs in the order of their colours. */
  readonly colours: readonly string[];
  /** VIPs that have just moved. */
  readonly fresh: ReadonlySet<string>;
  /** Can cables be unplugged? */
  readonly links: boolean;
  readonly now: number;
}

interface SegmentData extends Record<string, unknown> {
  readonly name: string;
  readonly cidr: string;
}

type MachineNode = Node<MachineData, 'machine'>;
type SegmentNode = Node<SegmentData, 'network'>;
export type FlowNode = MachineNode | SegmentNode;
export type CableEdge = Edge<{ readonly dev: string; readonly cut: boolean }, 'cable'>;

export const nodeTypes = { machine: Machine, network: Segment };
export const edgeTypes = { cable: CableLine };

function Machine({ data }: NodeProps<MachineNode>) {
  const say = useSay(topologyTexts);
  const language = useLanguage();
  const { node, facts, now } = data;
  const standing = standingOf(data.state, facts, now);
  const on = isOn(data.state);
  const open = facts === undefined ? undefined : ports(facts);
  return (
    <section className={`machine ${node.role} ${standing}`} aria-label={node.name}>
      <Ends />
      <header className="machine-head">
        <strong>{node.name}</strong>
        <span className="machine-role">{roleTexts[node.role][language]}</span>
        <PowerMenu view={data.view} node={node.name} />
        <StandingMark
          standing={standing}
          {...(data.state?.detail === undefined ? {} : { detail: data.state.detail })}
        />
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls when a table is long */}
      <div className="machine-body nowheel nopan" tabIndex={0} role="group" aria-label={node.name}>
        {on && <Vips data={data} />}
        {node.interfaces.map((one) => (
          <Interface key={one.dev} data={data} dev={one.dev} network={one.network} />
        ))}
        {facts?.vrrp?.map((vrrp) => (
          <div key={vrrp.name} className={`vrrp ${vrrp.state.toLowerCase()}`}>
            {say('vrrp', vrrp)}
          </div>
        ))}
        {on && facts !== undefined && node.role !== 'client' && (
          <div className="machine-line">
            <span className="quiet-text">{say('listening')}</span>{' '}
            {open === undefined ? say('notKnown') : open.join(' ') || say('nothingListens')}
          </div>
        )}
        {on && node.role === 'director' && facts !== undefined && <IpvsTable facts={facts} />}
        {facts !== undefined && standing !== 'ok' && (
          <div className="quiet-text">{say('age', { time: elapsed(now - facts.at, language) })}</div>
        )}
      </div>
    </section>
  );
}

/** Each port once, however many addresses it is listened to on; undefined where that is not known. */
export function ports(facts: NodeFactsView): readonly number[] | undefined {
  return facts.listening && [...new Set(facts.listening.map((one) => one.port))];
}

export function StandingMark({
  standing,
  detail,
}: {
  readonly standing: Standing;
  readonly detail?: string;
}) {
  const language = useLanguage();
  return (
    <span className={`standing ${standing}`} title={detail}>
      <span className="standing-dot" aria-hidden />
      {standingTexts[standing][language]}
    </span>
  );
}

/** The node's VIPs: on an interface, or on lo as DR realservers have them; and who answers ARP. */
function Vips({ data }: { readonly data: MachineData }) {
  const say = useSay(topologyTexts);
  const name = data.node.name;
  const own = data.vips.filter(
    (vip) => vip.holders.includes(name) || vip.onLoopback.includes(name) || answers(vip, name),
  );
  if (own.length === 0) return null;
  return (
    <div className="vips">
      {own.map((vip) => {
        const colour = `vip-${data.colours.indexOf(vip.address) % 5}`;
        const on = data.facts?.addresses?.find((one) => one.address === vip.address)?.dev;
        const holds = vip.holders.includes(name);
        const claimed = vip.claimed === name;
        const here = holds || claimed || vip.onLoopback.includes(name);
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
                <small>{on ?? (holds || claimed ? '' : 'lo')}</small>
              </span>
            )}
            {answers(vip, name) && (
              <span
                className={`arp ${colour}${rivals(vip).length > 1 ? ' conflict' : ''}`}
                title={
                  rivals(vip).length > 1
                    ? say('rivals', { vip: vip.address, nodes: rivals(vip) })
                    : say('answersArpFor', { vip: vip.address })
                }
                data-seen={vip.arp?.at}
              >
                <Cable size={12} aria-hidden />
                {here ? say('answersArp') : say('answersArpFor', { vip: vip.address })}
                {rivals(vip).length > 1 && ` · ${say('conflict')}`}
              </span>
            )}
          </span>
        );
      })}
    </div>
  );
}

interface InterfaceProps {
  readonly data: MachineData;
  readonly dev: string;
  readonly network: string;
}

/** An interface: its addresses but the VIPs, its link, and the cable. */
function Interface({ data, dev, network }: InterfaceProps) {
  const say = useSay(topologyTexts);
  const { node, facts } = data;
  const known = node.interfaces.find((one) => one.dev === dev);
  const addresses =
    facts?.addresses === undefined
      ? known === undefined
        ? []
        : [`${known.address}/${known.prefix}`]
      : facts.addresses
          .filter((one) => one.dev === dev && one.kind === 'own')
          .map((one) => `${one.address}/${one.prefix}`);
  const link = facts?.links?.find((one) => one.dev === dev);
  const out = isUnplugged(data.view, node.name, network);
  const trouble = out
    ? 'linkDown'
    : link === undefined
      ? undefined
      : !link.carrier
        ? 'linkDown'
        : link.up
          ? undefined
          : 'linkOff';
  return (
    <div className="machine-line interface">
      <span className="dev">{dev}</span>
      <span className="grow">{addresses.join(' ')}</span>
      {trouble !== undefined && <span className="link-trouble">{say(trouble)}</span>}
      {data.links && isOn(data.state) && (out || link !== undefined) && (
        <CableButton
          session={data.session}
          node={node.name}
          dev={dev}
          network={network}
          plugged={!out && link?.carrier !== false}
        />
      )}
    </div>
  );
}

export interface CableButtonProps {
  readonly session: string;
  readonly node: string;
  readonly dev: string;
  readonly network: string;
  readonly plugged: boolean;
}

export function CableButton({ session, node, dev, network, plugged }: CableButtonProps) {
  const say = useSay(topologyTexts);
  const act = useAct();
  const Icon = plugged ? Unplug : Plug;
  return (
    <AriaButton
      className="cable-button nodrag nopan"
      aria-label={say(plugged ? 'unplugOn' : 'plugOn', { node, dev })}
      onPress={() => void act('setLink', { session, node, network, up: !plugged })}
    >
      <Icon size={12} aria-hidden />
      {say(plugged ? 'unplug' : 'plug')}
    </AriaButton>
  );
}

function Segment({ data }: NodeProps<SegmentNode>) {
  const say = useSay(topologyTexts);
  return (
    <div className="segment" aria-label={say('network', data)} role="img">
      <Ends />
      <strong>{data.name}</strong> {data.cidr}
    </div>
  );
}

/** Edges need ends; they are not seen, as cables run to the middle. */
function Ends() {
  return (
    <>
      <Handle type="source" position={Position.Top} className="unseen-handle" isConnectable={false} />
      <Handle type="target" position={Position.Top} className="unseen-handle" isConnectable={false} />
    </>
  );
}

function CableLine({ id, source, target, data }: EdgeProps<CableEdge>) {
  const from = useInternalNode(source);
  const to = useInternalNode(target);
  if (from === undefined || to === undefined) return null;
  const a = centre(from);
  const b = centre(to);
  const start = borderPoint(a, b);
  const end = borderPoint(b, a);
  const cut = data?.cut === true;
  return (
    <>
      <BaseEdge
        id={id}
        path={`M ${start.x} ${start.y} L ${end.x} ${end.y}`}
        className={cut ? 'cable cut' : 'cable'}
      />
      <EdgeLabelRenderer>
        <span
          className={cut ? 'cable-label cut' : 'cable-label'}
          aria-hidden
          style={{
            transform: `translate(-50%, -50%) translate(${start.x + (end.x - start.x) * 0.5}px, ${start.y + (end.y - start.y) * 0.5}px)`,
          }}
        >
          {cut ? `${data.dev} ×` : data?.dev}
        </span>
      </EdgeLabelRenderer>
    </>
  );
}

interface Centre {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function centre(node: InternalNode): Centre {
  const width = node.measured.width ?? 0;
  const height = node.measured.height ?? 0;
  const { x, y } = node.internals.positionAbsolute;
  return { x: x + width / 2, y: y + height / 2, width, height };
}

/** Where the line from the middle of a box to another point leaves the box. */
function borderPoint(box: Centre, to: { readonly x: number; readonly y: number }): { x: number; y: number } {
  const dx = to.x - box.x;
  const dy = to.y - box.y;
  const scale = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : box.width / 2 / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : box.height / 2 / Math.abs(dy),
  );
  const reach = Number.isFinite(scale) ? Math.min(1, scale) : 0;
  return { x: box.x + dx * reach, y: box.y + dy * reach };
}
