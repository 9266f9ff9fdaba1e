import { useEffect, useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useSay } from '../base/i18n.js';
import { commonTexts } from '../texts/common.js';
import { shortcutTexts } from '../texts/shortcuts.js';
import { Button } from './controls.js';
import { useActions } from './palette.js';

/** What is typed there belongs to it: a question mark is text. */
const takesText = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], .xterm') !==
    null;

/** Every key that the window itself takes, as it stands on a keyboard. */
const groups = [
  {
    title: 'everywhere',
    rows: [
      ['F1 / ?', 'listKeys'],
      ['Ctrl+Shift+K / Ctrl+K', 'commands'],
      ['F6 / Shift+F6', 'areas'],
      ['Tab / Shift+Tab', 'controls'],
      ['Esc', 'escape'],
    ],
  },
  {
    title: 'terminals',
    rows: [
      ['Ctrl+Shift+C', 'copy'],
      ['Ctrl+Shift+V', 'paste'],
      ['Ctrl+Shift+F', 'search'],
      ['Ctrl+= / Ctrl+- / Ctrl+0', 'zoom'],
      ['Shift+PgUp / Shift+PgDn', 'scroll'],
      ['Shift+F10', 'menu'],
    ],
  },
  {
    title: 'topology',
    rows: [
      ['Enter', 'card'],
      ['Wheel', 'wheel'],
    ],
  },
] as const;

/** All keys of the window, by F1 everywhere and by `?` where nothing is typed. */
export function Shortcuts() {
  const say = useSay(shortcutTexts);
  const sayCommon = useSay(commonTexts);
  const [open, setOpen] = useState(false);
  useActions([{ id: 'shortcuts', label: say('title'), keys: 'F1', run: () => setOpen(true), common: true }]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
      if (!plain || (event.key !== 'F1' && (event.key !== '?' || takesText(event.target)))) return;
      event.preventDefault();
      event.stopPropagation();
      setOpen(true);
    };
    window.addEventListener('keydown', pressed, { capture: true });
    return () => window.removeEventListener('keydown', pressed, { capture: true });
  }, []);
  return (
    <ModalOverlay className="overlay" isDismissable isOpen={open} onOpenChange={setOpen}>
      <Modal className="modal wide">
        <Dialog className="dialog shortcuts">
          <Heading slot="title" className="dialog-title">
            {say('title')}
          </Heading>
          <div className="dialog-body shortcut-groups">
            {groups.map(({ title, rows }) => (
              <section key={title}>
                <h3>{say(title)}</h3>
                <dl>
                  {rows.map(([keys, what]) => (
                    <div key={what}>
                      <dt>
                        {keys.split(' / ').map((one) => (
                          <kbd key={one}>{one === 'Wheel' ? say('wheelKey') : one}</kbd>
                        ))}
                      </dt>
                      <dd>{say(what)}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
          <div className="dialog-actions">
            <Button autoFocus onPress={() => setOpen(false)}>
              {sayCommon('close')}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
