import '@xterm/xterm/css/xterm.css';
import { ArrowDown, ArrowUp, Search, SquareTerminal, X } from 'lucide-react';
import { type MouseEvent, useEffect, useRef, useState } from 'react';
import type { TerminalView } from '../../contract/views.js';
import type { NodeState } from '../../contract/machines.js';
import { useEngine } from '../base/engine.js';
import { useLanguage, useSay } from '../base/i18n.js';
import type { TerminalTab } from '../logic/terminal-tabs.js';
import { terminalSize, usePreferences } from '../base/preferences.js';
import { commonTexts } from '../texts/common.js';
import { awayTexts, terminalStateTexts, terminalTexts } from '../texts/terminals.js';
import { useConfirm, useOpenLink } from './confirm.js';
import { Button, IconButton } from './controls.js';
import { useAct } from './notices.js';
import { TerminalMenu } from './terminal-menu.js';
import { TerminalScreen } from './terminal-screen.js';
import { terminalThemes } from './terminal-themes.js';

export type Place = 'full' | 'left' | 'right' | 'hidden';

interface TerminalPaneProps {
  readonly tab: TerminalTab;
  /** How its machine is. */
  readonly away: NodeState | undefined;
  readonly place: Place;
  readonly screens: Map<string, TerminalScreen>;
  readonly onFocus: () => void;
  /** Opens another terminal on the same node. */
  readonly onNew: () => void;
}

/** A terminal's screen; it stays alive while another tab is in front. */
export function TerminalPane({ tab, away, place, screens, onFocus, onNew }: TerminalPaneProps) {
  const say = useSay(terminalTexts);
  const sayCommon = useSay(commonTexts);
  const language = useLanguage();
  const { client } = useEngine();
  const { settings, theme, change } = usePreferences();
  const act = useAct();
  const openLink = useOpenLink();
  const confirm = useConfirm();
  const host = useRef<HTMLDivElement>(null);
  const screen = useRef<TerminalScreen>(undefined);
  const [searching, setSearching] = useState(false);
  /** Where the menu was asked for, in the pane. */
  const [menu, setMenu] = useState<{ readonly x: number; readonly y: number }>();
  const [state, setState] = useState<TerminalView['state']>(tab.terminal?.state ?? 'connecting');
  const id = tab.id;
  const told = tab.terminal?.state;
  useEffect(() => {
    if (told !== undefined) setState(told);
  }, [told]);
  const screenReader = settings.layout['terminal.screenReader'] === true;

  // What a screen asks for, in today's language: it outlives a change of it.
  const zoom = (by: number) => {
    const size = by === 0 ? terminalSize.usual : settings.terminalFontSize + by;
    change({ terminalFontSize: Math.min(terminalSize.max, Math.max(terminalSize.min, size)) });
  };
  const asks = useRef({
    openLink,
    zoom,
    copyOnSelect: false,
    askPaste: (_lines: readonly string[]) => Promise.resolve(false),
  });
  asks.current = {
    openLink,
    zoom,
    copyOnSelect: settings.copyOnSelect,
    askPaste: (lines) =>
      confirm({
        title: say('pasteAsk', { count: lines.length }),
        body: (
          <>
            <p>{say('pasteBody')}</p>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
            <pre className="paste-lines" tabIndex={0}>
              {lines.join('\n')}
            </pre>
          </>
        ),
        action: say('paste'),
      }),
  };

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const made = new TerminalScreen(id, {
      fontSize: settings.terminalFontSize,
      theme: terminalThemes[theme],
      screenReader,
      onLink: (url) => asks.current.openLink(url),
      onSearch: () => setSearching(true),
      onZoom: (by) => asks.current.zoom(by),
      copyOnSelect: () => asks.current.copyOnSelect,
      askPaste: (lines) => asks.current.askPaste(lines),
      onState: setState,
    });
    screen.current = made;
    screens.set(id, made);
    made.open(element, say('label', { name: tab.name }));
    const resized = new ResizeObserver(() => made.fit());
    resized.observe(element);
    return () => {
      resized.disconnect();
      screens.delete(id);
      screen.current = undefined;
      made.dispose();
    };
    // One screen for one terminal; looks and connection follow below.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [id, screens]);
  useEffect(() => screen.current?.follow(client), [client]);
  useEffect(
    () => screen.current?.look(settings.terminalFontSize, terminalThemes[theme], screenReader),
    [settings.terminalFontSize, theme, screenReader],
  );
  useEffect(() => screen.current?.fit(), [place]);

  const renew = async () => {
    await act('closeTerminal', { terminal: id });
    onNew();
  };
  const openMenu = (event: MouseEvent<HTMLElement>) => {
    event.preventDefault();
    const pane = event.currentTarget.getBoundingClientRect();
    // By the keyboard it comes without a place.
    const [x, y] = event.clientX === 0 && event.clientY === 0 ? [24, 24] : [event.clientX, event.clientY];
    setMenu({ x: Math.max(0, x - pane.left), y: Math.max(0, y - pane.top) });
  };

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the menu's actions have keys, too
    <section
      className={`terminal-pane ${place}`}
      aria-label={say('label', { name: tab.name })}
      onFocus={onFocus}
      onContextMenu={openMenu}
    >
      <div className="terminal-host" ref={host} />
      {state !== 'open' && (
        <div className={`terminal-state ${state}`} role="status">
          {
            ((state === 'ended' || away === undefined ? undefined : awayTexts[away]) ??
              terminalStateTexts[state])[language]
          }
          {state === 'ended' && (
            <Button small icon={SquareTerminal} onPress={() => void renew()}>
              {say('newShell')}
            </Button>
          )}
        </div>
      )}
      {menu !== undefined && screen.current !== undefined && (
        <TerminalMenu
          at={menu}
          node={tab.node}
          screen={screen.current}
          onSearch={() => setSearching(true)}
          onZoom={zoom}
          onNew={onNew}
          onClose={() => {
            setMenu(undefined);
            screen.current?.focus();
          }}
        />
      )}
      {searching && (
        <SearchBar
          onFind={(text, how) => screen.current?.find(text, how) ?? false}
          onClose={() => {
            // What was found stays selected: it may be wanted.
            setSearching(false);
            screen.current?.focus();
          }}
          close={sayCommon('close')}
        />
      )}
    </section>
  );
}

interface SearchBarProps {
  /** @returns was it found? */
  readonly onFind: (text: string, how: 'typing' | 'next' | 'previous') => boolean;
  readonly onClose: () => void;
  readonly close: string;
}

function SearchBar({ onFind, onClose, close }: SearchBarProps) {
  const say = useSay(terminalTexts);
  const [text, setText] = useState('');
  const [found, setFound] = useState(true);
  const find = (how: 'next' | 'previous') => setFound(onFind(text, how));
  return (
    <div className="terminal-search" role="search">
      <Search size={14} aria-hidden />
      <input
        className="input"
        aria-label={say('searchIn')}
        placeholder={say('searchIn')}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was just asked for
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setFound(onFind(event.target.value, 'typing'));
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') find(event.shiftKey ? 'previous' : 'next');
          if (event.key === 'Escape') onClose();
        }}
      />
      <span className="quiet-text" role="status">
        {found ? '' : say('noMatch')}
      </span>
      <IconButton icon={ArrowUp} label={say('previousMatch')} onPress={() => find('previous')} />
      <IconButton icon={ArrowDown} label={say('nextMatch')} onPress={() => find('next')} />
      <IconButton icon={X} label={close} onPress={onClose} />
    </div>
  );
}
