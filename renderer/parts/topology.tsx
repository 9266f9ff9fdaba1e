import '@xyflow/react/dist/base.css';
import { History, Maximize2, Network, Table } from 'lucide-react';
import { Background, Controls, ReactFlow, type ReactFlowInstance } from '@xyflow/react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { SessionView, TopologyView } from '../../contract/app.js';
import { useWatch } from '../engine.js';
import { useLanguage, useSay } from '../i18n.js';
import { isUnplugged } from '../logic/power.js';
import { movedVips } from '../logic/topology-changes.js';
import { layOut } from '../logic/topology-layout.js';
import { useLayout } from '../preferences.js';
import { paletteTexts } from '../texts/palette.js';
import { topologyTexts } from '../texts/topology.js';
import { elapsed, useNow } from '../time.js';
import { useOpenLink } from './confirm.js';
import { IconButton } from './controls.js';
import { useActions } from './palette.js';
import { type CableEdge, edgeTypes, type FlowNode, nodeTypes } from './topology-flow.js';
import { Timeline } from './timeline.js';
import { TopologyTable } from './topology-table.js';

export interface TopologyProps {
  readonly view: SessionView;
  /** More buttons at the end of the bar. */
  readonly tools: ReactNode;
}

/** How long a change stays marked. Milliseconds. */
const marked = 6000;

/** The machines as they are now: as a graph, or as tables. */
export function Topology({ view, tools }: TopologyProps) {
  const say = useSay(topologyTexts);
  const sayPalette = useSay(paletteTexts);
  const language = useLanguage();
  const { value: topology } = useWatch('topology', { session: view.id });
  const now = useNow(1000);
  const [asTable, setAsTable] = useLayout('topology.table', false);
  const fresh = useFresh(topology);
  const [timed, setTimed] = useLayout('topology.timeline', true);
  useActions([{ id: 'table', label: sayPalette('toggleTable'), run: () => setAsTable(!asTable) }]);

  return (
    <div className="topology">
      <div className="area-bar">
        <h2 className="area-title">{say('topology')}</h2>
        <span className="quiet-text grow">
          {topology === undefined
            ? say('waiting')
            : say('age', { time: elapsed(now - topology.at, language) })}
        </span>
        <IconButton
          icon={asTable ? Network : Table}
          label={say(asTable ? 'asGraph' : 'asTable')}
          pressed={asTable}
          onPress={() => setAsTable(!asTable)}
        />
        <IconButton icon={History} label={say('timeline')} pressed={timed} onPress={() => setTimed(!timed)} />
        {tools}
      </div>
      {asTable ? (
        <TopologyTable view={view} topology={topology} now={now} />
      ) : (
        <Graph view={view} topology={topology} now={now} fresh={fresh} />
      )}
      {timed && <Timeline session={view.id} />}
    </div>
  );
}

/** VIPs that moved lately. */
function useFresh(topology: TopologyView | undefined): ReadonlySet<string> {
  const before = useRef<TopologyView>(undefined);
  const [fresh, setFresh] = useState<readonly string[]>([]);
  useEffect(() => {
    if (topology === undefined) return;
    const found = movedVips(before.current, topology);
    before.current = topology;
    if (found.length > 0) setFresh(found);
  }, [topology]);
  useEffect(() => {
    if (fresh.length === 0) return;
    const timer = setTimeout(() => setFresh([]), marked);
    return () => clearTimeout(timer);
  }, [fresh]);
  return useMemo(() => new Set(fresh), [fresh]);
}

interface GraphProps {
  readonly view: SessionView;
  readonly topology: TopologyView | undefined;
  readonly now: number;
  readonly fresh: ReadonlySet<string>;
}

function Graph({ view, topology, now, fresh }: GraphProps) {
  const say = useSay(topologyTexts);
  const openLink = useOpenLink();
  const lab = view.lab;
  const layout = useMemo(() => layOut(lab), [lab]);
  const instance = useRef<ReactFlowInstance<FlowNode, CableEdge>>(null);
  const host = useRef<HTMLDivElement>(null);
  const vips = topology?.vips.map((vip) => vip.address) ?? [];

  const nodes: FlowNode[] = [
    ...lab.networks.map((network): FlowNode => {
      const box = layout.networks[network.name]!;
      return {
        id: `network ${network.name}`,
        type: 'network',
        position: { x: box.x, y: box.y },
        width: box.width,
        height: box.height,
        // Known beforehand: without it the graph would measure anew, and drop its edges, at every tick.
        measured: { width: box.width, height: box.height },
        data: { name: network.name, cidr: network.cidr },
        focusable: false,
      };
    }),
    ...lab.nodes.map((node): FlowNode => {
      const box = layout.nodes[node.name]!;
      return {
        id: `node ${node.name}`,
        type: 'machine',
        position: { x: box.x, y: box.y },
        width: box.width,
        height: box.height,
        // Known beforehand: without it the graph would measure anew, and drop its edges, at every tick.
        measured: { width: box.width, height: box.height },
        data: {
          session: view.id,
          view,
          node,
          state: view.nodes.find((one) => one.name === node.name),
          facts: topology?.nodes[node.name],
          vips: topology?.vips ?? [],
          colours: vips,
          fresh,
          links: view.capabilities.links,
          now,
        },
        focusable: false,
      };
    }),
  ];
  const edges: CableEdge[] = lab.nodes.flatMap((node) =>
    node.interfaces.map((one): CableEdge => {
      const link = topology?.nodes[node.name]?.links?.find((other) => other.dev === one.dev);
      return {
        id: `${node.name} ${one.dev}`,
        type: 'cable',
        source: `node ${node.name}`,
        target: `network ${one.network}`,
        focusable: false,
        data: {
          dev: one.dev,
          cut:
            isUnplugged(view, node.name, one.network) || (link !== undefined && !(link.up && link.carrier)),
        },
      };
    }),
  );

  const fit = () => void instance.current?.fitView({ padding: 0.03, maxZoom: 1.15 });
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const resized = new ResizeObserver(() => fit());
    resized.observe(element);
    return () => resized.disconnect();
  }, []);

  return (
    <div
      className="graph"
      ref={host}
      onClickCapture={(event) => {
        // The library's credit is a link: it asks, as every link does.
        const link = (event.target as Element).closest('a');
        if (link === null) return;
        event.preventDefault();
        openLink(link.href);
      }}
    >
      <ReactFlow<FlowNode, CableEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onInit={(made) => {
          instance.current = made;
          fit();
        }}
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={false}
        edgesFocusable={false}
        nodesFocusable={false}
        zoomOnScroll={false}
        zoomActivationKeyCode="Control"
        preventScrolling={false}
        minZoom={0.3}
        maxZoom={2}
        aria-label={say('topology')}
        disableKeyboardA11y
      >
        <Background gap={24} size={1} />
        <Controls showInteractive={false} showZoom={false} showFitView={false} position="bottom-left">
          <IconButton icon={Maximize2} label={say('fit')} onPress={fit} />
        </Controls>
      </ReactFlow>
    </div>
  );
}
