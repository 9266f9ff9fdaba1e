import { randomBytes } from 'node:crypto';
import { requireCapabilities } from '../engine/session/requirements.js';
import { chooseProvider } from '../engine/machines/providers.js';
import type { LoadedLab } from '../engine/packs/compiled.js';
import { SettingsFile } from '../engine/app/settings.js';
import type { LiveSession } from '../engine/live/live-session.js';
import { liveSession } from '../engine/live/service.js';
import type { JoinedValues } from '../engine/classes/values.js';
import type { SessionRecord } from '../engine/session/store.js';
import type { CliContext } from './context.js';

export interface StartOptions {
  /** Draw the lab's variables from this seed; "random" for a new one. */
  readonly seed?: string;
}

/**
 * Writes down a new session of a lab.
 * @param joined the values of the learner's class, where they have one and no seed was named
 */
export function newRecord(
  context: CliContext,
  loaded: LoadedLab,
  options: StartOptions,
  joined?: JoinedValues,
): SessionRecord {
  requireCapabilities(loaded.lab, context.provider);
  const provider = context.provider.name;
  if (joined !== undefined && options.seed === undefined)
    return context.store.create(loaded, { ...joined, drawn: true, provider });
  const drawn = options.seed !== undefined;
  const seed =
    options.seed === undefined || options.seed === 'random' ? randomBytes(8).toString('hex') : options.seed;
  return context.store.create(loaded, { seed, drawn, provider });
}

export function openSession(
  context: CliContext,
  record: SessionRecord,
  loaded: LoadedLab,
  learner: boolean,
): LiveSession {
  const provider = chooseProvider(context.providers, record.provider);
  const parts = { store: context.store, record, loaded, provider, learner };
  // Windows of other processes look at it, too.
  return liveSession(parts, 'ended', () => learner && new SettingsFile().read().autoCheck);
}

/**
 * Ctrl-C while machines are being made ends what was begun; later it suspends the session. SIGTERM is what a CI runner
 * sends: it ends the session.
 */
export class Interrupt {
  readonly #controller = new AbortController();
  readonly #onInt = () => this.#interrupt(true);
  readonly #onTerm = () => this.#interrupt(false);
  #started = false;
  suspended: Promise<void> | undefined;

  constructor(
    private readonly live: LiveSession,
    private readonly context: CliContext,
    private readonly id: string,
  ) {
    process.on('SIGINT', this.#onInt);
    process.on('SIGTERM', this.#onTerm);
    process.on('SIGHUP', this.#onInt);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  started(): void {
    this.#started = true;
  }

  dispose(): void {
    process.off('SIGINT', this.#onInt);
    process.off('SIGTERM', this.#onTerm);
    process.off('SIGHUP', this.#onInt);
  }

  #interrupt(mayResume: boolean): void {
    if (this.suspended !== undefined) return;
    if (this.#started && mayResume) {
      const { output } = this.context;
      output.message({ code: 'run.suspending', params: {} });
      this.suspended = this.live
        .suspend()
        .then(() => output.message({ code: 'run.suspended', params: { session: this.id } }));
    }
    this.#controller.abort();
  }
}
