import {
  BaseEdge,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  Handle,
  type Node,
  type NodeProps,
  Position,
} from '@xyflow/react';
import { useSay } from '../base/i18n.js';
import type { CableLine } from '../logic/topology-layout.js';
import { topologyTexts } from '../texts/topology.js';
import type { Arrow } from '../logic/ways.js';
import { MachineCard, type MachineData } from './topology-card.js';

interface SegmentData extends Record<string, unknown> {
  readonly name: string;
  readonly cidr: string;
}

interface CableData extends Record<string, unknown> {
  readonly dev: string;
  readonly cut: boolean;
  readonly line: CableLine;
}

interface ArrowData extends Record<string, unknown> {
  readonly arrow: Arrow;
}

type MachineNode = Node<MachineData, 'machine'>;
type SegmentNode = Node<SegmentData, 'network'>;
export type FlowNode = MachineNode | SegmentNode;
export type CableEdge = Edge<CableData, 'cable'>;
export type ArrowEdge = Edge<ArrowData, 'arrow'>;

export const nodeTypes = { machine: Machine, network: Segment };
export const edgeTypes = { cable: Cable, arrow: WayArrow };

function Machine({ data }: NodeProps<MachineNode>) {
  return (
    <>
      <Ends />
      <MachineCard data={data} />
    </>
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

function Cable({ id, data }: EdgeProps<CableEdge>) {
  if (data === undefined) return null;
  const { dev, cut, line } = data;
  const { start, end, label } = line;
  return (
    <>
      <BaseEdge
        id={id}
        path={`M ${start.x} ${start.y} L ${end.x} ${end.y}`}
        className={cut ? 'cable cut' : 'cable'}
      />
      {label !== undefined && (
        <EdgeLabelRenderer>
          <span
            className={cut ? 'cable-label cut' : 'cable-label'}
            aria-hidden
            style={{ transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)` }}
          >
            {cut ? `${dev} ×` : dev}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

/** A hop of the last connection, beside the cables that it went along. */
function WayArrow({ id, data, markerEnd }: EdgeProps<ArrowEdge>) {
  if (data === undefined) return null;
  const { way, path, number, at } = data.arrow;
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        className={`way ${way}`}
        {...(markerEnd === undefined ? {} : { markerEnd })}
      />
      <EdgeLabelRenderer>
        <span
          className={`way-number ${way}`}
          aria-hidden
          style={{ transform: `translate(-50%, -50%) translate(${at.x}px, ${at.y}px)` }}
        >
          {number}
        </span>
      </EdgeLabelRenderer>
    </>
  );
}
