import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../contract/errors.js';
import type { PackSheet, Standing } from '../../contract/packs.js';
import { manifestName, sha256, signatureName } from '../archive/manifest.js';
import { writeFileAtomic } from '../machines/files.js';
import { type OpenedPack, unpackInto } from '../packs/open-pack.js';
import { type MinisignKey, publicKeyLine } from '../signing/minisign.js';
import type { Downloading } from './download.js';
import { type Fetched, fetchPack, type IndexSeen, successionsIn } from './fetch.js';
import { judgeIndex, trustingIndex } from './index-file.js';
import { type Installed, type PackSource, type Trust, writeInstalled } from './records.js';
import { isAddress, shownSource, sourceFor } from './source.js';
import { standingOf, trusting } from './standing.js';
import { filesOf, type Held, nameOf, type PackStore } from './store.js';

export interface LookOptions extends Downloading {
  /** The pack that is meant, where there are several. */
  readonly pack?: string | undefined;
  readonly teacher?: boolean | undefined;
  /** The key that must have signed it. */
  readonly wanted?: MinisignKey | undefined;
  readonly allowOlder?: boolean | undefined;
  /** What a file is called that lies here for the moment only. */
  readonly named?: string | undefined;
}

/** A pack that was had and looked through, and lies ready; nothing of it is installed. */
export interface Looked {
  readonly sheet: PackSheet;
  readonly standing: Standing;
  readonly source: PackSource;
  /** It is installed already, exactly as it is. */
  readonly already: boolean;
  /** Versions of it that are installed. */
  readonly versions: readonly string[];
  /** The index that named it, where nothing was seen of that before: whoever accepts the pack accepts it, too. */
  readonly newIndex: IndexSeen | undefined;
  /** Forgets it. */
  discard(): Promise<void>;
}

/** What `look` keeps to itself. */
interface Ready extends Looked {
  readonly opened: OpenedPack;
  readonly fetched: Fetched;
  readonly successions: readonly string[];
  /** The folder that becomes the installed state. */
  readonly state: string;
  readonly allowOlder: boolean;
}

/** Has packs from where they are, shows what they will do, and installs them. */
export class Installer {
  readonly store: PackStore;
  /** Ids of packs that come with the product: no other pack has them. */
  readonly #builtIn: () => readonly string[];
  readonly #now: () => number;

  constructor(store: PackStore, builtIn: () => readonly string[], now: () => number = Date.now) {
    this.store = store;
    this.#builtIn = builtIn;
    this.#now = now;
  }

  /**
   * @param from what somebody named, or where an installed pack came from
   * @throws LabError install.*, index.*, pack.*, host.*; the signal's reason
   */
  async look(from: string | PackSource, options: LookOptions = {}): Promise<Looked> {
    const found = typeof from === 'string' ? sourceFor(from) : from;
    const { signal, wanted, allowOlder = false, named } = options;
    const source: PackSource = named === undefined ? found : { type: 'file', path: named };
    const { folder, discard } = this.store.stage();
    try {
      const trust = this.store.trust();
      const onIndex = (index: IndexSeen) => this.#remember(index, signal);
      const fetched = await fetchPack(found, folder, { ...options, trust, now: this.#now(), onIndex });
      const shown = named ?? (typeof from === 'string' ? from : shownSource(from));
      const state = join(folder, 'state');
      await mkdir(state, { mode: 0o700 });
      const opened = await unpackInto(fetched.file, filesOf(state), { wanted, signal, shown });
      checkEntry(opened, fetched);
      if (options.pack !== undefined && opened.sheet.id !== options.pack)
        throw new LabError({ code: 'install.no-pack', params: { source: shown, packs: [opened.sheet.id] } });
      const successions = [
        ...(fetched.index?.signed.index.successions ?? []),
        ...successionsIn(filesOf(state)),
      ];
      const { id } = opened.sheet;
      const held = this.store.held(id);
      const name = stateName(opened);
      const ready: Ready = {
        sheet: opened.sheet,
        standing: this.#standing({ opened, fetched, successions, allowOlder }, this.store.trust()),
        source,
        already: held.some((each) => each.name === name && each.record !== undefined),
        versions: held.flatMap(({ record }) => record?.pack.version ?? []),
        newIndex: fetched.index?.state === 'new' ? fetched.index : undefined,
        discard,
        opened,
        fetched,
        successions,
        state,
        allowOlder,
      };
      return ready;
    } catch (error) {
      await discard();
      throw error;
    }
  }

  /**
   * Installs what was looked at; new sessions are of it from now on. Where this throws nothing is installed; the key that somebody has
   * confirmed may be known by then.
   * @param accept somebody has confirmed the key that is new here, or that there is none
   * @returns `already`: it was there, and is the current one now
   * @throws LabError install.not-accepted, and why its standing is refused; host.*, lock.held; the signal's reason
   */
  async install(
    looked: Looked,
    { accept, signal }: { readonly accept: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<{ readonly held: Held; readonly already: boolean }> {
    const ready = looked as Ready;
    const { opened, fetched, source, state } = ready;
    const { sheet, head } = opened;
    const { id, version, kind, digest } = sheet;
    try {
      return await this.store.change(signal, async () => {
        const before = this.store.trust();
        // As it is now: another process may have installed something since it was looked at.
        const standing = this.#standing(ready, before);
        if (standing.state === 'refused') throw new LabError(standing.why);
        const { index } = fetched;
        if (index?.state === 'new' && Object.hasOwn(before.indexes, index.url))
          judgeIndex(index.signed, index.url, before, this.#now());
        const asks =
          standing.state === 'new' || standing.state === 'unsigned' || this.#isNew(fetched, before);
        if (asks && !accept)
          throw new LabError({
            code: 'install.not-accepted',
            params: { id, signed: standing.state !== 'unsigned' },
          });
        const name = stateName(opened);
        this.#describe(state, head, {
          format: 1,
          pack: { id, version },
          kind,
          digest,
          manifest: sha256(head.manifestBytes),
          ...(opened.signature.valid ? { key: publicKeyLine(opened.signature.key) } : {}),
          source,
          installed: this.#now(),
        });
        // Before it is there: a process that dies between the two has trusted a key that somebody has confirmed, and no more.
        this.store.setTrust(this.#trusting(ready, before));
        const placed = await this.store.place(state, id, name);
        return { held: this.store.find(id, name), already: !placed };
      });
    } finally {
      await ready.discard();
    }
  }

  /** Whose packs of an id are from now on, or whose index is at an address: somebody has compared the key. */
  async trustKey(of: string, key: MinisignKey, signal?: AbortSignal): Promise<void> {
    await this.store.change(signal, async () => {
      const trust = this.store.trust();
      const line = publicKeyLine(key);
      if (isAddress(of)) {
        const source = sourceFor(of);
        const url = 'url' in source ? source.url : of;
        // Numbers and versions that another key has signed bind this one to nothing.
        const seen = trust.indexes[url];
        const { counter, content } = seen?.key === line ? seen : { counter: 0, content: '0'.repeat(64) };
        this.store.setTrust({
          ...trust,
          indexes: { ...trust.indexes, [url]: { key: line, counter, content } },
        });
        return;
      }
      const highest = trust.packs[of]?.key === line ? trust.packs[of].highest : undefined;
      const pinned = { key: line, since: this.#now(), ...(highest === undefined ? {} : { highest }) };
      this.store.setTrust({ ...trust, packs: { ...trust.packs, [of]: pinned } });
    });
  }

  #standing(
    {
      opened,
      fetched,
      successions,
      allowOlder,
    }: Pick<Ready, 'opened' | 'fetched' | 'successions' | 'allowOlder'>,
    trust: Trust,
  ): Standing {
    // Of the publisher's own index: a stranger's may name whatever was his once.
    const { index } = fetched;
    const newest =
      index?.state === 'known' &&
      opened.signature.valid &&
      publicKeyLine(index.signed.key) === publicKeyLine(opened.signature.key);
    return standingOf(opened, { trust, builtIn: this.#builtIn(), successions, allowOlder, newest });
  }

  /** An index that is known already is remembered as seen, whatever becomes of the pack: it must not go back. */
  async #remember(index: IndexSeen, signal: AbortSignal | undefined): Promise<void> {
    if (index.state !== 'known') return;
    await this.store.change(signal, async () => {
      const trust = this.store.trust();
      const known = trust.indexes[index.url];
      // Another process may have seen a newer one meanwhile, of the same key; or somebody has said whose it must be.
      if (known?.key === publicKeyLine(index.signed.key) && known.counter > index.signed.index.counter)
        return;
      judgeIndex(index.signed, index.url, trust, this.#now());
      this.store.setTrust(trustingIndex(index.signed, index.url, trust));
    });
  }

  #isNew({ index }: Fetched, trust: Trust): boolean {
    return index?.state === 'new' && !Object.hasOwn(trust.indexes, index.url);
  }

  #trusting({ opened, fetched }: Ready, before: Trust): Trust {
    const { index } = fetched;
    const withIndex =
      index !== undefined && this.#isNew(fetched, before)
        ? trustingIndex(index.signed, index.url, before)
        : before;
    return trusting(opened, withIndex, this.#now());
  }

  /** Beside the pack itself: its manifest and signature, as they came, and what is known of it here. */
  #describe(state: string, { manifestBytes, signature }: OpenedPack['head'], record: Installed): void {
    writeFileAtomic(join(state, manifestName), manifestBytes);
    if (signature !== undefined) writeFileAtomic(join(state, signatureName), signature);
    writeInstalled(state, record);
  }
}

function stateName({ sheet, head }: OpenedPack): string {
  return nameOf(sheet.version, sha256(head.manifestBytes));
}

/** The file is what the index says of it, by its own manifest as well. @throws LabError index.file-differs */
function checkEntry({ sheet }: OpenedPack, { entry, index }: Fetched): void {
  if (entry === undefined || index === undefined) return;
  const same =
    entry.id === sheet.id &&
    entry.version === sheet.version &&
    entry.kind === sheet.kind &&
    entry.digest === sheet.digest;
  if (!same) throw new LabError({ code: 'index.file-differs', params: { url: index.url, file: entry.file } });
}
