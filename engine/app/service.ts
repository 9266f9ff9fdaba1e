import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AppProcedures, sessionAsks } from '../../contract/app.js';
import type { LabSummary, ProductInfo, SessionSummary, StorageItem } from '../../contract/views.js';
import { LabError } from '../../contract/errors.js';
import { labName } from '../../contract/lab-name.js';
import type { Report } from '../../contract/report.js';
import type { Call, Service } from '../../contract/rpc.js';
import { joinedValues } from '../classes/values.js';
import { log } from '../log/log.js';
import { problemParts, problemText } from '../log/problem.js';
import { renderReport, reportFiles } from '../grading/render.js';
import { makeReport } from '../grading/report.js';
import { standingOf } from '../grading/standing.js';
import type { Provider } from '../machines/provider.js';
import { requireCapabilities } from '../session/requirements.js';
import { chooseProvider } from '../machines/providers.js';
import type { Installer } from '../install/installer.js';
import type { Library } from '../install/library.js';
import type { LoadedLab } from '../packs/compiled.js';
import { labFile } from '../packs/files.js';
import { requireLab } from '../packs/library.js';
import { shelfOf } from '../packs/shelf.js';
import { Journal } from '../session/journal.js';
import { type KnownSession, knownSessions } from '../session/known.js';
import {
  fieldsOf,
  labNameOf,
  type SessionFields,
  type SessionRecord,
  seedOf,
  type SessionStore,
} from '../session/store.js';
import { resolveTopology } from '../session/topology.js';
import { handInFile } from '../live/handing-in.js';
import { labView } from '../live/lab-view.js';
import type { LiveSession } from '../live/live-session.js';
import { liveSession } from '../live/service.js';
import { sessionOfTerminal } from '../live/session-terminals.js';
import { putOnto } from '../replay/replay.js';
import { AppClasses, type Shown } from './classes.js';
import { AppPacks } from './packs.js';
import { noCall, type Place, Places } from './places.js';
import { problemFile, sessionsOfProblem } from './problem.js';
import type { SettingsFile } from './settings.js';

export interface AppParts {
  readonly store: SessionStore;
  /** By name; the first is taken when none is asked for. */
  readonly providers: ReadonlyMap<string, Provider>;
  readonly library: Library;
  readonly installer: Installer;
  readonly settings: SettingsFile;
  /** Hash of the guest image that judges hand-ins. */
  readonly guest: () => Promise<string>;
  readonly info: Pick<ProductInfo, 'version' | 'language'>;
  /** What lies on the disk that can be made again, and how to remove it. */
  readonly storage: {
    list(): Promise<readonly StorageItem[]>;
    /** @returns bytes that were freed */
    free(ids: readonly string[]): Promise<number>;
  };
}

/** What is asked until its asker has enough. */
const lasting: ReadonlySet<string> = new Set(['watch', 'timeline', 'topology', 'watchTerminal']);
/** A procedure of a session's service; its input was checked where it arrived. */
type Ask = (input: unknown, call: Call) => Promise<unknown>;

/** The engine behind a window: sessions that run here, and all that a window may ask. */
export class App {
  readonly #parts: AppParts;
  readonly #places: Places;
  readonly #packs: AppPacks;
  readonly #classes: AppClasses;
  /** Two windows that ask at once must not both look after the same dead session. */
  #looking: Promise<readonly KnownSession[]> | undefined;

  constructor(parts: AppParts) {
    this.#parts = parts;
    const { library, installer, settings, guest, store } = parts;
    this.#packs = new AppPacks({ library, installer, shelf: () => shelfOf(library.folders()) });
    this.#classes = new AppClasses({
      settings,
      library,
      guest,
      store,
      provider: () => this.#provider(undefined),
      language: () => parts.info.language,
      clean: () => this.#clean(),
      show: (shown) => this.#show(shown),
    });
    this.#places = new Places({
      store: parts.store,
      open: (id) => this.#openResting(id),
      lookAfter: () => this.#known(),
    });
  }

  /** Sessions whose machines run here. */
  get running(): readonly LiveSession[] {
    return this.#places.allUp();
  }

  /** Is a class being graded? Its machines are not to outlive this process. */
  get grading(): boolean {
    return this.#classes.grading;
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
    this.#places.leave();
    await this.#classes.leave();
    await this.#packs.leave();
    if (failed !== undefined) throw failed.reason;
  }

  service(): Service<AppProcedures> {
    const { settings, storage, providers, info } = this.#parts;
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
        const loaded = requireLab(this.#parts.library.find(id));
        const { lab, values } = loaded.instantiate(undefined);
        return labView({ loaded, lab, values, topology: resolveTopology(lab, 'preview') });
      },
      sessions: () => this.#sessions(),
      troubles: async () => {
        const { library, store } = this.#parts;
        const { unsound } = await shelfOf(library.folders());
        return [...unsound, ...library.troubles(), ...store.bad()].map(({ detail }) => detail);
      },
      start: async ({ lab, provider, values }) => {
        const folder = this.#parts.library.find(lab);
        const chosen = this.#provider(provider);
        const loaded = requireLab(folder, { draws: true });
        requireCapabilities(loaded.lab, chosen);
        return this.#start(loaded, { ...this.#valuesFor(values), provider: chosen.name });
      },
      startAnew: async ({ session: id }) => {
        const record = this.#record(id);
        const { labFolder, provider } = record;
        if (!existsSync(join(labFolder, labFile)))
          throw new LabError({ code: 'pack.watch-shipped', params: { folder: labFolder } });
        // Whatever is wrong with it is told while the old one still runs.
        const loaded = requireLab(labFolder, { draws: true });
        requireCapabilities(loaded.lab, this.#provider(provider));
        await this.#end(id);
        return this.#start(loaded, fieldsOf(record));
      },
      resume: async ({ session: id, step }) => {
        await this.#places.ask(
          id,
          async ({ live, service }) => {
            if (live === undefined) await service.alive({}, noCall);
            else if (this.#places.up(id) === undefined) begin(live, 'resume', step);
          },
          true,
        );
      },
      end: ({ session: id }) => this.#end(id),
      forget: async ({ session: id }) => {
        if (this.#places.up(id) !== undefined || !(await this.#isOver(id))) await this.#end(id);
        this.#places.forget(id);
        this.#parts.store.remove(id);
      },
      report: async ({ session: id }) => this.#report(this.#record(id)),
      exportReport: async ({ session: id, format, language }) => {
        const { ending, mime } = reportFiles[format];
        const text = renderReport(this.#report(this.#record(id)), format, language);
        return { name: `${id}.${ending}`, mime, text };
      },
      handInFile: async ({ session: id }) => {
        const file = join(this.#parts.store.folder(this.#record(id).id), handInFile);
        if (!existsSync(file)) throw new LabError({ code: 'hand-in.none', params: { id } });
        return { name: `${id}.lvsub`, content: readFileSync(file).toString('base64') };
      },
      ...this.#packs.service(),
      ...this.#classes.service(),
      ...this.#asks(),
    };
  }

  /** What is asked of a session goes to its service, wherever that is. */
  #asks(): Service<typeof sessionAsks> {
    const names = Object.keys(sessionAsks) as (keyof typeof sessionAsks)[];
    const asks = names.map((name) => {
      const ask = async (
        { session, ...input }: { readonly session?: string; readonly terminal?: string },
        call: Call,
      ): Promise<unknown> => {
        const id = session ?? sessionOfTerminal(input.terminal ?? '');
        const answer = (place: Place, signal = call.signal) =>
          (place.service[name] as Ask)(input, { ...call, signal });
        return lasting.has(name)
          ? this.#places.follow(id, call.signal, answer)
          : this.#places.ask(id, answer);
      };
      return [name, ask];
    });
    return Object.fromEntries(asks) as Service<typeof sessionAsks>;
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

  async #openResting(id: string): Promise<LiveSession> {
    const record = this.#record(id);
    const known = (await this.#known()).find((each) => each.record.id === id);
    // Somebody else may have opened it meanwhile.
    return this.#places.here(id) ?? this.#open(record, known?.state === 'ended' ? 'ended' : 'suspended');
  }

  async #isOver(id: string): Promise<boolean> {
    this.#record(id);
    return (await this.#known()).some(({ record, state }) => record.id === id && state === 'ended');
  }

  /** Ends it wherever it runs, also where its lab cannot be had. */
  async #end(id: string): Promise<void> {
    const up = this.#places.up(id);
    if (up !== undefined) return up.end();
    const { provider } = this.#record(id);
    if ((await this.#places.endThere(id)) || (await this.#isOver(id))) return;
    await this.#provider(provider).discard({ id, folder: this.#parts.store.folder(id) });
    this.#journal(id).append({ type: 'ended' });
    this.#places.forget(id);
  }

  /** `own`: those of the learner's class, where they have joined one. */
  #valuesFor(values: 'own' | 'others' | { readonly seed: string }): Omit<SessionFields, 'provider'> {
    if (typeof values === 'object') return { seed: values.seed, drawn: true };
    const joined = values === 'own' ? joinedValues(this.#parts.settings.read().class) : undefined;
    if (joined !== undefined) return { ...joined, drawn: true };
    return { seed: randomBytes(8).toString('hex'), drawn: values === 'others' };
  }

  #start(loaded: LoadedLab, fields: SessionFields): { readonly session: string } {
    const record = this.#parts.store.create(loaded, fields);
    const live = this.#open(record, 'ended');
    live.session.setLearner(this.#parts.settings.read().learner);
    begin(live, 'start');
    return { session: record.id };
  }

  /** Machines of a hand-in, as a session of nobody who learns. */
  #show({ loaded, head, states, student }: Shown): string {
    const { seed, drawn } = head;
    const provider = this.#provider(undefined).name;
    const handIn = { purpose: 'shown', student, session: head.session } as const;
    const record = this.#parts.store.create(loaded, { seed, drawn, provider, handIn });
    const live = this.#open(record, 'ended');
    live.session.setLearner(student);
    begin(live, 'start', undefined, () =>
      live.work('put', ({ signal }) => putOnto(live.session, states, { signal })),
    );
    return record.id;
  }

  /** Machines of a grading that died are of no use to anybody. */
  async #clean(): Promise<void> {
    for (const { record, state } of await this.#known())
      if (record.handIn?.purpose === 'judged' && state !== 'running') {
        await this.#end(record.id);
        this.#parts.store.remove(record.id);
      }
  }

  #open(record: SessionRecord, state: 'suspended' | 'ended'): LiveSession {
    const { store, settings } = this.#parts;
    const provider = this.#provider(record.provider);
    const loaded = store.lab(record);
    const parts = { store, record, loaded, provider, learner: record.handIn === undefined };
    const live = liveSession(parts, state, () => settings.read().autoCheck);
    this.#places.add(live);
    return live;
  }

  #journal(id: string): Journal {
    return new Journal(join(this.#parts.store.folder(id), 'journal.jsonl'));
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
      .filter(({ record }) => record.handIn?.purpose !== 'judged')
      .map(({ record, state, problem }): SessionSummary => {
        const here = this.#places.up(record.id)?.state as 'running' | 'starting' | undefined;
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
          state: here ?? (state === 'running' ? this.#places.stateThere(record.id) : state),
          created: record.created,
          done,
          steps,
          ...(grade === undefined ? {} : { grade }),
          ...(record.handIn === undefined ? {} : { handIn: record.handIn.student }),
          ...(wrong === undefined ? {} : { problem: wrong }),
        };
      })
      .toSorted((one, other) => other.created - one.created);
  }

  async #labs(): Promise<readonly LabSummary[]> {
    const best = new Map<string, { earned: number; points: number }>();
    for (const record of this.#parts.store.list()) {
      if (record.handIn !== undefined) continue;
      const { grade } = standingOf(this.#parts.store, record);
      if (grade !== undefined && grade.earned > (best.get(labNameOf(record))?.earned ?? -1))
        best.set(labNameOf(record), grade);
    }
    const { cards } = await shelfOf(this.#parts.library.folders());
    return cards.map(({ folder: _, digest: __, ...card }) => {
      const name = labName(card.pack, card.id);
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

/** How it goes is told by `watch`. */
function begin(
  live: LiveSession,
  what: 'start' | 'resume',
  step?: string,
  then: () => Promise<unknown> = () => Promise.resolve(),
): void {
  const begun = live.begin(what, step === undefined ? {} : { step }).then(then);
  begun.catch((error: unknown) => {
    if (!(error instanceof LabError)) log().error({ err: error, session: live.session.id }, 'begin');
  });
}
