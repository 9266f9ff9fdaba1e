import type {
  Doing,
  LabView,
  NodeProgress,
  NodeView,
  SessionNews,
  TerminalView,
} from '../../contract/views.js';
import { LabError } from '../../contract/errors.js';
import type { ErrorMessage } from '../../contract/messages/errors.js';
import type { SessionEvent } from '../../contract/session.js';
import type { Settings } from '../../contract/settings.js';
import type { TerminalSize } from '../machines/shell.js';
import { SessionHost } from '../session/host.js';
import { hintsOf } from '../session/hints.js';
import type { JournalEntry } from '../session/journal.js';
import type { Progress } from '../session/progress.js';
import { Session, type SessionParts } from '../session/session.js';
import { type Work, workSignal } from '../session/work.js';
import { errorMessage } from './error-message.js';
import { labView } from './lab-view.js';
import { LiveTimeline } from './live-timeline.js';
import { Poller } from './poller.js';
import { LiveTerminal } from './terminals.js';

/** A session that windows look at: running here, or resting. It tells its whole view whenever something changed. */
export class LiveSession {
  readonly session: Session;
  readonly poller: Poller;
  readonly timeline: LiveTimeline;
  readonly #parts: SessionParts;
  readonly #settings: () => Settings;
  readonly lab: LabView;
  readonly #views = new Set<(view: SessionNews) => void>();
  readonly #terminals = new Map<string, { readonly node: string; readonly live: LiveTerminal }>();
  readonly #nodes = new Map<string, NodeView>();
  readonly #unplugged = new Map<string, { readonly node: string; readonly network: string }>();
  readonly #starting: Record<string, NodeProgress> = {};
  #host: SessionHost | undefined;
  #hostProgress: NodeProgress | undefined;
  #state: SessionNews['state'];
  #doing: Doing | undefined;
  #error: ErrorMessage | undefined;
  #abort: AbortController | undefined;
  #progress: Progress;
  #telling: NodeJS.Timeout | undefined;
  #judgedAt: string | undefined;
  /** A line was typed since the last check: it may have changed what the witness does not see. */
  #typed = false;

  constructor(parts: SessionParts, state: SessionNews['state'], settings: () => Settings) {
    this.#parts = parts;
    this.#settings = settings;
    this.#state = state;
    this.session = new Session(parts);
    this.lab = labView(parts.loaded, this.session.lab, this.session.values, this.session.topology);
    this.#progress = this.session.progress();
    this.#error = this.session.journal.trouble()[0]?.detail;
    this.poller = new Poller(this.session.topology, () =>
      this.session.running ? this.session.machines : undefined,
    );
    this.poller.onWitness = (witness) => this.#judgeByItself(witness);
    this.session.onEvent = (event) => this.#hear(event);
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
  }

  get state(): SessionNews['state'] {
    return this.#state;
  }

  /**
   * Makes the machines, or takes up what was suspended; the view tells how it goes.
   * @param step resumes at the start of this step
   */
  begin(what: 'start' | 'resume', step?: string): void {
    const host = new SessionHost(this.session);
    this.#host = host;
    this.#state = 'starting';
    this.timeline.readAgain();
    this.#error = undefined;
    this.#abort = new AbortController();
    this.#do(what);
    const { signal } = this.#abort;
    const work: Work = { signal };
    void host
      .serve(
        (inner) => (what === 'start' ? this.session.start(inner) : this.session.resume(inner, step)),
        work,
      )
      .then(
        () => {
          this.#state = 'running';
          void this.#askStates();
          void host.ended.then(() => this.#ended());
        },
        (error: unknown) => {
          this.#error = errorMessage(error);
          // What could not be resumed is still there to be resumed.
          this.#state = what === 'start' ? 'failed' : this.#resting();
        },
      )
      .finally(() => this.#do(undefined));
  }

  /** Ends what is being done. */
  cancel(): void {
    this.#abort?.abort();
  }

  /** Does one thing after the other; `watch` shows what and for how long. A check that nobody asked for gives way. */
  work<T>(what: Doing['what'], run: (work: Work) => Promise<T>, detail?: string): Promise<T> {
    if (this.#doing?.byItself === true) this.cancel();
    return this.#exclusively(what, run, detail === undefined ? {} : { detail });
  }

  #exclusively<T>(
    what: Doing['what'],
    run: (work: Work) => Promise<T>,
    how: Pick<Doing, 'byItself' | 'detail'>,
  ): Promise<T> {
    const host = this.#running();
    const controller = new AbortController();
    return host.exclusive(what, async () => {
      this.#abort = controller;
      this.#do(what, how);
      try {
        return await run({ signal: workSignal(controller.signal) });
      } finally {
        this.#do(undefined);
        if (what === 'reset' || what === 'power') await this.#askStates();
        this.#tell();
        this.poller.hurry();
      }
    });
  }

  async suspend(): Promise<void> {
    // What runs now would hold up whoever closes the lid: it can be asked for again.
    this.cancel();
    await this.work('suspend', (work) => this.session.suspend(work));
    this.#rest('suspended');
  }

  async end(): Promise<void> {
    this.cancel();
    await this.work('end', () => this.session.destroy());
    this.#rest('ended');
  }

  /** Tells the view now and whenever it changed, until the signal comes. */
  async watch(signal: AbortSignal, onView: (view: SessionNews) => void): Promise<void> {
    if (signal.aborted) return;
    this.#views.add(onView);
    onView(this.view());
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    this.#views.delete(onView);
  }

  openTerminal(node: string): string {
    if (!this.session.topology.nodes.some(({ name }) => name === node)) {
      const known = this.session.topology.nodes.map(({ name }) => name);
      throw new LabError({ code: 'node.unknown', params: { node, known } });
    }
    const host = this.#running();
    let number = 1;
    while (this.#terminals.has(this.#terminalId(node, number))) number += 1;
    const id = this.#terminalId(node, number);
    const connect = async (size: TerminalSize) => {
      await host.looked;
      return this.session.machines.terminal(node, `app-${number}`, size);
    };
    const live = new LiveTerminal(connect, {
      change: () => this.#changed(),
      line: () => {
        this.#typed = true;
        this.poller.hurry();
      },
      print: () => this.poller.stir(),
      away: () => (this.#nodes.get(node)?.state ?? 'running') !== 'running',
    });
    this.#terminals.set(id, { node, live });
    this.#tell();
    return id;
  }

  terminal(id: string): LiveTerminal | undefined {
    return this.#terminals.get(id)?.live;
  }

  closeTerminal(id: string): void {
    this.#terminals.get(id)?.live.close();
    this.#terminals.delete(id);
    this.#tell();
  }

  /** Drawn at once; the machine may take its time to notice. */
  async setLink(node: string, network: string, up: boolean): Promise<void> {
    this.#running();
    this.#cable(node, network, up);
    try {
      await this.session.link(node, network, up);
    } catch (error) {
      this.#cable(node, network, !up);
      throw error;
    }
    this.poller.hurry();
  }

  view(): SessionNews {
    const { session } = this;
    const { record, provider } = this.#parts;
    const { current, done, credit, verdicts, graded, answers, checkpoints } = this.#progress;
    const capabilities = session.running ? session.machines.capabilities : provider.capabilities;
    return {
      id: session.id,
      provider: record.provider,
      seed: record.seed,
      drawn: record.drawn,
      state: this.#state,
      ...(this.#doing === undefined ? {} : { doing: this.#doing }),
      ...(this.#hostProgress === undefined ? {} : { host: this.#hostProgress }),
      starting: { ...this.#starting },
      ...(this.#error === undefined ? {} : { error: this.#error }),
      nodes: session.topology.nodes.map(
        ({ name }): NodeView => this.#nodes.get(name) ?? { name, state: 'missing' },
      ),
      capabilities,
      unplugged: [...this.#unplugged.values()],
      ...(current === undefined ? {} : { current }),
      done: [...done],
      solved: [...credit.solved],
      unearned: Object.fromEntries(credit.unearned),
      checkpoints: capabilities.checkpoints ? [...checkpoints] : [],
      verdicts: Object.fromEntries(graded ?? verdicts),
      hints: this.#hints(),
      answers: Object.fromEntries(answers),
      created: record.created,
      graded: graded !== undefined,
      terminals: [...this.#terminals].map(
        ([id, { node, live }]): TerminalView => ({ id, node, state: live.state }),
      ),
    };
  }

  #hints(): SessionNews['hints'] {
    return Object.fromEntries(
      this.session.lab.steps.flatMap((step) =>
        step.checks.map((check) => [check.id, hintsOf(step, check, this.#progress)]),
      ),
    );
  }

  #terminalId(node: string, number: number): string {
    return `${this.session.id}/${node}/${number}`;
  }

  #running(): SessionHost {
    if (this.#host === undefined || this.#state !== 'running') {
      throw new LabError({
        code: 'session.not-running',
        params: { id: this.session.id, state: this.#state },
      });
    }
    return this.#host;
  }

  /** Judges the current step when nobody has to ask for it: something changed, nothing else is being done. */
  #judgeByItself(witness: string | undefined): void {
    const idle =
      this.#doing === undefined && this.#state === 'running' && this.#progress.current !== undefined;
    const changed = this.#typed || witness !== this.#judgedAt;
    if (!idle || witness === undefined || !changed || !this.#settings().autoCheck) return;
    this.#judgedAt = witness;
    this.#typed = false;
    const look = (work: Work) => this.session.check(undefined, { ...work, reuse: true, gentle: true });
    this.#exclusively('check', look, { byItself: true }).catch((error: unknown) => {
      if (error instanceof LabError && error.code === 'cancelled') return; // it gave way
      this.#error = errorMessage(error);
      this.#changed();
    });
  }

  #hear(event: SessionEvent): void {
    const at = Date.now();
    switch (event.type) {
      case 'machines': {
        const { progress } = event;
        if (progress.node === undefined) this.#hostProgress = { ...progress, at };
        else this.#starting[progress.node] = { ...progress, at };
        break;
      }
      case 'setup':
        this.#detail(`${event.node}: ${event.script}`);
        break;
      case 'solving':
        if (event.state === 'start') this.#detail(event.node);
        break;
      case 'checking':
        this.#detail(event.what);
        break;
      case 'trouble':
        this.#error = event.error;
        break;
      case 'node-state':
        this.#nodes.set(event.node, { name: event.node, state: event.state, detail: event.detail });
        this.poller.hurry();
        break;
      case 'step':
      case 'verdict':
        break;
    }
    this.#changed();
  }

  /** How the machines are after they were started or exchanged: not all need have come. */
  async #askStates(): Promise<void> {
    if (!this.session.running) return;
    const { machines } = this.session;
    for (const { name } of this.session.topology.nodes) {
      const state = await machines.state(name);
      if (this.#nodes.get(name)?.state !== state) this.#nodes.set(name, { name, state });
    }
    this.#changed();
  }

  /** What the journal says that the picture has to show at once, whoever did it. */
  #follow(entry: JournalEntry): void {
    if (entry.type === 'cable') this.#cable(entry.node, entry.network, entry.up);
    if (entry.type === 'reset') {
      if (entry.node === undefined) this.#unplugged.clear();
      this.poller.forget(entry.node);
    }
  }

  #cable(node: string, network: string, up: boolean): void {
    const key = `${node} ${network}`;
    if (up === !this.#unplugged.has(key)) return;
    if (up) this.#unplugged.delete(key);
    else this.#unplugged.set(key, { node, network });
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
    for (const { live } of this.#terminals.values()) live.close();
    this.#terminals.clear();
    this.#nodes.clear();
    this.#unplugged.clear();
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
