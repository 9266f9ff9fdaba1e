import { Columns2, Plus, SquareTerminal, X } from 'lucide-react';
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { SessionView } from '../../contract/views.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { commandsOf } from '../logic/fence.js';
import {
  keepPlaces,
  type Places,
  showTab,
  tabsOf,
  type TerminalTab,
  toggleSplit,
} from '../logic/terminal-tabs.js';
import { terminalStateTexts, terminalTexts } from '../texts/terminals.js';
import { Button, IconButton } from './controls.js';
import { useAct } from './notices.js';
import { useActions } from './palette.js';
import { type Place, TerminalPane } from './terminal-pane.js';
import type { TerminalScreen } from './terminal-screen.js';

export interface TerminalsHandle {
  /** Types commands into the node's terminal, and opens one if there is none. */
  run(node: string, code: string): void;
  focus(): void;
}

export interface TerminalsProps {
  readonly view: SessionView;
  readonly handle: Ref<TerminalsHandle>;
  /** More buttons at the end of the bar. */
  readonly tools: ReactNode;
}

/** The terminals of the nodes, in tabs; two side by side if wanted. */
export function Terminals({ view, handle, tools }: TerminalsProps) {
  const say = useSay(terminalTexts);
  const language = useLanguage();
  const act = useAct();
  const tabs = useMemo(() => tabsOf(view.lab.nodes, view.terminals), [view.lab.nodes, view.terminals]);
  const [places, setPlaces] = usePlaces(view, tabs);
  const screens = useRef(new Map<string, TerminalScreen>());
  const opening = useRef(new Set<string>());
  const waiting = useRef<{ node: string; code: string }[]>([]);
  const wantsFocus = useRef<string>(undefined);

  const open = async (node: string, focus = true) => {
    if (opening.current.has(node)) return;
    opening.current.add(node);
    const got = await act('openTerminal', { session: view.id, node });
    opening.current.delete(node);
    if (got === undefined) return;
    if (focus) wantsFocus.current = got.value.terminal;
    setPlaces((now) => showTab(now, got.value.terminal));
  };

  // A session without terminals gets its first one by itself.
  const untouched = useRef(view.terminals.length === 0);
  useEffect(() => {
    const node = tabs.find((tab) => tab.id === places.left)?.node;
    if (untouched.current && node !== undefined) void open(node, false);
    untouched.current = false;
  });

  const type = (screen: TerminalScreen, code: string) => {
    screen.run(commandsOf(code));
    screen.focus();
  };
  const run = (node: string, code: string) => {
    const shown = [places.active === 'left' ? places.left : places.right, places.left, places.right];
    const own = tabs.filter((tab) => tab.node === node && tab.terminal?.state !== 'ended');
    const tab = own.find((one) => shown.includes(one.id)) ?? own[0];
    const screen = tab === undefined ? undefined : screens.current.get(tab.id);
    if (tab === undefined || screen === undefined || tab.terminal?.state !== 'open') {
      waiting.current.push({ node, code });
      if (tab?.terminal === undefined) void open(node);
      else setPlaces((now) => showTab(now, tab.id));
      return;
    }
    setPlaces((now) => showTab(now, tab.id));
    type(screen, code);
  };

  // What was to be run on a node whose terminal has just come.
  useEffect(() => {
    waiting.current = waiting.current.filter(({ node, code }) => {
      const tab = tabs.find((one) => one.node === node && one.terminal?.state === 'open');
      const screen = tab === undefined ? undefined : screens.current.get(tab.id);
      if (screen === undefined) return true;
      type(screen, code);
      return false;
    });
    const screen = wantsFocus.current === undefined ? undefined : screens.current.get(wantsFocus.current);
    if (screen !== undefined) {
      wantsFocus.current = undefined;
      screen.focus();
    }
  });

  const active = places.active === 'right' ? (places.right ?? places.left) : places.left;
  useImperativeHandle(handle, () => ({
    run,
    focus: () => {
      const screen = screens.current.get(active);
      if (screen !== undefined) screen.focus();
      else document.querySelector<HTMLElement>('.terminal-empty button')?.focus();
    },
  }));

  useActions([
    ...view.lab.nodes.map((node) => ({
      id: `terminal-${node.name}`,
      label: say('openOn', { node: node.name }),
      run: () => void open(node.name),
    })),
    { id: 'split', label: say(places.right === undefined ? 'split' : 'unsplit'), run: () => split() },
  ]);
  const split = () => setPlaces((now) => toggleSplit(now, tabs));

  const select = (tab: TerminalTab) => {
    setPlaces((now) => showTab(now, tab.id));
    if (tab.terminal === undefined) void open(tab.node);
    else requestAnimationFrame(() => screens.current.get(tab.id)?.focus());
  };
  const placeOf = (id: string): Place => {
    if (places.right === undefined) return id === places.left ? 'full' : 'hidden';
    return id === places.left ? 'left' : id === places.right ? 'right' : 'hidden';
  };

  return (
    <div className="terminals">
      <div className="area-bar">
        <h2 className="area-title">{say('terminals')}</h2>
        <div className="tabs" role="group" aria-label={say('terminals')}>
          {tabs.map((tab) => {
            const place = placeOf(tab.id);
            const state = tab.terminal?.state;
            return (
              <span
                key={tab.id}
                className={`tab${place === 'hidden' ? '' : ' shown'}${tab.id === active ? ' active' : ''}`}
              >
                <AriaButton
                  className="tab-name"
                  aria-pressed={place !== 'hidden'}
                  onPress={() => select(tab)}
                >
                  <span className={`state-dot ${state ?? 'none'}`} aria-hidden />
                  {tab.name}
                  {state !== undefined && state !== 'open' && (
                    <span className="tab-state">{terminalStateTexts[state][language]}</span>
                  )}
                </AriaButton>
                {tab.terminal !== undefined && (
                  <AriaButton
                    className="tab-close"
                    aria-label={say('close', { name: tab.name })}
                    onPress={() => void act('closeTerminal', { terminal: tab.id })}
                  >
                    <X size={12} aria-hidden />
                  </AriaButton>
                )}
              </span>
            );
          })}
        </div>
        <MenuTrigger>
          <AriaButton className="icon-button" aria-label={say('open')}>
            <Plus size={16} aria-hidden />
          </AriaButton>
          <Popover className="popover">
            <Menu className="list-box" onAction={(node) => void open(String(node))}>
              {view.lab.nodes.map((node) => (
                <MenuItem key={node.name} id={node.name} className="list-item">
                  {say('openOn', { node: node.name })}
                </MenuItem>
              ))}
            </Menu>
          </Popover>
        </MenuTrigger>
        <IconButton
          icon={Columns2}
          label={say(places.right === undefined ? 'split' : 'unsplit')}
          pressed={places.right !== undefined}
          onPress={split}
        />
        {tools}
      </div>
      <div className={`terminal-panes${places.right === undefined ? '' : ' split'}`}>
        {tabs.map((tab) =>
          tab.terminal === undefined ? (
            placeOf(tab.id) !== 'hidden' && (
              <div key={tab.id} className={`terminal-empty ${placeOf(tab.id)}`}>
                <p>{say('notOpen', { node: tab.node })}</p>
                <Button icon={SquareTerminal} onPress={() => void open(tab.node)}>
                  {say('openOn', { node: tab.node })}
                </Button>
              </div>
            )
          ) : (
            <TerminalPane
              key={tab.id}
              tab={tab}
              away={view.nodes.find(({ name }) => name === tab.node)?.state}
              place={placeOf(tab.id)}
              screens={screens.current}
              onFocus={() => setPlaces((now) => showTab(now, tab.id))}
              onNew={() => void open(tab.node)}
            />
          ),
        )}
      </div>
    </div>
  );
}

function usePlaces(view: SessionView, tabs: readonly TerminalTab[]) {
  const first = view.lab.nodes.find((node) => node.role === 'director')?.name;
  const [places, setPlaces] = useState<Places>(() => ({
    left: (tabs.find((tab) => tab.node === first) ?? tabs[0])?.id ?? '',
    active: 'left',
  }));
  const before = useRef(tabs);
  const kept = keepPlaces(places, before.current, tabs);
  useEffect(() => {
    before.current = tabs;
    if (kept !== places) setPlaces(kept);
  });
  return [kept, setPlaces] as const;
}
