import type { Doing, LabView, SessionNews } from '../../contract/views.js';
import { LabError } from '../../contract/errors.js';
import type { ErrorMessage } from '../../contract/messages/errors.js';
import type { SessionEvent, SessionProcedures } from '../../contract/session.js';
import type { Service } from '../../contract/rpc.js';
import { SessionHost } from './host.js';
import type { JournalEntry } from '../session/journal.js';
import { requireNode } from '../session/lookup.js';
import type { Progress } from '../session/progress.js';
import { Session, type SessionParts } from '../session/session.js';
import { type Asked, type Known, type Work, workSignal } from '../session/work.js';
import { errorMessage } from './error-message.js';
import { labView } from './lab-view.js';
import { LiveTimeline } from './live-timeline.js';
import { Poller } from '../observe/poller.js';
import { MachinesSeen } from './machines-seen.js';
import { newsOf } from './news.js';
import { SessionTerminals } from './session-terminals.js';
import { Writing } from './writing.js';

/**
 * A session as it is asked: running here, or resting. Commands, windows and tests ask the one `service` of it; what
 * changes something is done one after the other, and its whole view is told whenever something changed.
 */
export class LiveSession {
  readonly session: Session;
  readonly poller: Poller;
  readonly timeline: LiveTimeline;
  readonly service: Service<SessionProcedures>;
  readonly terminals: SessionTerminals;
  readonly writing: Writing;
  readonly #parts: SessionParts;
  readonly #autoCheck: () => boolean;
  readonly listeners = new Set<(event: SessionEvent) => void>();
  readonly #views = new Set<(view: SessionNews) => void>();
  readonly #machines: MachinesSeen;
  #host: SessionHost | undefined;
  #state: SessionNews['state'];
  #doing: Doing | undefined;
  #error: ErrorMessage | undefined;
  #abort: AbortController | undefined;
  #progress: Progress;
  #telling: NodeJS.Timeout | undefined;
  #judgedAt: string | undefined;
  /** A line was typed since the last check: it may have changed what the witness does not see. */
  #typed = false;

  /**
   * @param state how it rests
   * @param answers makes its service (`liveSession` in service.ts)
   * @param autoCheck is the current step to be judged when somebody looks and something changed? Of a learner's sessions
   */
  constructor(
    parts: SessionParts,
    state: 'suspended' | 'ended',
    answers: (live: LiveSession) => Service<SessionProcedures>,
    autoCheck: () => boolean,
  ) {
    this.#parts = parts;
    this.#autoCheck = autoCheck;
    this.#state = state;
    this.session = new Session(parts);
    this.#machines = new MachinesSeen(this.session.topology.nodes.map(({ name }) => name));
    this.#progress = this.session.progress();
    this.#error = this.session.journal.trouble()[0]?.detail;
    const { topology, observatory } = this.session;
    const machines = () => (this.session.running ? this.session.machines : undefined);
    this.poller = new Poller(topology, observatory, machines);
    this.poller.onWitness = (witness, known) => this.#judgeByItself(witness, known);
    this.poller.wanted = () => (this.#typed && this.#idle ? this.session.wanted() : {});
    this.session.onEvent = (event) => {
      for (const listener of this.listeners) listener(event);
      this.#hear(event);
    };
    this.terminals = new SessionTerminals({
      session: this.session.id,
      dial: async (node, name, size) => {
        await this.looked;
        return this.session.machines.terminal(node, name, size);
      },
      changed: () => this.#changed(),
      typed: () => {
        this.#typed = true;
        this.poller.hurry();
      },
      printed: () => this.poller.stir(),
      away: (node) => (this.#machines.stateOf(node) ?? 'running') !== 'running',
    });
    this.timeline = new LiveTimeline(this.session.journal);
    this.poller.onHappening = (happening) => this.timeline.note(happening);
    this.session.journal.onAppend = (entry) => {
      this.timeline.add(entry);
      if (entry.type === 'observed') return; // it is no progress
      this.#follow(entry);
      this.poller.stir();
      this.#progress = this.session.progress();
      this.#changed();
    };
    this.writing = new Writing(this.session, () => this.#changed());
    this.service = answers(this);
  }

  lab(): LabView {
    return labView(this.session);
  }

  get state(): SessionNews['state'] {
    return this.#state;
  }

  /** Resolves when its machines are there. @throws LabError why they are not */
  get started(): Promise<void> {
    return this.#host?.started ?? Promise.resolve();
  }

  /** Resolves when it is known what held before the learner began: until then nobody is let at the machines. */
  get looked(): Promise<void> {
    return this.#host?.looked ?? Promise.resolve();
  }

  /** Resolves when it has been suspended or ended, by whomever. */
  get ended(): Promise<void> {
    return this.#host?.ended ?? Promise.resolve();
  }

  /** What is being done now, in a word. */
  get doing(): string | undefined {
    return this.#doing?.what ?? this.#host?.doing;
  }

  /**
   * Makes the machines, or takes up what was suspended; the view tells how it goes.
   * @param step resumes at the start of this step
   * @throws LabError why there are no machines, which the view tells as well
   */
  async begin(what: 'start' | 'resume', asked: Asked & { readonly step?: string } = {}): Promise<void> {
    const host = new SessionHost(this.session, this.service);
    this.#host = host;
    this.#state = 'starting';
    this.timeline.readAgain();
    this.#error = undefined;
    const controller = new AbortController();
    this.#abort = controller;
    this.#do(what);
    const start = (work: Work) =>
      what === 'start' ? this.session.start(work) : this.session.resume(work, asked.step);
    const { onEvent } = asked;
    try {
      const signal = workSignal(controller.signal, asked.signal);
      await host.serve(start, { signal, ...(onEvent === undefined ? {} : { onEvent }) });
      this.#state = 'running';
      void this.#askStates();
      void host.ended.then(() => this.#ended());
    } catch (error) {
      this.#error = errorMessage(error);
      // What could not be resumed is still there to be resumed.
      this.#state = what === 'start' ? 'failed' : this.#resting();
      throw error;
    } finally {
      this.#do(undefined);
    }
  }

  /** Ends what is being done. */
  cancel(): void {
    this.#abort?.abort();
  }

  /** Does one thing after the other; `watch` shows what and for how long. A check that nobody asked for gives way. */
  async work<T>(what: Doing['what'], run: (work: Work) => Promise<T>, asked: Asked = {}): Promise<T> {
    this.#giveWay();
    return this.#exclusively(what, run, asked);
  }

  async #exclusively<T>(
    what: Doing['what'],
    run: (work: Work) => Promise<T>,
    { signal, onEvent, ...how }: Asked,
  ): Promise<T> {
    const controller = new AbortController();
    const work = {
      signal: workSignal(controller.signal, signal),
      ...(onEvent === undefined ? {} : { onEvent }),
    };
    return this.#hosted().run(
      what,
      async (inner) => {
        this.#abort = controller;
        this.#do(what, how);
        try {
          return await run(inner);
        } finally {
          this.#do(undefined);
          if (what === 'reset' || what === 'power') await this.#askStates();
          this.#tell();
          this.poller.hurry();
        }
      },
      work,
    );
  }

  async suspend(asked: Asked = {}): Promise<void> {
    // What runs now would hold up whoever closes the lid: it can be asked for again.
    if (this.#state === 'running') this.cancel();
    await this.work('suspend', (work) => this.session.suspend(work), asked);
    this.#rest('suspended');
  }

  /** Ends the machines, and before that whatever is being done. */
  async end(): Promise<void> {
    const host = this.#hosted();
    this.#do('end');
    await host.down().finally(() => this.#do(undefined));
    this.#rest('ended');
  }

  /** Lets go of a session that is to be looked at no more; its machines, if there are any, live on. */
  close(): void {
    this.#host?.close();
    this.terminals.closeAll();
  }

  /** Tells the view now and whenever it changed, until the signal comes. */
  async watch(signal: AbortSignal, onView: (view: SessionNews) => void): Promise<void> {
    if (signal.aborted) return;
    this.#views.add(onView);
    onView(this.view());
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    this.#views.delete(onView);
  }

  /** @returns its id. @throws LabError `node.unknown`, `session.not-running` */
  openTerminal(node: string): string {
    requireNode(this.session.topology, node);
    this.#hosted();
    const id = this.terminals.open(node);
    this.#tell();
    return id;
  }

  closeTerminal(id: string): void {
    this.terminals.close(id);
    this.#tell();
  }

  /** Pulls a cable, or plugs it in, when nothing else is being done: an experiment may rest on it. */
  async setLink(node: string, network: string, up: boolean, signal?: AbortSignal): Promise<void> {
    this.#giveWay();
    const move = async () => {
      // Drawn at once: the machine may take its time to notice.
      this.#cable(node, network, up);
      try {
        await this.session.link(node, network, up);
      } catch (error) {
        this.#cable(node, network, !up);
        throw error;
      }
    };
    await this.#hosted().run('link', move, signal === undefined ? {} : { signal: workSignal(signal) });
    this.poller.hurry();
  }

  view(): SessionNews {
    return {
      ...newsOf({ session: this.session, provider: this.#parts.provider, progress: this.#progress }),
      state: this.#state,
      ...(this.#doing === undefined ? {} : { doing: this.#doing }),
      ...(this.#error === undefined ? {} : { error: this.#error }),
      ...this.#machines.view(),
      ...this.writing.view(),
      terminals: this.terminals.views(),
    };
  }

  #giveWay(): void {
    if (this.#doing?.byItself === true) this.cancel();
  }

  /** The host of a session that runs, or is being started. @throws LabError `session.not-running` */
  #hosted(): SessionHost {
    const host = this.#state === 'running' || this.#state === 'starting' ? this.#host : undefined;
    if (host !== undefined) return host;
    throw new LabError({
      code: 'session.not-running',
      params: { id: this.session.id, state: this.#state },
    });
  }

  get #idle(): boolean {
    return this.#doing === undefined && this.#state === 'running' && this.#progress.current !== undefined;
  }

  /** Judges the current step when nobody has to ask for it: something changed, nothing else is being done. */
  #judgeByItself(witness: string | undefined, known: ReadonlyMap<string, Known>): void {
    const changed = this.#typed || witness !== this.#judgedAt;
    if (!this.#idle || witness === undefined || !changed || !this.#autoCheck()) return;
    this.#judgedAt = witness;
    this.#typed = false;
    const look = (work: Work) => this.session.check(undefined, { ...work, reuse: true, gentle: true, known });
    this.#exclusively('check', look, { byItself: true }).catch((error: unknown) => {
      if (error instanceof LabError && error.code === 'cancelled') return; // it gave way
      this.#error = errorMessage(error);
      this.#changed();
    });
  }

  #hear(event: SessionEvent): void {
    switch (event.type) {
      case 'machines':
        this.#machines.progress(event.progress);
        break;
      case 'setup':
        this.#detail(`${event.node}: ${event.script}`);
        break;
      case 'solving':
      case 'handing-in':
        if (event.type === 'handing-in' || event.state === 'start') this.#detail(event.node);
        break;
      case 'checking':
        this.#detail(event.what);
        break;
      case 'trouble':
        this.#error = event.error;
        break;
      case 'node-state':
        this.#machines.became(event.node, event.state, event.detail);
        this.poller.hurry();
        break;
    }
    this.#changed();
  }

  /** How the machines are after they were started or exchanged: not all need have come. */
  async #askStates(): Promise<void> {
    if (!this.session.running) return;
    const { machines } = this.session;
    for (const { name } of this.session.topology.nodes)
      this.#machines.became(name, await machines.state(name));
    this.#changed();
  }

  /** What the journal says that the picture has to show at once, whoever did it. */
  #follow(entry: JournalEntry): void {
    if (entry.type === 'cable') this.#cable(entry.node, entry.network, entry.up);
    if (entry.type === 'reset') {
      if (entry.node === undefined) this.#machines.allPluggedIn();
      this.poller.forget(entry.node);
    }
  }

  #cable(node: string, network: string, up: boolean): void {
    if (!this.#machines.cable(node, network, up)) return;
    this.poller.cable(node, network, up);
    this.#tell();
  }

  #detail(detail: string): void {
    if (this.#doing !== undefined) this.#doing = { ...this.#doing, detail };
  }

  #do(what: Doing['what'] | undefined, how: Pick<Doing, 'byItself' | 'detail'> = {}): void {
    this.#doing = what === undefined ? undefined : { what, since: Date.now(), ...how };
    this.#changed();
  }

  /** Somebody else suspended or ended it, or its folder has gone. */
  #ended(): void {
    if (this.#state === 'running') this.#rest(this.#resting());
  }

  #resting(): 'suspended' | 'ended' {
    return this.session.journal.newest(['suspended', 'ended'])?.type ?? 'ended';
  }

  #rest(state: 'suspended' | 'ended'): void {
    this.#state = state;
    this.terminals.closeAll();
    this.#machines.forget();
    this.poller.forget();
    this.#host?.close();
    this.#host = undefined;
    this.#tell();
  }

  /** Changes that come together are one message. */
  #changed(): void {
    this.#telling ??= setTimeout(() => this.#tell(), 20);
  }

  /** At once: what a call has changed is told before the call is answered. */
  #tell(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    const view = this.view();
    for (const tell of this.#views) tell(view);
  }
}
