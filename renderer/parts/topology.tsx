import '@xyflow/react/dist/base.css';
import { History, Maximize2, Network, Route, Table } from 'lucide-react';
import { Background, Controls, ReactFlow, type ReactFlowInstance } from '@xyflow/react';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { LabNode, SessionView, TopologyView } from '../../contract/views.js';
import type { WayView } from '../../contract/ways.js';
import { useWatch } from '../base/engine.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { type CableMove, withMoves } from '../logic/cables.js';
import { movedVips } from '../logic/topology-changes.js';
import { type Box, boxAround, cableLine, type Layout, layOut, type Room } from '../logic/topology-layout.js';
import { useLayout } from '../base/preferences.js';
import { paletteTexts } from '../texts/palette.js';
import { topologyTexts } from '../texts/topology.js';
import { elapsed, useNow } from '../base/time.js';
import { useOpenLink } from './confirm.js';
import { IconButton } from './controls.js';
import { useActions } from './palette.js';
import { CableMoves, linkOf } from './topology-card.js';
import { MachineDetails } from './topology-details.js';
import { type ArrowEdge, type CableEdge, edgeTypes, type FlowNode, nodeTypes } from './topology-flow.js';
import { Timeline } from './timeline.js';
import { TopologyTable } from './topology-table.js';
import { wayEdges, WayLegend } from './topology-way.js';

export interface TopologyProps {
  readonly view: SessionView;
  /** More buttons at the end of the bar. */
  readonly tools: ReactNode;
}

/** How long a change stays marked. Milliseconds. */
const marked = 6000;

/** The machines as they are now: as a graph, or as tables. */
export function Topology({ view: told, tools }: TopologyProps) {
  const say = useSay(topologyTexts);
  const sayPalette = useSay(paletteTexts);
  const language = useLanguage();
  const { value: read } = useWatch('topology', { session: told.id });
  const [moves, setMoves] = useState<readonly CableMove[]>([]);
  const { view, topology } = withMoves(told, read, moves);
  const moving = useCallback(async (move: CableMove, done: Promise<unknown>) => {
    setMoves((before) => [...before, move]);
    await done;
    setMoves((before) => before.filter((one) => one !== move));
  }, []);
  const now = useNow(1000);
  const [asTable, setAsTable] = useLayout('topology.table', false);
  const fresh = useFresh(topology);
  const [timed, setTimed] = useLayout('topology.timeline', true);
  const [wayShown, setWayShown] = useLayout('topology.way', true);
  const drawsWay = wayShown && !asTable && view.capabilities.capture;
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
        {view.capabilities.capture && !asTable && (
          <IconButton
            icon={Route}
            label={say('wayShown')}
            pressed={wayShown}
            onPress={() => setWayShown(!wayShown)}
          />
        )}
        <IconButton icon={History} label={say('timeline')} pressed={timed} onPress={() => setTimed(!timed)} />
        {tools}
      </div>
      <CableMoves value={moving}>
        {asTable ? (
          <TopologyTable view={view} topology={topology} now={now} />
        ) : (
          <Graph
            view={view}
            topology={topology}
            now={now}
            fresh={fresh}
            way={drawsWay ? topology?.way : undefined}
          />
        )}
        {drawsWay && <WayLegend way={topology?.way} />}
      </CableMoves>
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
  /** The way that is drawn. */
  readonly way: WayView | undefined;
}

/** The size of a cable's name, in the graph's own pixels. */
const labelSize = { width: 44, height: 18 };
/** Room around the graph within its panel. */
const margin = 10;

/** What the graph is drawn from, and the room for it: the same as long as neither changes. */
function useLaidOut(lab: SessionView['lab'], room: Room | undefined) {
  // A view brings its lab anew each time.
  const key = JSON.stringify([lab.nodes, lab.networks, room]);
  // oxlint-disable-next-line react/exhaustive-deps -- the key says it all
  return useMemo(() => layOut(lab, room), [key]);
}

function Graph({ view, topology, now, fresh, way }: GraphProps) {
  const say = useSay(topologyTexts);
  const openLink = useOpenLink();
  const lab = view.lab;
  const [room, setRoom] = useState<Room>();
  const layout = useLaidOut(lab, room);
  const instance = useRef<ReactFlowInstance<FlowNode, CableEdge | ArrowEdge>>(null);
  const host = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<string>();

  const dataOf = (node: LabNode) => ({
    view,
    node,
    state: view.nodes.find((one) => one.name === node.name),
    facts: topology?.nodes[node.name],
    vips: topology?.vips ?? [],
    fresh,
    now,
  });
  const close = () => {
    const card = host.current?.querySelector<HTMLElement>(`[data-id="node ${opened}"] .machine-name`);
    setOpened(undefined);
    card?.focus();
  };
  const nodes: FlowNode[] = [
    ...lab.networks.map((network): FlowNode => {
      const box = layout.networks[network.name]!;
      return {
        id: `network ${network.name}`,
        type: 'network',
        ...placed(box),
        data: { name: network.name, cidr: network.cidr },
        focusable: false,
      };
    }),
    ...lab.nodes.map(
      (node): FlowNode => ({
        id: `node ${node.name}`,
        type: 'machine',
        ...placed(layout.nodes[node.name]!),
        data: {
          ...dataOf(node),
          open: opened === node.name,
          onOpen: () => (opened === node.name ? close() : setOpened(node.name)),
        },
        focusable: false,
      }),
    ),
  ];
  const cables = lab.nodes.flatMap((node) =>
    node.interfaces.map((one): CableEdge => {
      const card = layout.nodes[node.name]!;
      const segment = layout.networks[one.network]!;
      const all = [...Object.values(layout.nodes), ...Object.values(layout.networks)];
      const others = all.filter((box) => box !== card && box !== segment);
      const { trouble } = linkOf(view, node.name, one.network, one.dev, topology?.nodes[node.name]);
      return {
        id: `${node.name} ${one.dev}`,
        type: 'cable',
        source: `node ${node.name}`,
        target: `network ${one.network}`,
        focusable: false,
        data: {
          dev: one.dev,
          cut: trouble !== undefined,
          line: cableLine(card, segment, others, labelSize),
        },
      };
    }),
  );

  const labels = cables.flatMap(({ data }) => {
    const at = data?.line.label;
    return at === undefined ? [] : [boxAround(at, labelSize)];
  });

  const fit = () => void instance.current?.fitView({ padding: `${margin}px`, maxZoom: 1.25 });
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    // Once a drag rests: cards that change places under the hand are in its way.
    let resting: ReturnType<typeof setTimeout> | undefined;
    const measure = () => {
      const { clientWidth, clientHeight } = element;
      setRoom({ width: clientWidth - 2 * margin, height: clientHeight - 2 * margin });
    };
    measure();
    const resized = new ResizeObserver(() => {
      clearTimeout(resting);
      resting = setTimeout(measure, 150);
    });
    resized.observe(element);
    return () => {
      clearTimeout(resting);
      resized.disconnect();
    };
  }, []);
  // After the new places are drawn.
  useEffect(() => {
    const frame = requestAnimationFrame(fit);
    return () => cancelAnimationFrame(frame);
  }, [layout]);
  const shown = lab.nodes.find(({ name }) => name === opened);
  const box = opened === undefined ? undefined : layout.nodes[opened];

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
      <ReactFlow<FlowNode, CableEdge | ArrowEdge>
        nodes={nodes}
        edges={[...cables, ...(way === undefined ? [] : wayEdges(way, layout, labels))]}
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
        minZoom={0.3}
        maxZoom={2.5}
        aria-label={say('topology')}
        disableKeyboardA11y
      >
        <Background gap={24} size={1} />
        <Controls showInteractive={false} showZoom={false} showFitView={false} position="bottom-left">
          <IconButton icon={Maximize2} label={say('fit')} onPress={fit} />
        </Controls>
      </ReactFlow>
      {shown !== undefined && (
        <MachineDetails
          data={dataOf(shown)}
          way={topology?.way}
          side={box !== undefined && isRight(box, layout) ? 'left' : 'right'}
          onClose={close}
        />
      )}
    </div>
  );
}

function placed({ x, y, width, height }: Box) {
  // Measured beforehand: without it the graph would measure anew, and drop its edges, at every tick.
  return { position: { x, y }, width, height, measured: { width, height } };
}

/** Is a card in the right half of the graph? */
function isRight(box: Box, layout: Layout): boolean {
  const all = Object.values(layout.nodes);
  const left = Math.min(...all.map((one) => one.x));
  const right = Math.max(...all.map((one) => one.x + one.width));
  return box.x + box.width / 2 > (left + right) / 2;
}
