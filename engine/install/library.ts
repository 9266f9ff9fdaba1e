import { LabError } from '../../contract/errors.js';
import { findLab, packFolders, packIds } from '../packs/library.js';
import { idPattern } from '../../contract/primitives.js';
import { readTrust, type Trust } from './records.js';
import type { Held, PackStore } from './store.js';

/** All packs whose labs can be begun: those that came with the product, then those that this user has installed. */
export class Library {
  readonly store: PackStore;
  readonly #packsRoot: string;

  /** @param packsRoot the folder of the product's own packs */
  constructor(packsRoot: string, store: PackStore) {
    this.store = store;
    this.#packsRoot = packsRoot;
  }

  builtIn(): readonly string[] {
    return packFolders(this.#packsRoot);
  }

  /** Ids that no installed pack may have. */
  builtInIds(): readonly string[] {
    return packIds(this.#packsRoot);
  }

  /** The packs' folders. */
  folders(): readonly string[] {
    return [...this.builtIn(), ...this.store.folders()];
  }

  /** The folder of a lab. @throws LabError install.revoked, lab.unknown, lab.ambiguous */
  find(name: string): string {
    const [pack = '', lab] = name.split('/');
    if (lab !== undefined && idPattern.test(pack)) {
      const trust = readTrust(this.store.root);
      const error = troubleOf(pack, this.store.held(pack, trust), trust);
      if (error !== undefined) throw error;
    }
    return findLab(name, this.folders());
  }

  /** Every installed pack, each read once: its states, and what keeps it out of the library. */
  installed(): readonly InstalledPack[] {
    const trust = readTrust(this.store.root);
    return this.store.ids().map((id) => {
      const held = this.store.held(id, trust);
      return { id, held, trouble: troubleOf(id, held, trust) };
    });
  }

  /** What keeps installed packs out of the library. */
  troubles(): readonly LabError[] {
    return this.installed().flatMap(({ trouble }) => trouble ?? []);
  }
}

export interface InstalledPack {
  readonly id: string;
  readonly held: readonly Held[];
  readonly trouble: LabError | undefined;
}

function troubleOf(id: string, held: readonly Held[], trust: Trust | undefined): LabError | undefined {
  const [first] = held;
  if (first === undefined) return undefined;
  if (trust === undefined) return new LabError({ code: 'install.trust-damaged', params: {} });
  const current = held.find((each) => each.current);
  if (current === undefined)
    return new LabError({ code: 'install.damaged', params: { id, version: first.name } });
  const { record, revoked, name } = current;
  if (revoked === undefined) return undefined;
  const version = record?.pack.version ?? name;
  return new LabError({ code: 'install.revoked', params: { id, version, reason: revoked } });
}
