import { basename, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { type KeyPair, keyPairIn, makeKeyPair } from '../engine/machines/keys.js';
import type { NodeSpec, SessionPlace, Topology } from '../engine/machines/provider.js';
import type { MachineShape } from './command-line.js';
import { readJson, writeFileAtomic } from '../engine/machines/files.js';
import { runtimeFolder } from '../engine/machines/runtime.js';
import type { VmFiles } from './vm.js';

export interface NodeRecord {
  readonly shape: MachineShape;
  readonly machineId: string;
  readonly hostKey: KeyPair;
  readonly sshPort: number;
  /** Somebody's hand holds it still; that QEMU stands still says nothing: it also does so while it is saved. */
  readonly paused?: boolean;
}

/**
 * What the provider remembers of a session, on disk before it becomes true, so that whoever comes after a crash knows
 * what to look for.
 *
 * - `starting`: machines may exist, none has been shown to anybody: they are removed.
 * - `running`: all machines exist; when their engine has died they are saved and become `suspended`.
 * - `suspended`: the named snapshot is the truth; machines that still run are left over from before.
 */
export interface MachinesRecord {
  readonly format: 1;
  readonly status: 'starting' | 'running' | { readonly suspended: string };
  readonly imageHash: string;
  readonly nodes: Readonly<Record<string, NodeRecord>>;
}

/** Where everything of one session's machines is. */
export class Places {
  readonly folder: string;
  readonly runtime: string;

  constructor(readonly session: SessionPlace) {
    this.folder = join(session.folder, 'machines');
    this.runtime = runtimeFolder(session.id);
  }

  get record(): string {
    return join(this.folder, 'machines.json');
  }

  get identityFile(): string {
    return join(this.folder, 'id_ed25519');
  }

  snapshot(name: string): string {
    return join(this.folder, 'snapshots', name);
  }

  vm(node: string): VmFiles & { identity: string; disk: string } {
    return {
      qmp: join(this.runtime, `${node}.qmp`),
      identity: join(this.runtime, `${node}.id`),
      pid: join(this.runtime, `${node}.pid`),
      log: join(this.folder, `${node}.qemu.log`),
      console: join(this.folder, `${node}.console.log`),
      disk: join(this.folder, `${node}.disk.qcow2`),
    };
  }

  /** A link to the golden memory that the node was started with. */
  base(node: string): string {
    return join(this.folder, `${node}.base`);
  }

  /** What a process list shows of a node's machine. */
  machineName(node: string): string {
    return `lvslab-${basename(this.runtime)}-${node}`;
  }

  net(node: string, dev: string): string {
    return join(this.runtime, `${node}.${dev}`);
  }

  readRecord(): MachinesRecord | undefined {
    return readJson<MachinesRecord>(this.record);
  }

  writeRecord(record: MachinesRecord): void {
    writeFileAtomic(this.record, JSON.stringify(record, null, 2));
  }

  /** The session's own key pair, made when there is none. @returns the public line */
  sessionKey(): string {
    return keyPairIn(this.identityFile, `lvslab session ${this.session.id}`);
  }
}

export function newNodeRecord(node: NodeSpec, shape: MachineShape, sshPort: number): NodeRecord {
  return {
    shape,
    machineId: randomBytes(16).toString('hex'),
    hostKey: makeKeyPair(node.name),
    sshPort,
  };
}

export function hostsOf(topology: Topology): { name: string; address: string }[] {
  return topology.nodes.flatMap((node) => {
    const [first] = node.interfaces;
    return first === undefined ? [] : [{ name: node.name, address: first.address }];
  });
}

/** The nodes that somebody has paused. */
export function heldIn(record: MachinesRecord): readonly string[] {
  return Object.keys(record.nodes).filter((node) => record.nodes[node]?.paused === true);
}
