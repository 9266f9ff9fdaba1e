import type { DoctorFinding } from '../contract/machines.js';
import { type Examination, examineAll } from '../engine/machines/doctor.js';
import { execa } from 'execa';
import { join } from 'node:path';
import { LabError } from '../contract/errors.js';
import type {
  Machines,
  Provider,
  ResumeOptions,
  SessionPlace,
  Topology,
  UpOptions,
} from '../engine/machines/provider.js';
import { type Arch, archFacts, kernelCommandLine } from '../guest/arch.js';
import { chooseAccelerator, type AcceleratorChoice } from './accelerator.js';
import { accelerator } from './doctor/accelerator.js';
import { program } from './doctor/program.js';
import { type ImageFiles, shapeOf } from './command-line.js';
import { golden } from './golden.js';
import { freePort } from './free-port.js';
import { qemuCapabilities } from './capabilities.js';
import { QemuMachines } from './machines.js';
import { type MachinesRecord, type NodeRecord, newNodeRecord, Places } from './record.js';
import { discard, endOrphans, recover } from './recover.js';

/** The guest image as this provider needs it; made by guest/. */
export interface ProviderImage extends Omit<ImageFiles, 'append'> {
  /** Of its contents: a snapshot over other contents would be a broken machine. */
  readonly hash: string;
}

export interface QemuProviderOptions {
  readonly arch: Arch;
  /** Folder for golden snapshots and remembered probes. */
  readonly cache: string;
  /** The current image, made or fetched when it is not there. */
  readonly image: (options: UpOptions) => Promise<ProviderImage>;
  /** The image that a session was made with, if it still is there. */
  readonly imageOf: (hash: string) => Promise<ProviderImage | undefined>;
  /** What doctor looks at of the host: image, memory, disk. */
  readonly host: readonly Examination[];
  /** Really boot every machine instead of restoring a snapshot. */
  readonly cold?: boolean;
  /** An accelerator to use without a probe, asked at each start; undefined: probe. */
  readonly accelerator?: () => string | undefined;
}

export class QemuProvider implements Provider {
  readonly name = 'qemu';
  readonly capabilities = qemuCapabilities;
  readonly #options: QemuProviderOptions;

  constructor(options: QemuProviderOptions) {
    this.#options = options;
  }

  get #arch() {
    return archFacts[this.#options.arch];
  }

  doctor(): Promise<readonly DoctorFinding[]> {
    const { host, accelerator: chosen = () => undefined } = this.#options;
    const tried = async (signal: AbortSignal) =>
      this.#accelerator(await this.#options.image({ signal }), await this.#version(), signal);
    return examineAll([program(this.#arch, () => this.#version()), ...host, accelerator(chosen, tried)]);
  }

  /** What machines would run with: `kvm`, `tcg` …, after a probe. */
  async accelerator(options: UpOptions): Promise<string> {
    const version = await this.#version();
    return (await this.#accelerator(await this.#options.image(options), version, options.signal)).accelerator;
  }

  async up(session: SessionPlace, topology: Topology, options: ResumeOptions): Promise<Machines> {
    await this.recover(session);
    const places = new Places(session);
    // First: a host without QEMU need not wait for an image.
    const version = await this.#version();
    const image = await this.#options.image(options);
    const { accelerator } = await this.#accelerator(image, version, options.signal);
    const arch = this.#arch;
    const base = {
      program: arch.qemu,
      machine: `${arch.machine},${arch.machineProperties}`,
      accelerator,
      cpu: accelerator === 'tcg' ? arch.cpu : 'host',
    };
    const nodes: Record<string, NodeRecord> = {};
    for (const node of topology.nodes)
      nodes[node.name] = newNodeRecord(node, shapeOf(node, base), await freePort());
    const record: MachinesRecord = { format: 1, status: 'starting', imageHash: image.hash, nodes };
    const machines = this.#machines(places, topology, image, record, version, options);
    try {
      await machines.create(this.#options.cold ?? false, options.signal, options.progress);
    } catch (error) {
      await machines.destroy();
      throw error;
    }
    return machines;
  }

  async resume(session: SessionPlace, topology: Topology, options: UpOptions): Promise<Machines> {
    await this.recover(session);
    const places = new Places(session);
    const record = places.readRecord();
    if (record === undefined) throw new LabError({ code: 'session.no-machines', params: { id: session.id } });
    const image = await this.#options.imageOf(record.imageHash);
    if (image === undefined) {
      throw new LabError({ code: 'session.image-gone', params: { id: session.id, hash: record.imageHash } });
    }
    const machines = this.#machines(places, topology, image, record, await this.#version(), options);
    await machines.resume(options);
    return machines;
  }

  recover(session: SessionPlace): Promise<'suspended' | 'gone'> {
    return recover(new Places(session));
  }

  sweep(known: readonly string[]): Promise<number> {
    return endOrphans(known);
  }

  async discard(session: SessionPlace): Promise<void> {
    await discard(new Places(session));
  }

  #machines(
    places: Places,
    topology: Topology,
    image: ProviderImage,
    record: MachinesRecord,
    qemuVersion: string,
    options: UpOptions,
  ): QemuMachines {
    places.sessionKey();
    const files: ImageFiles = { ...image, append: kernelCommandLine(this.#options.arch) };
    return new QemuMachines({
      places,
      topology,
      image: files,
      record,
      goldenFor: (node) =>
        golden(node.shape, files, {
          root: join(this.#options.cache, 'golden'),
          runtime: places.runtime,
          qemuVersion,
          imageHash: image.hash,
          ...options,
        }),
    });
  }

  async #version(): Promise<string> {
    const { qemu: program, qemuPackage: debianPackage } = this.#arch;
    try {
      const { stdout } = await execa(program, ['--version'], { timeout: 20_000 });
      return /version (\S+)/.exec(stdout)?.[1] ?? 'unknown';
    } catch (error) {
      throw new LabError(
        { code: 'host.qemu-missing', params: { program, fix: `sudo apt-get install -y ${debianPackage}` } },
        { cause: error },
      );
    }
  }

  async #accelerator(
    image: ProviderImage,
    version: string,
    signal?: AbortSignal,
  ): Promise<AcceleratorChoice> {
    const wanted = this.#options.accelerator?.();
    if (wanted !== undefined) return { accelerator: wanted, tried: {} };
    const { cache } = this.#options;
    const arch = this.#arch;
    return chooseAccelerator(join(cache, 'accelerators.json'), version, {
      program: arch.qemu,
      machine: `${arch.machine},${arch.machineProperties}`,
      kernel: image.kernel,
      initrd: image.initrd,
      console: arch.console,
      ...(signal === undefined ? {} : { signal }),
    });
  }
}
