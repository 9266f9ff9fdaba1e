import { join } from 'node:path';
import { readJson, writeFileAtomic } from '../engine/machines/files.js';
import { type KeyPair, keyPairIn } from '../engine/machines/keys.js';
import type { SessionPlace } from '../engine/machines/provider.js';
import { dataRoot } from '../engine/machines/roots.js';

export interface NodeRecord {
  readonly machineId: string;
  readonly hostKey: KeyPair;
  /** Where Vagrant says that its SSH is; empty until the machine was up. */
  readonly host: string;
  readonly port: number;
}

/**
 * What the provider remembers of a session, on disk before it becomes true.
 *
 * - `starting`: machines may exist, nobody has seen them: they are destroyed.
 * - `running`: machines run, unless their engine has died: then they are suspended.
 * - `suspended`: they are saved, or on their way there.
 */
export interface VagrantRecord {
  readonly format: 1;
  readonly status: 'starting' | 'running' | 'suspended';
  /** Vagrant's provider, as `libvirt`. */
  readonly provider: string;
  readonly nodes: Readonly<Record<string, NodeRecord>>;
  readonly checkpoints: readonly string[];
}

/** Every session's Vagrant environment: not in its own folder, which a learner may remove while machines run. */
export function environmentsRoot(): string {
  return join(dataRoot(), 'vagrant');
}

/** Where everything of one session's machines is. */
export class VagrantPlaces {
  readonly folder: string;
  /** With the Vagrantfile and Vagrant's own state. */
  readonly environment: string;

  constructor(readonly session: SessionPlace) {
    this.folder = join(session.folder, 'machines');
    this.environment = join(environmentsRoot(), session.id);
  }

  /** Stands before the names of the session's domains and networks. */
  get prefix(): string {
    return prefixOf(this.session.id);
  }

  /** Which process of Vagrant's is at work here. */
  get pidFile(): string {
    return pidFileIn(this.environment);
  }

  get identityFile(): string {
    return join(this.folder, 'id_ed25519');
  }

  /** The session's own key pair, made when there is none. @returns the public line */
  sessionKey(): string {
    return keyPairIn(this.identityFile, `lvslab session ${this.session.id}`);
  }

  readRecord(): VagrantRecord | undefined {
    return readJson<VagrantRecord>(join(this.folder, 'vagrant.json'));
  }

  writeRecord(record: VagrantRecord): void {
    writeFileAtomic(join(this.folder, 'vagrant.json'), JSON.stringify(record, null, 2));
  }
}

export function pidFileIn(environment: string): string {
  return join(environment, 'vagrant.pid');
}

export function prefixOf(sessionId: string): string {
  return `lvslab-${sessionId}`;
}
