import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../contract/errors.js';
import type { DoctorFinding } from '../contract/machines.js';
import { readJson } from '../engine/machines/files.js';
import type {
  Machines,
  Provider,
  ResumeOptions,
  SessionPlace,
  Topology,
  UpOptions,
} from '../engine/machines/provider.js';
import { filmsRoot, readFilm } from './film.js';
import { machinesFolder, RecordedMachines, readSaved, recordedCapabilities } from './machines.js';
import { type RecordedOptions, withEnvironment } from './options.js';

const defaultDelay = 30;

/** Films as machines, for UI tests, screenshots and a tour: the engine runs on it unchanged. */
export class RecordedProvider implements Provider {
  readonly name = 'recorded';
  readonly capabilities = recordedCapabilities;
  readonly #options: RecordedOptions;

  /** What LVSLAB_RECORDED says is added to the options (`withEnvironment`). */
  constructor(options: RecordedOptions = {}) {
    this.#options = withEnvironment(options, process.env['LVSLAB_RECORDED']);
  }

  async doctor(): Promise<readonly DoctorFinding[]> {
    return findings[this.#options.doctor ?? 'ok'];
  }

  async up(session: SessionPlace, topology: Topology, options: UpOptions): Promise<Machines> {
    await this.discard(session);
    const { progress } = options;
    progress?.({ phase: 'image', state: 'start' });
    await this.#pause(options);
    if (this.#options.fail?.up === 'image') {
      progress?.({ phase: 'image', state: 'failed' });
      throw new LabError({ code: 'image.network', params: { detail: 'on demand' } });
    }
    progress?.({ phase: 'image', state: 'done', fraction: 1 });
    await this.#start(topology, options, true);
    return this.#machines(session, topology);
  }

  async resume(session: SessionPlace, topology: Topology, options: ResumeOptions): Promise<Machines> {
    const saved = readSaved(session);
    if (saved === undefined) throw new LabError({ code: 'session.no-machines', params: { id: session.id } });
    await this.#start(topology, options, false);
    const machines = this.#machines(session, topology, saved);
    if (options.checkpoint !== undefined) await machines.restore(options.checkpoint, options.signal);
    return machines;
  }

  /** What was done lives in the memory of its process: of one that died only what was suspended is left. */
  async recover(session: SessionPlace): Promise<'suspended' | 'gone'> {
    if (readSaved(session) !== undefined) return 'suspended';
    await this.discard(session);
    return 'gone';
  }

  /** Nothing outlives the process of its session. */
  async sweep(): Promise<number> {
    return 0;
  }

  async discard(session: SessionPlace): Promise<void> {
    rmSync(machinesFolder(session), { recursive: true, force: true });
  }

  #machines(place: SessionPlace, topology: Topology, saved?: ReturnType<typeof readSaved>): RecordedMachines {
    const { delay = defaultDelay, films = [] } = this.#options;
    const lab = readJson<{ readonly labId?: string }>(join(place.folder, 'session.json'))?.labId ?? '';
    const film = readFilm(lab, topology, [...films, filmsRoot]);
    if (film === undefined) throw new LabError({ code: 'recording.none', params: { lab } });
    return new RecordedMachines({ place, topology, film, delay, ...(saved === undefined ? {} : { saved }) });
  }

  /** The phases that a user sees, each with its delay; all nodes at once. */
  async #start(topology: Topology, options: UpOptions, fresh: boolean): Promise<void> {
    const { fail } = this.#options;
    const failing = fresh && fail?.up !== undefined ? (fail.node ?? topology.nodes.at(-1)?.name) : undefined;
    await Promise.all(
      topology.nodes.map(async ({ name: node }) => {
        for (const phase of ['restore', ...(fresh ? ['identity' as const] : []), 'ssh'] as const) {
          options.progress?.({ node, phase, state: 'start' });
          await this.#pause(options);
          const broken =
            node === failing &&
            ((phase === 'restore' && fail?.up === 'node') || (phase === 'ssh' && fail?.up === 'ssh'));
          options.progress?.({ node, phase, state: broken ? 'failed' : 'done' });
          if (!broken) continue;
          if (phase === 'ssh')
            throw new LabError({ code: 'node.unreachable', params: { node, detail: 'on demand' } });
          throw new LabError({
            code: 'node.start-failed',
            params: { node, detail: 'on demand', console: '' },
          });
        }
      }),
    );
  }

  async #pause({ signal }: UpOptions): Promise<void> {
    try {
      await sleep(this.#options.delay ?? defaultDelay, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      throw new LabError({ code: 'cancelled', params: {} }, { cause: error });
    }
  }
}

const memory: DoctorFinding = {
  id: 'memory',
  status: 'ok',
  message: { code: 'memory.ok', params: { megabytes: 8192 } },
};
const image: DoctorFinding = {
  id: 'image',
  status: 'ok',
  message: { code: 'image.ok', params: { hash: 'recorded', megabytes: 0 } },
};
const missing: DoctorFinding = {
  id: 'qemu',
  status: 'problem',
  message: { code: 'qemu.missing', params: { program: 'qemu-system-x86_64' } },
  fix: 'sudo apt-get install -y qemu-system-x86',
};
const low: DoctorFinding = {
  id: 'memory',
  status: 'warning',
  message: { code: 'memory.low', params: { megabytes: 900, needed: 1600 } },
};
const findings: Readonly<Record<NonNullable<RecordedOptions['doctor']>, readonly DoctorFinding[]>> = {
  ok: [image, memory],
  warning: [image, low],
  problem: [missing, memory],
};
