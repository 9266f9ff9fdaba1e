import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { rcompare } from 'semver';
import { LabError } from '../../contract/errors.js';
import { idPattern } from '../../contract/primitives.js';
import { manifestName, parseManifest, sha256 } from '../archive/manifest.js';
import { claimPartial, clearRemnants, releasePartial } from '../machines/remnants.js';
import { diskError } from '../machines/files.js';
import { takeLock } from '../machines/lock.js';
import { dataRoot } from '../machines/roots.js';
import {
  type Installed,
  readCurrent,
  readInstalled,
  readTrust,
  type Trust,
  writeCurrent,
  writeTrust,
} from './records.js';
import { revokedBecause } from './standing.js';

/** Milliseconds that a change waits for another process's: an installation takes a second or two. */
const patience = 30_000;

/** An installed state of a pack, as it lies there. */
export interface Held {
  /** The name of its folder: version and the beginning of its manifest's SHA-256. */
  readonly name: string;
  readonly folder: string;
  /** Undefined: what was written down of it is damaged. */
  readonly record: Installed | undefined;
  readonly current: boolean;
  readonly revoked: string | undefined;
}

/**
 * The packs that this user has installed:
 *
 *     trust.json                  whose packs are whose (records)
 *     ID/current.json             which state new sessions are of
 *     ID/VERSION-HASH/            one state: pack/ as it was shipped, its manifest and signature, installed.json
 *     *.partial                   what is being written or removed, or what a killed process left of that
 *
 * A state comes and goes by one rename(2), so that whatever dies, it is there whole or not at all. Running sessions keep their lab
 * (session/store): nothing here touches them.
 */
export class PackStore {
  readonly root: string;

  constructor(root = join(dataRoot(), 'packs')) {
    this.root = root;
  }

  /** Ids of all packs of which anything is installed. */
  ids(): readonly string[] {
    return namesIn(this.root).filter((name) => idPattern.test(name) && this.#names(name).length > 0);
  }

  /** A pack's installed states, the highest version first. */
  held(id: string, trust: Trust | undefined = readTrust(this.root)): readonly Held[] {
    const all = this.#names(id).map((name) => {
      const folder = join(this.root, id, name);
      const read = readInstalled(folder);
      const record = read?.pack.id === id ? read : undefined;
      const revoked =
        record === undefined || trust === undefined
          ? undefined
          : revokedBecause(trust, id, record.digest, record.key);
      return { name, folder, record, revoked };
    });
    const sorted = all.toSorted(byVersion);
    const chosen = readCurrent(join(this.root, id));
    // What was chosen may have been removed by a process that died before it chose another one.
    const current =
      sorted.find(({ name, record }) => name === chosen && record !== undefined) ??
      sorted.find(({ record }) => record !== undefined);
    return sorted.map((each) => ({ ...each, current: each === current }));
  }

  /** The state of a pack that new sessions are of. */
  current(id: string, trust?: Trust): Held | undefined {
    return this.held(id, trust).find(({ current }) => current);
  }

  /** Folders of packs whose labs are in the library. One that was revoked is not among them. */
  folders(): readonly string[] {
    const trust = readTrust(this.root);
    // Nobody knows what was taken back.
    if (trust === undefined) return [];
    return this.ids().flatMap((id) => {
      const found = this.current(id, trust);
      return found === undefined || found.revoked !== undefined ? [] : [filesOf(found.folder)];
    });
  }

  /** @throws LabError install.trust-damaged */
  trust(): Trust {
    const trust = readTrust(this.root);
    if (trust === undefined) throw new LabError({ code: 'install.trust-damaged', params: {} });
    return trust;
  }

  setTrust(trust: Trust): void {
    writeTrust(this.root, trust);
  }

  /**
   * The state that is meant by a version, or by the beginning of its name or digest.
   * @throws LabError install.unknown, install.version-unknown, install.version-ambiguous
   */
  find(id: string, version: string): Held {
    const held = this.requirePack(id);
    const known = held.map(({ name }) => name);
    const exact = held.filter(({ name, record }) => name === version || record?.pack.version === version);
    const begins = held.filter(
      ({ name, record }) =>
        version.length >= 4 && (name.startsWith(version) || digestBegins(record, version)),
    );
    const [found, ...others] = exact.length > 0 ? exact : begins;
    if (found === undefined)
      throw new LabError({ code: 'install.version-unknown', params: { id, version, known } });
    if (others.length > 0)
      throw new LabError({
        code: 'install.version-ambiguous',
        params: { id, version, known: [found, ...others].map(({ name }) => name) },
      });
    return found;
  }

  /** @throws LabError install.unknown */
  requirePack(id: string): readonly Held[] {
    const held = idPattern.test(id) ? this.held(id) : [];
    if (held.length > 0) return held;
    throw new LabError({ code: 'install.unknown', params: { id, known: this.ids() } });
  }

  /** New sessions are of this state from now on. @throws LabError as `find`, install.damaged, install.revoked */
  async use(id: string, version: string, signal?: AbortSignal): Promise<Held> {
    return this.change(signal, async () => {
      const found = this.find(id, version);
      this.trust();
      const { name, record, revoked } = found;
      if (record === undefined)
        throw new LabError({ code: 'install.damaged', params: { id, version: name } });
      if (revoked !== undefined)
        throw new LabError({
          code: 'install.revoked',
          params: { id, version: record.pack.version, reason: revoked },
        });
      writeCurrent(join(this.root, id), name);
      return found;
    });
  }

  /**
   * Removes one state of a pack, or all of it. Whose it was stays written down.
   * @returns the states that went
   * @throws LabError as `find`
   */
  async remove(id: string, version: string | undefined, signal?: AbortSignal): Promise<readonly Held[]> {
    return this.change(signal, async () => {
      const going = version === undefined ? this.requirePack(id) : [this.find(id, version)];
      for (const { folder } of going) await this.#away(folder);
      // Nothing but what is ours: a folder that has more in it stays.
      if (this.#names(id).length === 0) {
        rmSync(join(this.root, id, 'current.json'), { force: true });
        await rmdir(join(this.root, id)).catch(() => {});
      }
      return going;
    });
  }

  /** Where something is made until it is whole. @throws what the file system refuses, as LabError */
  stage(): { readonly folder: string; readonly discard: () => Promise<void> } {
    const folder = claimPartial(join(this.root, 'new'));
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      releasePartial(folder);
      throw diskError(error, this.root);
    }
    const discard = async () => {
      await rm(folder, { recursive: true, force: true }).catch(() => {});
      releasePartial(folder);
    };
    return { folder, discard };
  }

  /** Gives a staged state its place; it is the current one then. @returns false: it was there already */
  async place(staged: string, id: string, name: string): Promise<boolean> {
    const target = join(this.root, id, name);
    try {
      mkdirSync(join(this.root, id), { recursive: true, mode: 0o700 });
      const there = existsSync(target);
      if (there && isWhole(target, staged)) {
        writeCurrent(join(this.root, id), name);
        return false;
      }
      // Damaged: it is replaced.
      if (there) await this.#away(target);
      await rename(staged, target);
      writeCurrent(join(this.root, id), name);
      return true;
    } catch (error) {
      throw diskError(error, target);
    }
  }

  /**
   * Does what changes the store, one process after the other, and first removes what killed ones have left.
   * @throws LabError lock.held; the signal's reason
   */
  async change<T>(signal: AbortSignal | undefined, act: () => Promise<T>): Promise<T> {
    try {
      mkdirSync(this.root, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw diskError(error, this.root);
    }
    const lock = await takeLock(join(this.root, '.lock'), { signal, patience });
    try {
      await clearRemnants(this.root);
      return await act();
    } catch (error) {
      throw diskError(error, this.root);
    } finally {
      await lock.release();
    }
  }

  /** One rename, after which it is a remnant; whoever dies while it is removed has removed it. */
  async #away(folder: string): Promise<void> {
    const partial = claimPartial(join(this.root, 'old'));
    try {
      await rename(folder, partial);
      await rm(partial, { recursive: true, force: true });
    } finally {
      releasePartial(partial);
    }
  }

  #names(id: string): readonly string[] {
    return namesIn(join(this.root, id)).filter((name) => stateName.test(name));
  }
}

const stateName = /^\d{1,9}\.\d{1,9}\.\d{1,9}-[0-9a-f]{12}$/;

/** @param manifest its SHA-256 */
export function nameOf(version: string, manifest: string): string {
  return `${version}-${manifest.slice(0, 12)}`;
}

/** Whether an installed state is still what a staged one is: every file of it, and by whom it was signed. */
function isWhole(folder: string, staged: string): boolean {
  const record = readInstalled(folder);
  if (record === undefined || record.key !== readInstalled(staged)?.key) return false;
  try {
    const { files } = parseManifest(readFileSync(join(staged, manifestName)));
    return files.every(
      ({ path, sha256: hash }) => sha256(readFileSync(join(filesOf(folder), path))) === hash,
    );
  } catch {
    return false;
  }
}

/** The pack itself in the folder of an installed state. */
export function filesOf(folder: string): string {
  return join(folder, 'pack');
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .toSorted();
  } catch {
    return [];
  }
}

function byVersion(one: Pick<Held, 'name' | 'record'>, other: Pick<Held, 'name' | 'record'>): number {
  const [a, b] = [one, other].map(({ name }) => name.slice(0, name.lastIndexOf('-')));
  return rcompare(a!, b!) || (other.record?.installed ?? 0) - (one.record?.installed ?? 0);
}

function digestBegins(record: Installed | undefined, begin: string): boolean {
  const digest = record?.digest ?? '';
  return digest.startsWith(begin) || digest.startsWith(`sha256:${begin}`);
}
