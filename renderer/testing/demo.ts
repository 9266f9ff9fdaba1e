import type { AppProcedures } from '../../contract/app.js';
import type {
  LabView,
  NodeProgress,
  SessionSummary,
  SessionView,
  StepView,
  StorageItem,
  TerminalEvent,
  TerminalView,
  TopologyView,
} from '../../contract/views.js';
import { appProcedures } from '../../contract/app.js';
import { LabError } from '../../contract/errors.js';
import type { CheckHints, HintLevel } from '../../contract/hints.js';
import type { CreditMessage } from '../../contract/messages/credit.js';
import type { Call, Channel, Service } from '../../contract/rpc.js';
import { defaultSettings, type Settings } from '../../contract/settings.js';
import type { TimelineMessage } from '../../contract/messages/timeline.js';
import type { Moment } from '../../contract/timeline.js';
import type { Verdict } from '../../contract/verdict.js';
import { channelPair } from '../../contract/channel-pair.js';
import {
  type DrState,
  drLab,
  drTopology,
  findings,
  labs,
  quizAnswers,
  scripted,
  vrrpLab,
  vrrpTopology,
} from './demo-data.js';
import { reportOf } from './demo-report.js';
import { serve } from '../../contract/rpc-serve.js';

export interface DemoOptions {
  /** Milliseconds that each thing takes. */
  readonly pace: number;
  readonly settings?: Partial<Settings>;
  /** The next start fails. */
  readonly failStart?: boolean;
}

interface Terminal {
  readonly id: string;
  readonly node: string;
  printed: string;
  line: string;
  readonly watchers: Set<(event: TerminalEvent) => void>;
}

interface Session {
  view: SessionView;
  readonly watchers: Set<(view: SessionView) => void>;
  readonly topologyWatchers: Set<(view: TopologyView) => void>;
  moments: readonly Moment[];
  readonly timelineWatchers: Set<(moments: readonly Moment[]) => void>;
  dr: DrState;
  master: 'lb1' | 'lb2';
  readonly typed: string[];
  /** Steps without checks that were read to the end. */
  readonly read: Set<string>;
  readonly terminals: Map<string, Terminal>;
  stop: AbortController;
  elsewhere: boolean;
}

const wait = (milliseconds: number, signal?: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new LabError({ code: 'cancelled', params: {} }));
    });
  });

/** A scripted engine in the page: the window with everything but machines. */
export class Demo {
  readonly sessions = new Map<string, Session>();
  readonly took: number[] = [];
  readonly written: string[] = [];
  readonly asked: string[] = [];
  failStart: boolean;
  settings: Settings;
  #storage: readonly StorageItem[] = [
    { id: 'image-1', kind: 'image', name: '4f9c2a7b', bytes: 412_000_000, used: true },
    { id: 'golden-1', kind: 'golden', name: '4f9c2a7b dr-by-hand', bytes: 231_000_000, used: false },
    { id: 'session-1', kind: 'session', name: 'keepalived-single', bytes: 1_350_000_000, used: false },
  ];
  readonly #pace: number;
  readonly #ends = new Set<Channel>();
  #next = 1;

  constructor(options: DemoOptions) {
    this.#pace = options.pace;
    this.failStart = options.failStart ?? false;
    this.settings = { ...defaultSettings, tourSeen: true, ...options.settings };
  }

  /** What the window's `open` is. */
  readonly open = (): Promise<Channel> => {
    const [window, engine] = channelPair();
    serve(engine, appProcedures, this.#service());
    this.#ends.add(engine);
    return Promise.resolve(window);
  };

  /** Ends every connection, as a crash of the engine does. */
  crash(): void {
    for (const end of this.#ends) end.close();
    this.#ends.clear();
  }

  /** A session that runs already. */
  add(id: string, lab: LabView, changes: Partial<SessionView> = {}, elsewhere = false): Session {
    const session: Session = {
      view: { ...fresh(id, lab), ...changes },
      watchers: new Set(),
      topologyWatchers: new Set(),
      moments: [],
      timelineWatchers: new Set(),
      dr: {
        service: false,
        servers: false,
        vip: false,
        onLo: false,
        suppressed: false,
        unplugged: new Set(),
        tick: 0,
      },
      master: 'lb1',
      typed: [],
      read: new Set(),
      terminals: new Map(),
      stop: new AbortController(),
      elsewhere,
    };
    this.sessions.set(id, session);
    return session;
  }

  change(session: Session, changes: Partial<SessionView>): void {
    const { doing: _doing, error: _error, current: _current, ...rest } = session.view;
    const keep = {
      ...('doing' in changes ? {} : pick(session.view, 'doing')),
      ...('error' in changes ? {} : pick(session.view, 'error')),
      ...('current' in changes ? {} : pick(session.view, 'current')),
    };
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    session.view = { ...rest, ...keep, ...given };
    for (const watcher of session.watchers) watcher(session.view);
  }

  happen(
    session: Session,
    message: TimelineMessage,
    evidence: Moment['evidence'] = [],
    at = Date.now(),
  ): void {
    session.moments = [...session.moments, { id: String(session.moments.length), at, message, evidence }];
    for (const watcher of session.timelineWatchers) watcher(session.moments);
  }

  tellTopology(session: Session): void {
    const view = topologyOf(session);
    for (const watcher of session.topologyWatchers) watcher(view);
  }

  #get(id: string): Session {
    const session = this.sessions.get(id);
    if (session === undefined) {
      throw new LabError({ code: 'session.unknown', params: { id, known: [...this.sessions.keys()] } });
    }
    return session;
  }

  #terminal(id: string): readonly [Session, Terminal] {
    for (const session of this.sessions.values()) {
      const terminal = session.terminals.get(id);
      if (terminal !== undefined) return [session, terminal];
    }
    throw new Error(`no terminal ${id}`);
  }

  async #start(session: Session): Promise<void> {
    const signal = session.stop.signal;
    const host = async (phase: NodeProgress['phase'], fraction: number) => {
      this.change(session, { host: { phase, state: 'running', fraction, at: Date.now() } });
      await wait(this.#pace, signal);
    };
    const nodes = async (phase: NodeProgress['phase'], state: NodeProgress['state'], detail?: string) => {
      for (const node of session.view.lab.nodes) {
        const progress: NodeProgress = {
          node: node.name,
          phase,
          state,
          at: Date.now(),
          ...(detail === undefined ? {} : { detail }),
        };
        this.change(session, { starting: { ...session.view.starting, [node.name]: progress } });
        await wait(this.#pace / 4, signal);
      }
    };
    try {
      await host('image', 0.4);
      await host('image', 0.9);
      this.change(session, { host: { phase: 'image', state: 'done', at: Date.now() } });
      await nodes('restore', 'running');
      if (this.failStart) {
        this.failStart = false;
        this.change(session, {
          state: 'failed',
          starting: {
            ...session.view.starting,
            rs1: { node: 'rs1', phase: 'boot', state: 'failed', at: Date.now() },
          },
          error: {
            code: 'node.boot-timeout',
            params: { node: 'rs1', seconds: 90, console: '[    2.104] Kernel panic - not syncing: VFS' },
          },
          doing: undefined,
        } as unknown as Partial<SessionView>);
        return;
      }
      await nodes('identity', 'running', 'eth0');
      await nodes('ssh', 'done');
      this.change(session, { state: 'running', doing: undefined } as unknown as Partial<SessionView>);
    } catch {
      this.change(session, {
        state: 'failed',
        error: { code: 'cancelled', params: {} },
        doing: undefined,
      } as unknown as Partial<SessionView>);
    }
  }

  async #do(session: Session, what: NonNullable<SessionView['doing']>['what'], work: () => Promise<void>) {
    session.stop = new AbortController();
    this.change(session, { doing: { what, since: Date.now() } });
    try {
      await work();
    } finally {
      this.change(session, { doing: undefined } as unknown as Partial<SessionView>);
    }
  }

  async #check(session: Session, step: string | undefined): Promise<readonly Verdict[]> {
    await this.#do(session, 'check', async () => {
      for (const one of session.view.lab.steps.filter((each) => step === undefined || each.id === step)) {
        for (const check of one.checks) {
          this.change(session, {
            doing: { what: 'check', since: session.view.doing?.since ?? Date.now(), detail: check.id },
          });
          await wait(this.#pace, session.stop.signal);
          const verdict = this.#judge(session, one.id, check.id, check.points);
          this.change(session, { verdicts: { ...session.view.verdicts, [check.id]: verdict } });
        }
      }
      this.#advance(session);
    });
    return Object.values(session.view.verdicts);
  }

  #judge(session: Session, step: string, check: string, points: number): Verdict {
    const at = Date.now();
    const script = scripted[check];
    const place = { step, check, points, at };
    if (script === undefined) {
      const answer = session.view.answers[check];
      if (answer === undefined) {
        return { ...place, status: 'fail', message: { code: 'quiz.unanswered', params: {} }, evidence: [] };
      }
      return answer === quizAnswers[check]
        ? { ...place, status: 'pass', message: { code: 'quiz.right', params: {} }, evidence: [] }
        : { ...place, status: 'fail', message: { code: 'quiz.wrong', params: { answer } }, evidence: [] };
    }
    const done = session.typed.some((line) => script.by.test(line)) || session.view.solved.includes(step);
    return { ...place, ...(done ? script.after(at) : script.before(at)) };
  }

  #advance(session: Session): void {
    const done = session.view.lab.steps
      .filter((step) =>
        step.checks.length === 0
          ? session.read.has(step.id)
          : step.checks.every((check) => session.view.verdicts[check.id]?.status === 'pass'),
      )
      .map((step) => step.id);
    const current = session.view.lab.steps.find((step) => !done.includes(step.id))?.id;
    this.change(session, { done, current } as Partial<SessionView>);
  }

  #noPoints(session: Session, step: string, why: CreditMessage): void {
    const { view } = session;
    const checks = view.lab.steps.find(({ id }) => id === step)!.checks;
    const lost = checks.filter(({ id }) => view.verdicts[id]?.status !== 'pass');
    this.change(session, {
      solved: [...new Set([...view.solved, step])],
      unearned: { ...Object.fromEntries(lost.map(({ id }) => [id, why])), ...view.unearned },
    });
  }

  #typed(session: Session, line: string): void {
    session.typed.push(line);
    const dr = session.dr;
    session.dr = {
      ...dr,
      service: dr.service || /ipvsadm -A /.test(line),
      servers: dr.servers || /ipvsadm -a /.test(line),
      vip: dr.vip || /addr add .*eth0/.test(line),
      onLo: dr.onLo || /addr add .* dev lo/.test(line),
      suppressed: dr.suppressed || /arp_ignore=1/.test(line),
      ...(/ipvsadm -C/.test(line) ? { service: false, servers: false } : {}),
    };
    if (/stop keepalived/.test(line)) session.master = session.master === 'lb1' ? 'lb2' : 'lb1';
    this.tellTopology(session);
  }

  #service(): Service<AppProcedures> {
    const done = Promise.resolve();
    const untilCancelled = (call: Pick<Call, 'signal'>) =>
      new Promise<void>((resolve) => call.signal.addEventListener('abort', () => resolve()));
    return {
      info: () =>
        Promise.resolve({
          version: '0.1.0',
          language: 'zh-CN',
          providers: ['qemu', 'vagrant'].map((name) => ({
            name,
            capabilities: { checkpoints: true, suspend: true, links: true, capture: true },
          })),
        }),
      doctor: () => Promise.resolve(findings),
      settings: () => Promise.resolve(this.settings),
      setSettings: ({ settings }) => {
        this.settings = { ...this.settings, ...(settings as Partial<Settings>) };
        return Promise.resolve(this.settings);
      },
      storage: () => Promise.resolve(this.#storage),
      freeStorage: ({ ids }) => {
        const freed = this.#storage.filter((item) => ids.includes(item.id));
        this.#storage = this.#storage.filter((item) => !ids.includes(item.id));
        return Promise.resolve(freed.reduce((sum, item) => sum + item.bytes, 0));
      },
      labs: () => Promise.resolve(labs),
      preview: ({ lab }) => Promise.resolve([drLab, vrrpLab].find((one) => one.name === lab) ?? drLab),
      sessions: () => Promise.resolve([...this.sessions.values()].map(summary)),
      troubles: () => Promise.resolve([]),
      problem: () =>
        Promise.resolve({ name: 'lvslab-problem.txt', text: '===== versions =====\nproduct: demo\n' }),
      start: ({ lab, values }) => {
        this.asked.push(`start ${lab} ${JSON.stringify(values)}`);
        const found = [drLab, vrrpLab].find((one) => one.name === lab);
        if (found === undefined) {
          throw new LabError({
            code: 'lab.invalid',
            params: { lab, problems: [], more: 1 },
          });
        }
        const id = `${found.id}-${this.#next++}`;
        const session = this.add(id, found, {
          state: 'starting',
          drawn: values !== 'own',
          doing: { what: 'start', since: Date.now() },
        });
        void this.#start(session);
        return Promise.resolve({ session: id });
      },
      resume: ({ session: id }) => {
        const session = this.#get(id);
        session.elsewhere = false;
        this.change(session, { state: 'running' });
        return done;
      },
      cancel: ({ session }) => {
        this.#get(session).stop.abort();
        return done;
      },
      suspend: ({ session }) => {
        this.change(this.#get(session), { state: 'suspended' });
        return done;
      },
      end: ({ session }) => {
        this.asked.push(`end ${session}`);
        this.change(this.#get(session), { state: 'ended' });
        return done;
      },
      forget: ({ session }) => {
        this.sessions.delete(session);
        return done;
      },
      lab: ({ session: id }) => Promise.resolve(this.#get(id).view.lab),
      watch: async ({ session: id }, call) => {
        const session = this.#get(id);
        const watcher = ({ lab: _, ...news }: SessionView) => call.onEvent(news);
        session.watchers.add(watcher);
        watcher(session.view);
        await untilCancelled(call);
        session.watchers.delete(watcher);
      },
      topology: async ({ session: id }, call) => {
        const session = this.#get(id);
        const watcher = (view: TopologyView) => call.onEvent(view);
        session.topologyWatchers.add(watcher);
        call.onEvent(topologyOf(session));
        const timer = setInterval(() => {
          session.dr = { ...session.dr, tick: session.dr.tick + 1 };
          call.onEvent(topologyOf(session));
        }, 2000);
        await untilCancelled(call);
        clearInterval(timer);
        session.topologyWatchers.delete(watcher);
      },
      check: ({ session, step }) => this.#check(this.#get(session), step),
      grade: async ({ session: id }) => {
        const session = this.#get(id);
        const verdicts = await this.#check(session, undefined);
        this.change(session, { graded: true });
        return verdicts;
      },
      solve: async ({ session: id, step: asked }) => {
        const session = this.#get(id);
        const step = asked ?? session.view.current ?? session.view.lab.steps[0]!.id;
        await this.#do(session, 'solve', async () => {
          await wait(this.#pace, session.stop.signal);
          this.#noPoints(session, step, { code: 'solved', params: {} });
        });
        await this.#check(session, step);
        return step;
      },
      power: async ({ session: id, node, action }) => {
        const session = this.#get(id);
        this.asked.push(`power ${node} ${action}`);
        await this.#do(session, 'power', () => wait(this.#pace, session.stop.signal));
      },
      reset: async ({ session: id, step = '' }) => {
        const session = this.#get(id);
        this.asked.push(`reset ${step}`);
        await this.#do(session, 'reset', () => wait(this.#pace, session.stop.signal));
        return step;
      },
      answer: ({ session: id, check, answer }) => {
        const session = this.#get(id);
        this.change(session, { answers: { ...session.view.answers, [check]: answer } });
        const step = session.view.lab.steps.find((one) => one.checks.some((each) => each.id === check))!;
        const verdict = this.#judge(session, step.id, check, 1);
        this.change(session, { verdicts: { ...session.view.verdicts, [check]: verdict } });
        this.#advance(session);
        return done;
      },
      hint: ({ session: id, check, level }) => {
        const session = this.#get(id);
        const step = session.view.lab.steps.find((one) => one.checks.some((each) => each.id === check))!;
        const asked = session.view.hints[check]?.shown.map((hint) => hint.level) ?? [];
        if (level === 'command') this.#noPoints(session, step.id, { code: 'shown', params: {} });
        const hints = hintsFor(step, check, [...asked, level]);
        this.change(session, { hints: { ...session.view.hints, [check]: hints } });
        return Promise.resolve(hints.shown.at(-1)!);
      },
      finishReading: ({ session: id, step }) => {
        const session = this.#get(id);
        session.read.add(step);
        this.#advance(session);
        return done;
      },
      solution: ({ session: id, step }) => {
        const session = this.#get(id);
        this.#noPoints(session, step, { code: 'shown', params: {} });
        return Promise.resolve({
          director: 'apt-get install -y ipvsadm\nmodprobe ip_vs\nlsmod | grep ip_vs',
        });
      },
      setLink: ({ session: id, node, network, up }) => {
        const session = this.#get(id);
        const unplugged = new Set(session.dr.unplugged);
        if (up) unplugged.delete(node);
        else unplugged.add(node);
        session.dr = { ...session.dr, unplugged };
        this.change(session, { unplugged: [...unplugged].map((name) => ({ node: name, network })) });
        this.happen(session, { code: up ? 'cable.in' : 'cable.out', params: { node, network } });
        this.tellTopology(session);
        return done;
      },
      timeline: async ({ session: id }, call) => {
        const session = this.#get(id);
        const watcher = (moments: readonly Moment[]) =>
          call.onEvent(moments.map(({ evidence, ...entry }) => ({ ...entry, proven: evidence.length > 0 })));
        session.timelineWatchers.add(watcher);
        watcher(session.moments);
        await untilCancelled(call);
        session.timelineWatchers.delete(watcher);
      },
      moment: ({ session, id }) =>
        Promise.resolve(this.#get(session).moments.find((moment) => moment.id === id)?.evidence ?? []),
      report: ({ session }) => Promise.resolve(reportOf(this.#get(session).view)),
      setLearner: () => done,
      exportReport: ({ session, format }) =>
        Promise.resolve({
          name: `${session}.${format === 'json' ? 'json' : 'xml'}`,
          mime: format === 'json' ? 'application/json' : 'application/xml',
          text: JSON.stringify(reportOf(this.#get(session).view), null, 2),
        }),
      openTerminal: ({ session: id, node }) => {
        const session = this.#get(id);
        const terminal: Terminal = {
          id: `t${this.#next++}`,
          node,
          printed: `Linux ${node} 6.1.0 x86_64\r\n\x1b[1;32mroot@${node}\x1b[0m:~# `,
          line: '',
          watchers: new Set(),
        };
        session.terminals.set(terminal.id, terminal);
        this.#tellTerminals(session);
        return Promise.resolve({ terminal: terminal.id });
      },
      watchTerminal: async ({ terminal: id }, call) => {
        const [, terminal] = this.#terminal(id);
        const watcher = (event: TerminalEvent) => call.onEvent(event);
        terminal.watchers.add(watcher);
        call.onEvent({ type: 'replay', data: terminal.printed });
        call.onEvent({ type: 'state', state: 'open' });
        await untilCancelled(call);
        terminal.watchers.delete(watcher);
      },
      tookTerminal: ({ characters }) => {
        this.took.push(characters);
        return done;
      },
      writeTerminal: ({ terminal: id, data }) => {
        const [session, terminal] = this.#terminal(id);
        this.written.push(data);
        for (const key of data) this.#key(session, terminal, key);
        return done;
      },
      resizeTerminal: () => done,
      closeTerminal: ({ terminal: id }) => {
        const [session] = this.#terminal(id);
        session.terminals.delete(id);
        this.#tellTerminals(session);
        return done;
      },
    };
  }

  #tellTerminals(session: Session): void {
    this.change(session, {
      terminals: [...session.terminals.values()].map(
        (one): TerminalView => ({ id: one.id, node: one.node, state: 'open' }),
      ),
    });
  }

  #key(session: Session, terminal: Terminal, key: string): void {
    if (key !== '\r') {
      terminal.line = key === '\x7f' ? terminal.line.slice(0, -1) : terminal.line + key;
      return this.#print(terminal, key === '\x7f' ? '\b \b' : key);
    }
    const line = terminal.line;
    terminal.line = '';
    const output = line.startsWith('lsmod') ? 'ip_vs                 208896  0\r\n' : '';
    this.#print(terminal, `\r\n${output}\x1b[1;32mroot@${terminal.node}\x1b[0m:~# `);
    this.#typed(session, line);
  }

  #print(terminal: Terminal, data: string): void {
    terminal.printed += data;
    for (const watcher of terminal.watchers) watcher({ type: 'data', data });
  }
}

function pick<K extends keyof SessionView>(view: SessionView, key: K): Partial<SessionView> {
  return view[key] === undefined ? {} : { [key]: view[key] };
}

function topologyOf(session: Session): TopologyView {
  return session.view.lab.id === 'dr-by-hand'
    ? drTopology(Date.now(), session.dr)
    : vrrpTopology(Date.now(), session.master);
}

function hintsFor(step: StepView, check: string, asked: readonly HintLevel[]): CheckHints {
  const all = scripted[check]?.hints ?? [];
  const next = all.find(({ level }) => !asked.includes(level))?.level;
  const points = step.checks.reduce((sum, one) => sum + one.points, 0);
  return {
    shown: all.filter(({ level }) => asked.includes(level)),
    ...(next === undefined ? {} : { next: { level: next, price: next === 'command' ? points : 0 } }),
  };
}

function fresh(id: string, lab: LabView): SessionView {
  return {
    id,
    lab,
    provider: 'qemu',
    seed: 'demo',
    drawn: false,
    state: 'running',
    starting: {},
    unplugged: [],
    nodes: lab.nodes.map((node) => ({ name: node.name, state: 'running' })),
    capabilities: { checkpoints: true, suspend: true, links: true, capture: true },
    current: lab.steps[0]!.id,
    done: [],
    solved: [],
    unearned: {},
    checkpoints: lab.steps.map((step) => step.id),
    verdicts: {},
    hints: Object.fromEntries(
      lab.steps.flatMap((step) => step.checks.map(({ id: check }) => [check, hintsFor(step, check, [])])),
    ),
    answers: {},
    created: Date.now() - 23 * 60_000,
    graded: false,
    terminals: [],
  };
}

function summary(session: Session): SessionSummary {
  const view = session.view;
  return {
    id: view.id,
    lab: view.lab.id,
    title: view.lab.title,
    provider: view.provider,
    state: session.elsewhere ? 'elsewhere' : view.state === 'failed' ? 'ended' : view.state,
    created: view.created,
    done: view.done.length,
    steps: view.lab.steps.length,
    ...(view.graded ? { grade: { earned: 7, points: 9 } } : {}),
  };
}
