import {
  createContext,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import {
  Autocomplete,
  Dialog,
  Input,
  Menu,
  MenuItem,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from 'react-aria-components';
import { useSay } from '../base/i18n.js';
import { paletteTexts } from '../texts/palette.js';

export interface Action {
  readonly id: string;
  readonly label: string;
  /** Keys that do the same, as a person reads them. */
  readonly keys?: string;
  readonly run: () => void;
  /** Offered by every view: after the view's own. */
  readonly common?: boolean;
}

interface Registry {
  readonly set: (owner: string, actions: readonly Action[] | undefined) => void;
  readonly open: () => void;
}

const PaletteContext = createContext<Registry>({ set: () => {}, open: () => {} });

/** The command palette: everything that the views on the screen can do, by name. */
export function PaletteProvider({ children }: { readonly children: ReactNode }) {
  const say = useSay(paletteTexts);
  const { contains } = useFilter({ sensitivity: 'base' });
  const owners = useRef(new Map<string, readonly Action[]>());
  const [shown, setShown] = useState<readonly Action[]>();

  const open = useCallback(() => {
    const all = [...owners.current.values()].flat();
    setShown([...all.filter((one) => one.common !== true), ...all.filter((one) => one.common === true)]);
  }, []);
  const registry = useMemo(
    () => ({
      set(owner: string, actions: readonly Action[] | undefined) {
        if (actions === undefined) owners.current.delete(owner);
        else owners.current.set(owner, actions);
      },
      open,
    }),
    [open],
  );

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!event.ctrlKey || event.altKey || event.metaKey || event.key.toLowerCase() !== 'k') return;
      // Without Shift the key belongs to the shell while a terminal has the focus.
      if (!event.shiftKey && (event.target as Element | null)?.closest?.('.xterm') != null) return;
      event.preventDefault();
      event.stopPropagation();
      // A question that waits for its answer comes first.
      if (document.querySelector('[role=alertdialog]') === null) open();
    };
    window.addEventListener('keydown', pressed, { capture: true });
    return () => window.removeEventListener('keydown', pressed, { capture: true });
  }, [open]);

  const close = () => setShown(undefined);
  return (
    <PaletteContext value={registry}>
      {children}
      <ModalOverlay
        className="overlay top"
        isDismissable
        isOpen={shown !== undefined}
        onOpenChange={(isOpen) => {
          if (!isOpen) close();
        }}
      >
        <Modal className="modal palette">
          <Dialog aria-label={say('title')} className="dialog palette-dialog">
            <Autocomplete filter={contains}>
              <SearchField aria-label={say('placeholder')} autoFocus className="palette-search">
                <Input placeholder={say('placeholder')} className="input" />
              </SearchField>
              {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
              <div className="palette-list" tabIndex={0}>
                <Menu
                  aria-label={say('title')}
                  className="list-box"
                  items={shown ?? []}
                  renderEmptyState={() => <p className="quiet-text">{say('none')}</p>}
                  onAction={(key) => {
                    const action = shown?.find((one) => one.id === key);
                    close();
                    // After the dialog has given the focus back: the action may put it elsewhere.
                    setTimeout(() => action?.run(), 60);
                  }}
                >
                  {(action: Action) => (
                    <MenuItem id={action.id} textValue={action.label} className="list-item">
                      <span className="grow">{action.label}</span>
                      {action.keys !== undefined && <kbd>{action.keys}</kbd>}
                    </MenuItem>
                  )}
                </Menu>
              </div>
            </Autocomplete>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </PaletteContext>
  );
}

export function usePalette(): Registry {
  return use(PaletteContext);
}

/** Offers actions while the caller is on the screen. */
export function useActions(actions: readonly Action[]): void {
  const { set } = use(PaletteContext);
  const owner = useId();
  useEffect(() => set(owner, actions));
  useEffect(() => () => set(owner, undefined), [set, owner]);
}
