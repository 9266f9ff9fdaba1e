import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { AppProcedures } from '../../contract/app.js';
import type { LabSummary, ProductInfo, SessionSummary, StorageItem } from '../../contract/views.js';
import { LabError } from '../../contract/errors.js';
import { labName } from '../../contract/lab-name.js';
import type { Report } from '../../contract/report.js';
import type { Service } from '../../contract/rpc.js';
import { problemParts, problemText } from '../log/problem.js';
import { renderReport, reportFiles } from '../grading/render.js';
import { makeReport } from '../grading/report.js';
import { standingOf } from '../grading/standing.js';
import type { Provider } from '../machines/provider.js';
import { requireCapabilities } from '../session/requirements.js';
import { chooseProvider } from '../machines/providers.js';
import { findLab, requireLab } from '../packs/library.js';
import { shelfOf } from '../packs/shelf.js';
import { connectHost } from '../session/host-client.js';
import { killHost } from '../session/host-lock.js';
import { Journal } from '../session/journal.js';
import { type KnownSession, knownSessions } from '../session/known.js';
import { labNameOf, type SessionRecord, seedOf, type SessionStore } from '../session/store.js';
import { resolveTopology } from '../session/topology.js';
import { labView } from './lab-view.js';
import { LiveSession } from './live-session.js';
import { problemFile, sessionsOfProblem } from './problem.js';
import type { SettingsFile } from './settings.js';
import type { LiveTerminal } from './terminals.js';

export interface AppParts {
  readonly store: SessionStore;
  /** By name; the first is taken when none is asked for. */
  readonly providers: ReadonlyMap<string, Provider>;
  readonly packsRoot: string;
  readonly settings: SettingsFile;
  readonly info: Pick<ProductInfo, 'version' | 'language'>;
  /** What lies on the disk that can be made again, and how to remove it. */
  readonly storage: {
    list(): Promise<readonly StorageItem[]>;
    /** @returns bytes that were freed */
    free(ids: readonly string[]): Promise<number>;
  };
}

/** The engine behind a window: sessions that run here, and all that a window may ask. */
export class App {
  readonly #parts: AppParts;
  readonly #live = new Map<string, LiveSession>();
  /** Two windows that ask at once must not both look after the same dead session. */
  #looking: Promise<readonly KnownSession[]> | undefined;

  constructor(parts: AppParts) {
    this.#parts = parts;
  }

  /** Sessions whose machines run here. */
  get running(): readonly LiveSession[] {
    return [...this.#live.values()].filter(({ state }) => state === 'running' || state === 'starting');
  }

  /** Leaves: what runs is suspended, or ended. A session that cannot be suspended is named, and runs on. */
  async leave(how: 'suspend' | 'end'): Promise<void> {
    for (const live of this.running) live.cancel();
    const results = await Promise.allSettled(
      this.running
        .filter(({ state }) => state === 'running')
        .map((live) => (how === 'suspend' ? live.suspend() : live.end())),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  service(): Service<AppProcedures> {
    const { settings, storage, providers, info } = this.#parts;
    const session = (id: string) => this.#session(id);
    return {
      info: async () => ({
        ...info,
        providers: [...providers.values()].map(({ name, capabilities }) => ({ name, capabilities })),
      }),
      problem: async () => {
        const sessions = sessionsOfProblem(await this.#known()).map(({ record }) =>
          this.#parts.store.folder(record.id),
        );
        const findings = await this.#provider(undefined).doctor();
        return { name: problemFile(), text: problemText(problemParts({ findings, sessions })) };
      },
      doctor: ({ provider }) => this.#provider(provider).doctor(),
      settings: async () => settings.read(),
      setSettings: async (input) => settings.change(input.settings),
      storage: () => storage.list(),
      freeStorage: ({ ids }) => storage.free(ids),

      labs: () => this.#labs(),
      preview: async ({ lab: id }) => {
        const loaded = requireLab(findLab(id, this.#parts.packsRoot));
        const { lab, values } = loaded.instantiate(undefined);
        return labView(loaded, lab, values, resolveTopology(lab, 'preview'));
      },
      sessions: () => this.#sessions(),
      troubles: async () => {
        const { unsound } = await shelfOf(this.#parts.packsRoot);
        return [...unsound, ...this.#parts.store.bad()].map(({ detail }) => detail);
      },
      start: async ({ lab, provider, values }) => {
        const folder = findLab(lab, this.#parts.packsRoot);
        const drawn = values !== 'own';
        const seed = typeof values === 'object' ? values.seed : randomBytes(8).toString('hex');
        const chosen = this.#provider(provider);
        const loaded = requireLab(folder, { draws: true });
        requireCapabilities(loaded.lab, chosen);
        const record = this.#parts.store.create(loaded, { seed, drawn, provider: chosen.name });
        const live = this.#open(record, 'ended');
        live.session.setLearner(settings.read().learner);
        live.begin('start');
        return { session: record.id };
      },
      resume: async ({ session: id, step }) => {
        const live = await session(id);
        if (live.state === 'running' || live.state === 'starting') return; // two windows asked
        await this.#takeOver(id);
        live.begin('resume', step);
      },
      cancel: async ({ session: id }) => (await session(id)).cancel(),
      suspend: async ({ session: id }) => (await session(id)).suspend(),
      end: ({ session: id }) => this.#end(id),
      forget: async ({ session: id }) => {
        const live = this.#live.get(id);
        if (live?.state === 'starting') live.cancel();
        if (live?.state === 'running' || !(await this.#isOver(id))) await this.#end(id);
        this.#live.delete(id);
        this.#parts.store.remove(id);
      },
      lab: async ({ session: id }) => (await session(id)).lab,
      watch: async ({ session: id }, call) => (await session(id)).watch(call.signal, call.onEvent),
      timeline: async ({ session: id }, call) =>
        (await session(id)).timeline.watch(call.signal, call.onEvent),
      moment: async ({ session: id, id: moment }) => (await session(id)).timeline.moment(moment),
      topology: async ({ session: id }, call) => (await session(id)).poller.watch(call.signal, call.onEvent),

      check: async ({ session: id, step }) => {
        const live = await session(id);
        await live.work('check', (work) => live.session.check(step, work));
      },
      grade: async ({ session: id }) => {
        const live = await session(id);
        await live.work('grade', (work) => live.session.grade(work));
      },
      solve: async ({ session: id, step }) => {
        const live = await session(id);
        await live.work('solve', async (work) => {
          await live.session.solve(step, work);
          await live.session.check(step, work);
        });
      },
      reset: async ({ session: id, step, node }) => {
        const live = await session(id);
        await live.work('reset', (work) => live.session.reset(step, work, node));
      },
      power: async ({ session: id, node, action }) => {
        const live = await session(id);
        await live.work('power', (work) => live.session.power(node, action, work), node);
      },
      answer: async ({ session: id, check, answer }) => {
        const live = await session(id);
        await live.work('check', (work) => live.session.answer(check, answer, work));
      },
      hint: async ({ session: id, check, level }) => void (await session(id)).session.help.give(check, level),
      finishReading: async ({ session: id, step }) => {
        const live = await session(id);
        await live.work('check', (work) => live.session.finishReading(step, work));
      },
      solution: async ({ session: id, step }) => (await session(id)).session.help.solution(step),
      setLink: async ({ session: id, node, network, up }) => {
        await (await session(id)).setLink(node, network, up);
      },
      report: async ({ session: id }) => this.#report(this.#record(id)),
      setLearner: async ({ session: id, name }) => (await session(id)).session.setLearner(name),
      exportReport: async ({ session: id, format, language }) => {
        const { ending, mime } = reportFiles[format];
        const text = renderReport(this.#report(this.#record(id)), format, language);
        return { name: `${id}.${ending}`, mime, text };
      },

      openTerminal: async ({ session: id, node }) => ({
        terminal: (await session(id)).openTerminal(node),
      }),
      watchTerminal: ({ terminal }, call) => this.#terminal(terminal).watch(call.signal, call.onEvent),
      tookTerminal: async ({ terminal, characters }) => this.#terminal(terminal).took(characters),
      writeTerminal: async ({ terminal, data }) => this.#terminal(terminal).write(data),
      resizeTerminal: async ({ terminal, cols, rows }) => this.#terminal(terminal).resize({ cols, rows }),
      closeTerminal: async ({ terminal }) => {
        this.#terminal(terminal);
        this.#live.get(sessionOfTerminal(terminal))?.closeTerminal(terminal);
      },
    };
  }

  #provider(name: string | undefined): Provider {
    return chooseProvider(this.#parts.providers, name);
  }

  #record(id: string): SessionRecord {
    const record = this.#parts.store.read(id);
    if (record === undefined) {
      const known = this.#parts.store.list().map((each) => each.id);
      throw new LabError({ code: 'session.unknown', params: { id, known } });
    }
    return record;
  }

  /** The session as windows see it; one that does not run here is looked after first, and opened for looking. */
  async #session(id: string): Promise<LiveSession> {
    const live = this.#live.get(id);
    if (live !== undefined) return live;
    const record = this.#record(id);
    const known = (await this.#known()).find((each) => each.record.id === id);
    // Somebody else may have opened it meanwhile.
    return this.#live.get(id) ?? this.#open(record, known?.state === 'ended' ? 'ended' : 'suspended');
  }

  async #isOver(id: string): Promise<boolean> {
    this.#record(id);
    return (await this.#known()).some(({ record, state }) => record.id === id && state === 'ended');
  }

  /** Ends it wherever it runs, also where its lab cannot be had. */
  async #end(id: string): Promise<void> {
    const live = this.#live.get(id);
    if (live?.state === 'running') return live.end();
    const { provider } = this.#record(id);
    await this.#known();
    await this.#takeOver(id);
    await this.#provider(provider).discard({ id, folder: this.#parts.store.folder(id) });
    (live?.session.journal ?? this.#journal(id)).append({ type: 'ended' });
    this.#live.delete(id);
  }

  #open(record: SessionRecord, state: 'suspended' | 'ended'): LiveSession {
    const { store, settings } = this.#parts;
    const provider = this.#provider(record.provider);
    const loaded = store.lab(record);
    const live = new LiveSession({ store, record, loaded, provider, learner: true }, state, () =>
      settings.read(),
    );
    this.#live.set(record.id, live);
    return live;
  }

  #terminal(id: string): LiveTerminal {
    const found = this.#live.get(sessionOfTerminal(id))?.terminal(id);
    if (found === undefined) throw new LabError({ code: 'terminal.unknown', params: { id } });
    return found;
  }

  #journal(id: string): Journal {
    return new Journal(join(this.#parts.store.folder(id), 'journal.jsonl'));
  }

  /** A session that another process runs is suspended there. */
  async #takeOver(id: string): Promise<void> {
    if (this.#live.get(id)?.state === 'running') return;
    try {
      const client = await connectHost(this.#parts.store, id);
      await client?.call('suspend', {}).finally(() => client.close());
    } catch (error) {
      // One that does not answer is ended; what it ran is looked after as that of any dead process.
      const stuck = error instanceof LabError && error.code === 'session.stuck';
      if (!stuck || (await killHost(this.#parts.store.folder(id))) === undefined) throw error;
      await this.#known();
    }
  }

  #known(): Promise<readonly KnownSession[]> {
    const { store, providers } = this.#parts;
    this.#looking ??= knownSessions(store, [...providers.values()], () => {}).finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #sessions(): Promise<readonly SessionSummary[]> {
    const known = await this.#known();
    return known
      .map(({ record, state, problem }): SessionSummary => {
        const live = this.#live.get(record.id)?.state;
        const here = live === 'running' || live === 'starting' ? live : undefined;
        const {
          title,
          done,
          steps,
          grade,
          problem: wrong = problem?.detail,
        } = standingOf(this.#parts.store, record);
        return {
          id: record.id,
          lab: labNameOf(record),
          title,
          provider: record.provider,
          state: here ?? (state === 'running' ? 'elsewhere' : state),
          created: record.created,
          done,
          steps,
          ...(grade === undefined ? {} : { grade }),
          ...(wrong === undefined ? {} : { problem: wrong }),
        };
      })
      .toSorted((one, other) => other.created - one.created);
  }

  async #labs(): Promise<readonly LabSummary[]> {
    const best = new Map<string, { earned: number; points: number }>();
    for (const record of this.#parts.store.list()) {
      const { grade } = standingOf(this.#parts.store, record);
      if (grade !== undefined && grade.earned > (best.get(labNameOf(record))?.earned ?? -1))
        best.set(labNameOf(record), grade);
    }
    const { cards } = await shelfOf(this.#parts.packsRoot);
    return cards.map(({ folder: _, digest: __, pack, ...card }) => {
      const name = labName(pack, card.id);
      const grade = best.get(name) ?? best.get(card.id);
      return { ...card, name, ...(grade === undefined ? {} : { best: grade }) };
    });
  }

  /** From the journal alone. @throws LabError as SessionStore.lab */
  #report(record: SessionRecord): Report {
    const { lab } = this.#parts.store.lab(record).instantiate(seedOf(record));
    return makeReport(record, lab, this.#journal(record.id).read());
  }
}

function sessionOfTerminal(terminal: string): string {
  return terminal.split('/')[0] ?? '';
}
