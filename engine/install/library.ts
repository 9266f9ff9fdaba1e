import { LabError } from '../../contract/errors.js';
import { findLab, packFolders, packIds } from '../packs/library.js';
import { idPattern } from '../../contract/primitives.js';
import { readTrust } from './records.js';
import type { PackStore } from './store.js';

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
    const error = lab === undefined || !idPattern.test(pack) ? undefined : this.troubleOf(pack);
    if (error !== undefined) throw error;
    return findLab(name, this.folders());
  }

  /** What keeps installed packs out of the library. */
  troubles(): readonly LabError[] {
    const trust = readTrust(this.store.root);
    return this.store.ids().flatMap((id) => this.troubleOf(id, trust) ?? []);
  }

  /** What keeps a pack out of the library. */
  troubleOf(id: string, trust = readTrust(this.store.root)): LabError | undefined {
    const held = this.store.held(id, trust);
    if (held.length === 0) return undefined;
    if (trust === undefined) return new LabError({ code: 'install.trust-damaged', params: {} });
    const current = held.find((each) => each.current);
    if (current === undefined)
      return new LabError({ code: 'install.damaged', params: { id, version: held[0]!.name } });
    const { record, revoked, name } = current;
    if (revoked === undefined) return undefined;
    const version = record?.pack.version ?? name;
    return new LabError({ code: 'install.revoked', params: { id, version, reason: revoked } });
  }
}
