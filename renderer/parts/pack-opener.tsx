import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { LabError } from '../../contract/errors.js';
import type { PackOffer } from '../../contract/packs.js';
import { useEngine } from '../base/engine.js';
import { useLanguage, useSay, wordError } from '../base/i18n.js';
import { bytes as shownBytes } from '../base/time.js';
import { commonTexts } from '../texts/common.js';
import { packTexts } from '../texts/packs.js';
import { Button } from './controls.js';
import { useAct, useNotices } from './notices.js';
import { useDrop } from './pack-drop.js';
import { PackSheetBody } from './pack-sheet.js';
import { useActions } from './palette.js';

/** What is to be looked at: where it is, or a file that a browser has; or the newer state of an installed pack. */
type Wanted =
  | {
      readonly source: string | { readonly name: string; readonly content: string };
      readonly pack?: string;
      readonly allowOlder?: true;
    }
  | { readonly update: string };

interface Opener {
  /** Shows what a pack will do, and installs it when that is wanted. */
  readonly look: (wanted: Wanted) => void;
  /** Has somebody choose a file, where the system can be asked. */
  readonly choose: (() => void) | undefined;
  /** Grows with every change to what is installed. */
  readonly changes: number;
  readonly changed: () => void;
}

const OpenerContext = createContext<Opener>({
  look: () => {},
  choose: undefined,
  changes: 0,
  changed: () => {},
});

type Shown =
  | { readonly state: 'looking'; readonly wanted: Wanted; readonly bytes: number }
  | { readonly state: 'offer'; readonly wanted: Wanted; readonly offer: PackOffer }
  | { readonly state: 'failed'; readonly wanted: Wanted; readonly error: unknown };

/** Opens packs, wherever they come from: dropped into the window, by the desktop, by name. One after the other. */
export function PackOpenerProvider({ children }: { readonly children: ReactNode }) {
  const { client } = useEngine();
  const say = useSay(packTexts);
  const notice = useNotices();
  const act = useAct();
  const [queue, setQueue] = useState<readonly Wanted[]>([]);
  const [shown, setShown] = useState<Shown>();
  const [changes, setChanges] = useState(0);
  const stop = useRef<AbortController>(undefined);

  const look = useCallback((wanted: Wanted) => setQueue((before) => [...before, wanted]), []);
  const changed = useCallback(() => setChanges((count) => count + 1), []);
  const close = useCallback(() => {
    stop.current?.abort();
    setShown((before) => {
      if (before?.state === 'offer') void act('declinePack', { offer: before.offer.offer });
      return undefined;
    });
  }, [act]);

  useEffect(() => {
    const [wanted, ...rest] = queue;
    if (wanted === undefined || shown !== undefined || client === undefined) return;
    setQueue(rest);
    setShown({ state: 'looking', wanted, bytes: 0 });
    const stopped = new AbortController();
    stop.current = stopped;
    const options = {
      signal: stopped.signal,
      onEvent: ({ bytes }: { readonly bytes: number }) => {
        if (!stopped.signal.aborted) setShown({ state: 'looking', wanted, bytes });
      },
    };
    const asked =
      'update' in wanted
        ? client.call('lookForUpdate', { pack: wanted.update }, options)
        : client.call('lookAtPack', wanted, options);
    asked.then(
      (offer) => {
        if (stopped.signal.aborted) {
          if (offer !== null) void act('declinePack', { offer: offer.offer });
        } else if (offer === null) {
          setShown(undefined);
          notice({ kind: 'done', text: say('newest', { id: nameOf(wanted) }) });
        } else setShown({ state: 'offer', wanted, offer });
      },
      (error: unknown) => {
        if (!stopped.signal.aborted) setShown({ state: 'failed', wanted, error });
      },
    );
  }, [queue, shown, client, act, notice, say]);

  // What the desktop has opened with the app: before this page was there, and since.
  useEffect(() => {
    const bridge = window.lvslab;
    if (bridge === undefined) return;
    const take = () =>
      void bridge.takePacks().then((paths) => {
        for (const source of paths) look({ source });
      });
    const hear = (event: MessageEvent) => {
      if (event.source === window && event.data === 'lvslab-packs') take();
    };
    take();
    window.addEventListener('message', hear);
    return () => window.removeEventListener('message', hear);
  }, [look]);

  const choose = useMemo(() => {
    const bridge = window.lvslab;
    if (bridge === undefined) return undefined;
    return () =>
      void bridge.choosePack().then((source) => {
        if (source !== undefined) look({ source });
      });
  }, [look]);
  useActions(
    choose === undefined ? [] : [{ id: 'open-pack', label: say('openPack'), run: choose, common: true }],
  );

  const dropping = useDrop(look);
  const opener = useMemo(() => ({ look, choose, changes, changed }), [look, choose, changes, changed]);
  return (
    <OpenerContext value={opener}>
      {children}
      {dropping !== undefined && (
        <div className="drop-here" role="status">
          {dropping}
        </div>
      )}
      <ModalOverlay
        className="overlay"
        isDismissable
        isOpen={shown !== undefined}
        onOpenChange={(open) => {
          if (!open) close();
        }}
      >
        <Modal className="modal wide">
          {shown !== undefined && (
            <Body
              shown={shown}
              onClose={close}
              onDone={() => {
                setShown(undefined);
                changed();
              }}
              onAgain={(wanted) => {
                close();
                look(wanted);
              }}
            />
          )}
        </Modal>
      </ModalOverlay>
    </OpenerContext>
  );
}

export function usePackOpener(): Opener {
  return use(OpenerContext);
}

function nameOf(wanted: Wanted): string {
  if ('update' in wanted) return wanted.update;
  const { source } = wanted;
  return typeof source === 'string'
    ? (source.split(/[\\/]/).findLast((word) => word !== '') ?? source)
    : source.name;
}

interface BodyProps {
  readonly shown: Shown;
  readonly onClose: () => void;
  readonly onDone: () => void;
  readonly onAgain: (wanted: Wanted) => void;
}

function Body({ shown, onClose, onDone, onAgain }: BodyProps) {
  const say = useSay(packTexts);
  const sayCommon = useSay(commonTexts);
  const language = useLanguage();
  const name = nameOf(shown.wanted);
  if (shown.state === 'offer')
    return <Sheet offer={shown.offer} onClose={onClose} onDone={onDone} again={againAs(shown, onAgain)} />;
  const { wanted } = shown;
  const several = shown.state === 'failed' ? severalIn(shown.error) : [];
  return (
    <Dialog className="dialog">
      <Heading slot="title" className="dialog-title">
        {shown.state === 'failed' && several.length === 0
          ? say('cannot', { name })
          : say('looking', { name })}
      </Heading>
      <div className="dialog-body">
        {shown.state === 'looking' ? (
          <p role="status">
            {shown.bytes > 0 ? say('bytes', { size: shownBytes(shown.bytes) }) : sayCommon('loading')}
          </p>
        ) : several.length > 0 && 'source' in wanted ? (
          <>
            <p>{say('which', { packs: several })}</p>
            <div className="row">
              {several.map((pack) => (
                <Button key={pack} onPress={() => onAgain({ ...wanted, pack })}>
                  {pack}
                </Button>
              ))}
            </div>
          </>
        ) : (
          <p role="alert" className="pack-error">
            {wordError(shown.error, language)}
          </p>
        )}
      </div>
      <div className="dialog-actions">
        <Button autoFocus onPress={onClose}>
          {sayCommon(shown.state === 'looking' ? 'cancel' : 'close')}
        </Button>
      </div>
    </Dialog>
  );
}

/** The names of packs where one has to be chosen. */
function severalIn(error: unknown): readonly string[] {
  return error instanceof LabError && error.detail.code === 'install.no-pack'
    ? error.detail.params.packs
    : [];
}

/** Looks again, at what is refused for being older; undefined where that is not why. */
function againAs(
  shown: Shown & { readonly state: 'offer' },
  again: BodyProps['onAgain'],
): (() => void) | undefined {
  const { wanted, offer } = shown;
  const old =
    offer.standing.state === 'refused' &&
    ['install.older', 'install.version-reused'].includes(offer.standing.why.code);
  return old && 'source' in wanted ? () => again({ ...wanted, allowOlder: true }) : undefined;
}

interface SheetProps {
  readonly offer: PackOffer;
  readonly again: (() => void) | undefined;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function Sheet({ offer, again, onClose, onDone }: SheetProps) {
  const say = useSay(packTexts);
  const sayCommon = useSay(commonTexts);
  const language = useLanguage();
  const act = useAct();
  const notice = useNotices();
  const [busy, setBusy] = useState(false);
  const { sheet, standing } = offer;
  const title = sheet.title[language];
  const install = async () => {
    setBusy(true);
    const got = await act('installPack', { offer: offer.offer });
    if (got === undefined) return onClose();
    notice({ kind: 'done', text: say('installed', { title, version: sheet.version }) });
    onDone();
  };
  const word = offer.installed
    ? 'useIt'
    : standing.state === 'unsigned'
      ? 'installAnyway'
      : standing.state === 'new' || offer.index !== undefined
        ? 'trustInstall'
        : 'install';
  return (
    <Dialog className="dialog">
      <Heading slot="title" className="dialog-title">
        {standing.state === 'refused' ? say('cannot', { name: title }) : say('sheet', { title })}
      </Heading>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
      <div className="dialog-body pack-scroll" tabIndex={0} role="group" aria-label={say('does')}>
        <PackSheetBody offer={offer} />
      </div>
      <div className="dialog-actions">
        {again !== undefined && <Button onPress={again}>{say('olderToo')}</Button>}
        <Button autoFocus onPress={onClose}>
          {sayCommon(standing.state === 'refused' ? 'close' : 'cancel')}
        </Button>
        {standing.state !== 'refused' && (
          <Button
            look={standing.state === 'unsigned' ? 'danger' : 'primary'}
            isDisabled={busy}
            onPress={() => void install()}
          >
            {say(word)}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
