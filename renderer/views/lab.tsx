import { Maximize2, Minimize2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import type { NodeView, SessionView } from '../../contract/views.js';
import { nodeStateTexts, whyNode } from '../../contract/messages/machines.js';
import type { Language } from '../../contract/text.js';
import { useLanguage, useSay, wordErrorMessage } from '../base/i18n.js';
import { focusArea, nextArea } from '../parts/areas.js';
import { IconButton } from '../parts/controls.js';
import { Guide } from '../parts/guide.js';
import { NodePicks } from '../parts/node-pick.js';
import { useActions } from '../parts/palette.js';
import { Terminals, type TerminalsHandle } from '../parts/terminals.js';
import { PowerMenu, usePowerActions } from '../parts/power.js';
import { Topology } from '../parts/topology.js';
import { Tour } from '../parts/tour.js';
import { Writing } from '../parts/writing.js';
import { useLayout } from '../base/preferences.js';
import { labTexts } from '../texts/lab.js';
import { paletteTexts } from '../texts/palette.js';
import { terminalTexts } from '../texts/terminals.js';
import { topologyTexts } from '../texts/topology.js';
import { Main } from '../parts/main.js';

type Large = 'none' | 'terminals' | 'topology';

/** The lab: what to do, the machines' terminals, and how the machines are. */
export function Lab({ view }: { readonly view: SessionView }) {
  const say = useSay(labTexts);
  const sayPalette = useSay(paletteTexts);
  const language = useLanguage();
  const terminals = useRef<TerminalsHandle>(null);
  const [across, setAcross] = useLayout<Record<string, number>>('lab.across', {});
  const [down, setDown] = useLayout<Record<string, number>>('lab.down', {});
  const [large, setLarge] = useState<Large>('none');

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== 'F6' || event.ctrlKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      nextArea(event.shiftKey);
    };
    window.addEventListener('keydown', pressed, { capture: true });
    return () => window.removeEventListener('keydown', pressed, { capture: true });
  }, []);
  useActions([
    { id: 'go-guide', label: sayPalette('goGuide'), run: () => focusArea('guide') },
    { id: 'go-terminals', label: sayPalette('goTerminals'), run: () => terminals.current?.focus() },
    { id: 'go-topology', label: sayPalette('goTopology'), run: () => focusArea('topology') },
    { id: 'next-area', label: sayPalette('nextArea'), keys: 'F6', run: () => nextArea(false) },
    ...usePowerActions(view),
  ]);

  const run = (node: string, code: string) => {
    if (large === 'topology') setLarge('none');
    terminals.current?.run(node, code);
  };
  const enlarge = (area: 'terminals' | 'topology', name: string) => (
    <IconButton
      icon={large === area ? Minimize2 : Maximize2}
      label={large === area ? say('restore') : say('enlarge', { area: name })}
      pressed={large === area}
      onPress={() => setLarge(large === area ? 'none' : area)}
    />
  );
  const down2 = Object.keys(down).length === 2 ? { defaultLayout: down } : {};
  const across2 = Object.keys(across).length === 2 ? { defaultLayout: across } : {};

  return (
    <Main className="lab" label={view.lab.title[language]}>
      <Trouble view={view} />
      <Writing view={view} />
      <Tour />
      <NodePicks>
        <Group
          orientation="horizontal"
          className="grow-panels"
          id="lab-across"
          {...across2}
          onLayoutChanged={(sizes, { isUserInteraction }) => {
            if (isUserInteraction) setAcross(sizes);
          }}
        >
          <Panel id="guide" minSize="20%" defaultSize="36%">
            <section className="area" data-area="guide" tabIndex={-1} aria-label={say('guide')}>
              <Guide view={view} onRun={run} />
            </section>
          </Panel>
          <Separator className="separator vertical" aria-label={say('resizeGuide')} />
          <Panel id="machines" minSize="30%">
            <Group
              orientation="vertical"
              id="lab-down"
              className={`machines large-${large}`}
              {...down2}
              onLayoutChanged={(sizes, { isUserInteraction }) => {
                if (isUserInteraction) setDown(sizes);
              }}
            >
              <Panel id="terminals" minSize="15%" defaultSize="44%" className="panel-terminals">
                <section
                  className="area"
                  data-area="terminals"
                  tabIndex={-1}
                  aria-label={terminalTexts.terminals[language]}
                >
                  <Terminals
                    view={view}
                    handle={terminals}
                    tools={enlarge('terminals', terminalTexts.terminals[language])}
                  />
                </section>
              </Panel>
              <Separator className="separator horizontal" aria-label={say('resizeTerminals')} />
              <Panel id="topology" minSize="15%" defaultSize="56%" className="panel-topology">
                <section
                  className="area"
                  data-area="topology"
                  tabIndex={-1}
                  aria-label={topologyTexts.topology[language]}
                >
                  <Topology view={view} tools={enlarge('topology', topologyTexts.topology[language])} />
                </section>
              </Panel>
            </Group>
          </Panel>
        </Group>
      </NodePicks>
    </Main>
  );
}

/** What went wrong last, and nodes that do not run. */
function Trouble({ view }: { readonly view: SessionView }) {
  const say = useSay(labTexts);
  const language = useLanguage();
  const down = view.nodes.filter((node) => node.state !== 'running');
  if (view.error === undefined && down.length === 0) return null;
  return (
    <div className="banner warning" role="status">
      {view.error !== undefined && (
        <span className="pre">
          <strong>{say('trouble')}</strong> {wordErrorMessage(view.error, language)}
        </span>
      )}
      {down.length > 0 && (
        <span>
          {say('nodeDown', {
            nodes: down.map((node) => downWords(node, language)).join(language === 'zh-CN' ? '、' : ', '),
          })}{' '}
          {down.map(({ name }) => (
            <PowerMenu key={name} view={view} node={name} />
          ))}
        </span>
      )}
    </div>
  );
}

/** A node that does not run: how it is, and why if somebody said. */
function downWords({ name, state, detail }: NodeView, language: Language): string {
  const why = whyNode(detail, language);
  const how = nodeStateTexts[state][language];
  return language === 'zh-CN'
    ? `${name}（${how}${why === '' ? '' : `，${why}`}）`
    : `${name} (${how}${why === '' ? '' : `, ${why}`})`;
}
