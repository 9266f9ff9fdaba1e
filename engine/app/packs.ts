import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { AppProcedures } from '../../contract/app.js';
import { LabError } from '../../contract/errors.js';
import type { InstalledVersion, PackOffer, PackView } from '../../contract/packs.js';
import type { Service } from '../../contract/rpc.js';
import type { Installer, Looked, LookOptions } from '../install/installer.js';
import type { Library } from '../install/library.js';
import { shownSource } from '../install/source.js';
import { keyIdOf } from '../install/standing.js';
import { filesOf, type Held } from '../install/store.js';
import { canUpdate, lookForUpdate } from '../install/update.js';
import { writeFileAtomic } from '../machines/files.js';
import { labsIn } from '../packs/library.js';
import { readPack } from '../packs/pack-file.js';
import type { Shelf } from '../packs/shelf.js';

/** Packs that were looked at and wait for an answer; of more the oldest are forgotten. */
const maxOffers = 4;

type PackAsks = Pick<
  AppProcedures,
  'packs' | 'lookAtPack' | 'lookForUpdate' | 'installPack' | 'declinePack' | 'usePack' | 'removePack'
>;

export interface AppPacksParts {
  readonly library: Library;
  readonly installer: Installer;
  readonly shelf: () => Promise<Shelf>;
}

/** What a window asks of packs. */
export class AppPacks {
  readonly #parts: AppPacksParts;
  readonly #offers = new Map<string, Looked>();

  constructor(parts: AppPacksParts) {
    this.#parts = parts;
  }

  service(): Service<PackAsks> {
    const { installer, library } = this.#parts;
    return {
      packs: () => this.#list(),
      lookAtPack: async ({ source, pack, allowOlder }, { signal, onEvent }) => {
        const onBytes = (bytes: number) => onEvent({ bytes });
        const options = { pack, allowOlder, signal, onBytes };
        const looked =
          typeof source === 'string'
            ? await installer.look(source, options)
            : await this.#lookAtBytes(source.name, Buffer.from(source.content, 'base64'), options);
        return this.#offer(looked);
      },
      lookForUpdate: async ({ pack }, { signal, onEvent }) => {
        const onBytes = (bytes: number) => onEvent({ bytes });
        const looked = await lookForUpdate(installer, pack, { signal, onBytes });
        return looked === undefined ? null : this.#offer(looked);
      },
      installPack: async ({ offer }, { signal }) => {
        const looked = this.#offers.get(offer);
        if (looked === undefined) throw new LabError({ code: 'install.offer-gone', params: {} });
        this.#offers.delete(offer);
        const { held } = await installer.install(looked, { accept: true, signal });
        return { id: looked.sheet.id, name: held.name };
      },
      declinePack: async ({ offer }) => {
        const looked = this.#offers.get(offer);
        this.#offers.delete(offer);
        await looked?.discard();
      },
      usePack: async ({ pack, name }) => void (await library.store.use(pack, name)),
      removePack: async ({ pack, name }) => void (await library.store.remove(pack, name)),
    };
  }

  /** Forgets what nobody has answered. */
  async leave(): Promise<void> {
    const all = [...this.#offers.values()];
    this.#offers.clear();
    await Promise.all(all.map((looked) => looked.discard()));
  }

  /** A file that a browser has: it lies here only until it was looked at. */
  async #lookAtBytes(name: string, content: Buffer, options: LookOptions): Promise<Looked> {
    const folder = mkdtempSync(join(tmpdir(), 'lvslab-pack-'));
    try {
      const file = join(folder, 'sent.lvspack');
      writeFileAtomic(file, content);
      return await this.#parts.installer.look(file, { ...options, named: name });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  async #offer(looked: Looked): Promise<PackOffer> {
    const offer = randomUUID();
    this.#offers.set(offer, looked);
    for (const [old, each] of [...this.#offers].slice(0, -maxOffers)) {
      this.#offers.delete(old);
      await each.discard();
    }
    const { sheet, standing, source, already, versions, newIndex } = looked;
    return {
      offer,
      sheet,
      standing,
      source: shownSource(source),
      installed: already,
      versions,
      ...(newIndex === undefined
        ? {}
        : { index: { url: newIndex.url, key: keyIdOf(newIndex.signed.index.publisher) } }),
    };
  }

  async #list(): Promise<readonly PackView[]> {
    const { library } = this.#parts;
    const { unsound } = await this.#parts.shelf();
    /** Labs of a pack that are not sound are told where the pack stands. */
    const problemsOf = (folder: string) =>
      unsound.filter((error) => isIn(error, folder)).map(({ detail }) => detail);
    const builtIn = library.builtIn().map((folder): PackView => {
      const pack = readPack(folder);
      return {
        id: pack?.id ?? basename(folder),
        ...(pack === undefined ? {} : { title: pack.title, version: pack.version }),
        labs: labsIn(folder).length,
        builtIn: true,
        versions: [],
        updates: false,
        problems: problemsOf(folder),
      };
    });
    const installed = library.installed().map(({ id, held, trouble }): PackView => {
      const current = held.find((each) => each.current);
      const folder = current === undefined ? undefined : filesOf(current.folder);
      const pack = folder === undefined ? undefined : readPack(folder);
      return {
        id,
        ...(pack === undefined ? {} : { title: pack.title, version: pack.version }),
        labs: folder === undefined ? 0 : labsIn(folder).length,
        builtIn: false,
        versions: held.flatMap(versionOf),
        updates: canUpdate(current?.record),
        problems: [
          ...(trouble === undefined ? [] : [trouble.detail]),
          ...(folder === undefined ? [] : problemsOf(folder)),
        ],
      };
    });
    return [...builtIn, ...installed];
  }
}

function versionOf({ name, record, current, revoked }: Held): readonly InstalledVersion[] {
  if (record === undefined) return [];
  return [
    {
      name,
      version: record.pack.version,
      kind: record.kind,
      digest: record.digest,
      ...(record.key === undefined ? {} : { key: keyIdOf(record.key) }),
      installed: record.installed,
      source: shownSource(record.source),
      current,
      ...(revoked === undefined ? {} : { revoked }),
    },
  ];
}

function isIn(error: LabError, folder: string): boolean {
  const { detail } = error;
  return (
    detail.code === 'lab.invalid' && detail.params.problems.some(({ file }) => file.startsWith(`${folder}/`))
  );
}
