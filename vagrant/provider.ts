import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../contract/errors.js';
import type { DoctorFinding } from '../contract/machines.js';
import { type Examination, examineAll } from '../engine/machines/doctor.js';
import { writeFileAtomic } from '../engine/machines/files.js';
import { makeKeyPair } from '../engine/machines/keys.js';
import { takeLock } from '../engine/machines/lock.js';
import type {
  Machines,
  NodeSpec,
  ProgressSink,
  Provider,
  ResumeOptions,
  SessionPlace,
  Topology,
  UpOptions,
} from '../engine/machines/provider.js';
import { provisionScript } from '../engine/product.js';
import type { GuestImage } from '../guest/image-store.js';
import { boxName, makeBox, ownBoxFor } from './box.js';
import { VagrantCommand } from './command.js';
import { examinations } from './doctor/index.js';
import { requireVagrant } from './version.js';
import { dropTornBase, removeLeftovers } from './libvirt.js';
import type { Entry } from './machine-readable.js';
import { destroyAll } from './destroy.js';
import { vagrantCapabilities } from './capabilities.js';
import { VagrantMachines } from './machines.js';
import {
  environmentsRoot,
  type NodeRecord,
  pidFileIn,
  prefixOf,
  VagrantPlaces,
  type VagrantRecord,
} from './places.js';
import { endLeftBehind } from './run.js';
import { orCancelled, told } from './told.js';
import { vagrantfile } from './vagrantfile.js';
import { vagrantProvider } from './which-provider.js';

/** The public box for those who cannot make our own. */
export const publicBox = 'debian/bookworm64';

export interface VagrantProviderOptions {
  /** The current guest image, made when it is not there: our box is made of it. */
  readonly image: (options: UpOptions) => Promise<GuestImage>;
  /** What libvirt shall run machines with, after a probe. */
  readonly driver: (options: UpOptions) => Promise<'kvm' | 'qemu'>;
  /** Under which name Vagrant knows the box of the current image. */
  readonly boxName: () => Promise<string>;
  /** A folder for a box on its way to Vagrant. */
  readonly cache: string;
  /** What doctor looks at of the host: image, memory, disk. */
  readonly host: readonly Examination[];
}

export class VagrantProvider implements Provider {
  readonly name = 'vagrant';
  readonly capabilities = vagrantCapabilities;
  readonly #options: VagrantProviderOptions;

  constructor(options: VagrantProviderOptions) {
    this.#options = options;
  }

  doctor(): Promise<readonly DoctorFinding[]> {
    return examineAll(examinations(vagrantProvider(), this.#options.boxName, this.#options.host));
  }

  async up(session: SessionPlace, topology: Topology, options: UpOptions): Promise<Machines> {
    const places = new VagrantPlaces(session);
    await this.discard(session);
    // First: a host without Vagrant need not wait for a box.
    await requireVagrant(options.signal);
    const provider = vagrantProvider();
    mkdirSync(places.environment, { recursive: true, mode: 0o700 });
    const command = commandFor(places, provider);
    const box = await this.#box(command, provider, options);
    const nodes: Record<string, NodeRecord> = {};
    for (const { name } of topology.nodes)
      nodes[name] = {
        machineId: randomBytes(16).toString('hex'),
        hostKey: makeKeyPair(name),
        host: '',
        port: 22,
      };
    const record: VagrantRecord = { format: 1, status: 'starting', provider, nodes, checkpoints: [] };
    const key = places.sessionKey();
    const driver = provider === 'libvirt' ? await this.#options.driver(options) : 'qemu';
    writeEnvironment(places.environment, topology, {
      title: session.id,
      lab: session.id,
      box,
      prefix: places.prefix,
      driver,
    });
    for (const node of topology.nodes)
      writeFileAtomic(join(places.environment, 'nodes', node.name), secretLines(nodes[node.name]!, key));
    places.writeRecord(record);
    const machines = new VagrantMachines({ places, topology, record, command });
    try {
      if (provider === 'libvirt') await dropTornBase(box, boxDiskSize(box));
      await told(
        command.up({
          provider,
          timeout: 1_800_000,
          onEvent: upProgress(topology.nodes, options.progress),
          ...(options.signal === undefined ? {} : { signal: options.signal }),
        }),
      );
      await machines.connect(options.signal, options.progress);
    } catch (error) {
      await machines.destroy();
      throw orCancelled(error, options.signal);
    }
    return machines;
  }

  async resume(session: SessionPlace, topology: Topology, options: ResumeOptions): Promise<Machines> {
    const places = new VagrantPlaces(session);
    const record = places.readRecord();
    if (record === undefined || !existsSync(places.environment))
      throw new LabError({ code: 'session.no-machines', params: { id: session.id } });
    const command = commandFor(places, record.provider);
    const machines = new VagrantMachines({ places, topology, record, command });
    await machines.resume(options);
    return machines;
  }

  async recover(session: SessionPlace): Promise<'suspended' | 'gone'> {
    const places = new VagrantPlaces(session);
    const record = places.readRecord();
    await endLeftBehind(places.pidFile);
    if (record?.status === 'suspended' && existsSync(places.environment)) return 'suspended';
    if (record?.status === 'running' && existsSync(places.environment)) {
      await commandFor(places, record.provider)
        .suspend()
        .catch(() => {}); // those that still run are taken over by `resume`, or destroyed by `down`
      places.writeRecord({ ...record, status: 'suspended' });
      return 'suspended';
    }
    // What cannot be removed today (a provider that is not there) is tried again by the next command.
    await this.discard(session).catch(() => {});
    return 'gone';
  }

  async sweep(known: readonly string[]): Promise<number> {
    const root = environmentsRoot();
    if (!existsSync(root)) return 0;
    let ended = 0;
    for (const id of readdirSync(root)) {
      if (known.includes(id)) continue;
      const environment = join(root, id);
      await endLeftBehind(pidFileIn(environment));
      await new VagrantCommand({ folder: environment }).destroy().catch(() => {}); // libvirt's are removed by hand
      ended += await removeLeftovers(prefixOf(id)).catch(() => 0);
      rmSync(environment, { recursive: true, force: true });
    }
    return ended;
  }

  async discard(session: SessionPlace): Promise<void> {
    const places = new VagrantPlaces(session);
    await endLeftBehind(places.pidFile);
    const provider = places.readRecord()?.provider;
    if (existsSync(places.environment) && provider !== undefined)
      await destroyAll(commandFor(places, provider), places);
    rmSync(places.environment, { recursive: true, force: true });
    rmSync(places.folder, { recursive: true, force: true });
  }

  /** The box to use; our own is made and given to Vagrant when it is not there. */
  async #box(command: VagrantCommand, provider: string, options: UpOptions): Promise<string> {
    const wanted = process.env['LVSLAB_VAGRANT_BOX'];
    if (wanted) return wanted;
    const forProvider = ownBoxFor(provider);
    if (forProvider === undefined) return publicBox;
    const { signal, progress } = options;
    const image = await this.#options.image(options);
    const name = boxName(image);
    const file = join(this.#options.cache, `${name}-${provider}.box`);
    const common = signal === undefined ? {} : { signal };
    // Two that start at once: the second one finds what the first one has made.
    const lock = await takeLock(`${file}.lock`, { signal }).catch((error: unknown) => {
      throw orCancelled(error, signal);
    });
    try {
      const boxes = await told(command.boxList(common));
      if (boxes.some((box) => box.name === name && box.provider === provider)) return name;
      progress?.({ phase: 'image', state: 'running', detail: 'box' });
      await makeBox({ image, provider: forProvider, output: file, ...common });
      await told(command.boxAdd({ name, file, provider, force: true, ...common }));
      progress?.({ phase: 'image', state: 'done', detail: 'box' });
      return name;
    } finally {
      rmSync(file, { force: true });
      await lock.release();
    }
  }
}

/** Writes what Vagrant needs of a lab into a folder: it can be used without us. */
export function writeEnvironment(
  folder: string,
  topology: Topology,
  options: Parameters<typeof vagrantfile>[1],
): void {
  mkdirSync(folder, { recursive: true });
  writeFileAtomic(join(folder, 'Vagrantfile'), vagrantfile(topology, options), 0o644);
  cpSync(provisionScript, join(folder, 'provision.sh'));
}

function commandFor(places: VagrantPlaces, provider: string): VagrantCommand {
  return new VagrantCommand({
    folder: places.environment,
    pidFile: places.pidFile,
    env: { VAGRANT_DEFAULT_PROVIDER: provider },
  });
}

/** Bytes of the disk of a box that libvirt's pool gets a copy of; 0 for one that is not here yet. */
function boxDiskSize(box: string): number {
  const home = process.env['VAGRANT_HOME'] ?? join(homedir(), '.vagrant.d');
  const folder = join(home, 'boxes', box.replaceAll('/', '-VAGRANTSLASH-'), '0', 'libvirt');
  return statSync(join(folder, 'box.img'), { throwIfNoEntry: false })?.size ?? 0;
}

/** What only this session's machines are told: who they are, and whose key may log in. */
function secretLines({ machineId, hostKey }: NodeRecord, key: string): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return [
    `machine-id ${machineId}`,
    `host-key ${base64(hostKey.private)} ${base64(hostKey.public)}`,
    `authorized ${base64(`${key}\n`)}`,
    '',
  ].join('\n');
}

/** A start as its nodes' phases. */
function upProgress(nodes: readonly NodeSpec[], progress: ProgressSink | undefined): (entry: Entry) => void {
  return (entry) => {
    if (!('target' in entry) || !nodes.some(({ name }) => name === entry.target)) return;
    const { target: node } = entry;
    if (entry.type === 'action' && entry.action === 'up')
      progress?.({
        node,
        phase: entry.at === 'start' ? 'boot' : 'identity',
        state: entry.at === 'start' ? 'start' : 'done',
      });
    if (entry.type !== 'ui') return;
    if (entry.text.includes('booted and ready')) progress?.({ node, phase: 'boot', state: 'done' });
    else if (entry.text.includes('Running provisioner'))
      progress?.({ node, phase: 'identity', state: 'start' });
    else if (entry.kind === 'output' || entry.kind === 'info')
      progress?.({ node, phase: 'boot', state: 'running', detail: entry.text.slice(0, 100) });
  };
}
