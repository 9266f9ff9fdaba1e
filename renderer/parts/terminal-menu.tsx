import { useRef } from 'react';
import { Menu, MenuItem, Popover, Separator } from 'react-aria-components';
import { useSay } from '../base/i18n.js';
import { terminalTexts } from '../texts/terminals.js';
import { useNotices } from './notices.js';
import type { TerminalScreen } from './terminal-screen.js';

interface TerminalMenuProps {
  /** Pixels from the pane's corner. */
  readonly at: { readonly x: number; readonly y: number };
  readonly node: string;
  readonly screen: TerminalScreen;
  readonly onSearch: () => void;
  readonly onZoom: (by: number) => void;
  readonly onNew: () => void;
  readonly onClose: () => void;
}

/** What can be done with a terminal, at the place where it was asked for. */
export function TerminalMenu({ at, node, screen, onSearch, onZoom, onNew, onClose }: TerminalMenuProps) {
  const say = useSay(terminalTexts);
  const notice = useNotices();
  const anchor = useRef<HTMLSpanElement>(null);
  // At once: what the menu offers when it is asked for again may depend on them.
  const deeds: Readonly<Record<string, () => void>> = {
    copy: () => screen.copy(),
    all: () => screen.selectAll(),
    clear: () => screen.clear(),
    larger: () => onZoom(1),
    smaller: () => onZoom(-1),
    usual: () => onZoom(0),
  };
  // These need the focus, which a closing menu gives back to where it was.
  const focused: Readonly<Record<string, () => void>> = {
    paste: () =>
      void screen.pasteFromClipboard().then((allowed) => {
        if (!allowed) notice({ kind: 'info', text: say('pasteByKeys') });
      }),
    search: onSearch,
    new: onNew,
  };
  const item = (id: string, label: string, keys?: string) => (
    <MenuItem id={id} key={id} className="list-item" textValue={label}>
      {label}
      {keys !== undefined && <kbd className="menu-keys">{keys}</kbd>}
    </MenuItem>
  );
  return (
    <>
      <span className="menu-anchor" ref={anchor} style={{ left: at.x, top: at.y }} aria-hidden />
      <Popover
        className="popover"
        triggerRef={anchor}
        placement="bottom start"
        isOpen
        onOpenChange={(open) => {
          if (!open) onClose();
        }}
      >
        <Menu
          className="list-box"
          aria-label={say('menu')}
          autoFocus
          disabledKeys={screen.hasSelection ? [] : ['copy']}
          onAction={(key) => {
            deeds[String(key)]?.();
            onClose();
            setTimeout(() => focused[String(key)]?.(), 60);
          }}
        >
          {item('copy', say('copy'), 'Ctrl+Shift+C')}
          {item('paste', say('paste'), 'Ctrl+Shift+V')}
          {item('all', say('selectAll'))}
          {item('search', say('searchIn'), 'Ctrl+Shift+F')}
          {item('clear', say('clear'))}
          <Separator className="menu-line" />
          {item('larger', say('larger'), 'Ctrl+=')}
          {item('smaller', say('smaller'), 'Ctrl+-')}
          {item('usual', say('usual'), 'Ctrl+0')}
          <Separator className="menu-line" />
          {item('new', say('openOn', { node }))}
        </Menu>
      </Popover>
    </>
  );
}
