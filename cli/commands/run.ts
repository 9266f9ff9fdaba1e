import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../../contract/errors.js';
import type { Report } from '../../contract/report.js';
import { toJunit } from '../../engine/grading/junit.js';
import { exitCodeOf, makeReport } from '../../engine/grading/report.js';
import { findLab, requireLab } from '../../engine/packs/library.js';
import type { LoadedLab } from '../../engine/packs/load.js';
import { SessionHost } from '../../engine/session/host.js';
import { requireCapabilities } from '../../engine/session/requirements.js';
import { Session } from '../../engine/session/session.js';
import type { SessionRecord } from '../../engine/session/store.js';
import { packsRoot, productRoot } from '../../engine/product.js';
import type { CliContext } from '../context.js';
import { chooseProvider } from '../../engine/machines/providers.js';
import type { ExitCode } from '../exit.js';
import { LiveView } from '../live.js';
import { chooseSession, sessionsOf, openClient, type SessionClient } from '../sessions.js';

export interface StartOptions {
  /** Draw the lab's variables from this seed; "random" for a new one. */
  readonly seed?: string;
}

/** Writes down a new session of a lab. */
function newRecord(
  context: CliContext,
  folder: string,
  loaded: LoadedLab,
  options: StartOptions,
): SessionRecord {
  requireCapabilities(loaded.lab, context.provider);
  const drawn = options.seed !== undefined;
  const seed =
    options.seed === undefined || options.seed === 'random' ? randomBytes(8).toString('hex') : options.seed;
  return context.store.create({
    labId: loaded.lab.id,
    labFolder: folder,
    seed,
    drawn,
    provider: context.provider.name,
  });
}

function openSession(
  context: CliContext,
  record: SessionRecord,
  loaded: LoadedLab,
  learner: boolean,
): Session {
  const provider = chooseProvider(context.providers, record.provider);
  return new Session({ store: context.store, record, loaded, provider, learner });
}

/** `run LAB`: the whole main job without a person: machines, steps (with --solve), grade, report, and away again. */
export async function runLab(
  context: CliContext,
  lab: string,
  options: StartOptions & {
    readonly solve?: boolean;
    readonly optional?: boolean;
    readonly report?: string;
    readonly keep?: boolean;
  },
): Promise<ExitCode> {
  const { output } = context;
  const folder = findLab(lab, packsRoot);
  const loaded = requireLab(folder, output.language);
  await sessionsOf(context);
  const record = newRecord(context, folder, loaded, options);
  const session = openSession(context, record, loaded, false);
  const host = new SessionHost(session);
  const view = new LiveView(output, session.lab);
  const interrupt = new Interrupt(host, context, record.id);
  output.line(
    output.paint(
      'bold',
      output.say({
        code: 'run.title',
        params: { title: output.text(session.lab.title), session: record.id },
      }),
    ),
  );
  try {
    const work = view.work(interrupt.signal);
    await host.serve((inner) => session.start(inner), work);
    interrupt.started();
    const nodes = session.topology.nodes.map((node) => node.name).join(', ');
    output.message({ code: 'run.ready', params: { nodes, seconds: view.seconds } });
    if (options.solve) {
      await host.exclusive('solve', async () => {
        for (const step of session.lab.steps) {
          if (step.optional && options.optional !== true) continue;
          view.step(step.id);
          await session.solve(step.id, work);
          if (step.checks.length > 0) await session.check(step.id, work);
        }
      });
    }
    output.line();
    output.line(output.paint('bold', output.say({ code: 'run.grading', params: {} })));
    await host.exclusive('grade', () => session.grade(work));
    const report = makeReport(record, session.lab, session.journal.read());
    if (options.keep !== true) await host.down();
    return finish(context, report, options.report, view.seconds);
  } catch (error) {
    if (interrupt.suspended !== undefined) {
      await interrupt.suspended;
      return 3;
    }
    if (session.running) await host.down();
    else if (!session.journal.read().some((entry) => entry.type === 'ended'))
      session.journal.append({ type: 'ended' });
    throw error;
  } finally {
    interrupt.dispose();
    host.close();
  }
}

function finish(context: CliContext, report: Report, file: string | undefined, seconds: string): ExitCode {
  const { output } = context;
  const { passed, checks, failed, unknown } = report.summary;
  output.line();
  output.line(
    output.paint(
      passed === checks ? 'pass' : 'fail',
      output.say({ code: 'run.result', params: { passed, checks, failed, unknown, seconds } }),
    ),
  );
  output.message({ code: 'run.no-learner', params: {} });
  if (file !== undefined) {
    writeFileSync(file, renderReport(report, file.endsWith('.xml') ? 'junit' : 'json', context));
    output.message({ code: 'run.report', params: { file } });
  }
  if (output.json) output.result(report);
  return exitCodeOf(report);
}

export function renderReport(report: Report, format: 'json' | 'junit', context: CliContext): string {
  return format === 'junit'
    ? toJunit(report, context.output.language)
    : `${JSON.stringify(report, null, 2)}\n`;
}

/**
 * Ctrl-C while machines are being made ends what was begun; later it suspends the session. SIGTERM is what a CI runner
 * sends: it ends the session.
 */
class Interrupt {
  readonly #controller = new AbortController();
  readonly #onInt = () => this.#interrupt(true);
  readonly #onTerm = () => this.#interrupt(false);
  #started = false;
  suspended: Promise<void> | undefined;

  constructor(
    private readonly host: SessionHost,
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
      this.suspended = this.host
        .suspend()
        .then(() => output.message({ code: 'run.suspended', params: { session: this.id } }));
    }
    this.#controller.abort();
  }
}

/** `up LAB`: machines for a learner. In the foreground this process runs them; with -d another one does. */
export async function upLab(
  context: CliContext,
  lab: string,
  options: StartOptions & { readonly detach?: boolean; readonly new?: boolean },
): Promise<ExitCode> {
  const { output } = context;
  const folder = findLab(lab, packsRoot);
  const loaded = requireLab(folder, output.language);
  const sessions = await sessionsOf(context);
  const existing = sessions.find((known) => known.record.labId === loaded.lab.id && known.state !== 'ended');
  if (existing !== undefined && options.new !== true) {
    const { record, state } = existing;
    throw new LabError({
      code: 'session.exists',
      params: { lab: record.labId, id: record.id, state: output.say({ code: `state.${state}`, params: {} }) },
    });
  }
  const record = newRecord(context, folder, loaded, options);
  return options.detach
    ? detached(context, record, loaded, 'start')
    : foreground(context, record, loaded, 'start');
}

/** `resume`: takes up a suspended session. */
export async function resumeSession(
  context: CliContext,
  name: string | undefined,
  options: { readonly detach?: boolean; readonly step?: string },
): Promise<ExitCode> {
  const { output } = context;
  const { record, state } = chooseSession(await sessionsOf(context), name, ['suspended']);
  if (state !== 'suspended') {
    throw new LabError({
      code: 'session.exists',
      params: { lab: record.labId, id: record.id, state: output.say({ code: `state.${state}`, params: {} }) },
    });
  }
  const loaded = requireLab(record.labFolder, output.language);
  return options.detach
    ? detached(context, record, loaded, 'resume', options.step)
    : foreground(context, record, loaded, 'resume', options.step);
}

async function foreground(
  context: CliContext,
  record: SessionRecord,
  loaded: LoadedLab,
  how: 'start' | 'resume',
  step?: string,
): Promise<ExitCode> {
  const { output } = context;
  const session = openSession(context, record, loaded, true);
  const host = new SessionHost(session);
  const view = new LiveView(output, session.lab);
  const interrupt = new Interrupt(host, context, record.id);
  try {
    await host.serve(
      (work) => (how === 'start' ? session.start(work) : session.resume(work, step)),
      view.work(interrupt.signal),
    );
    interrupt.started();
    showStarted(context, session, view);
    output.message({ code: 'up.foreground', params: {} });
    await host.ended;
    await interrupt.suspended;
    return 0;
  } finally {
    interrupt.dispose();
    host.close();
  }
}

function showStarted(context: CliContext, session: Session, view: LiveView): void {
  const { output } = context;
  const nodes = session.topology.nodes
    .map((node) => `${node.name} ${node.interfaces.map((nic) => nic.address).join(' ')}`)
    .join(', ');
  output.message({ code: 'run.ready', params: { nodes, seconds: view.seconds } });
  output.message({ code: 'up.started', params: { session: session.id } });
  const { current } = session.progress();
  if (current !== undefined) view.step(current);
}

async function detached(
  context: CliContext,
  record: SessionRecord,
  loaded: LoadedLab,
  how: 'start' | 'resume',
  step?: string,
): Promise<ExitCode> {
  const { output, store } = context;
  const session = openSession(context, record, loaded, true);
  const view = new LiveView(output, session.lab);
  const logFile = join(store.folder(record.id), 'host.log');
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(
    process.execPath,
    [
      join(productRoot, 'bin', 'lvslab.js'),
      '--lang',
      output.language,
      'host',
      record.id,
      how,
      ...(step === undefined ? [] : [step]),
    ],
    {
      detached: true,
      stdio: ['ignore', log, log],
      cwd: store.folder(record.id),
    },
  );
  closeSync(log);
  let exited = false;
  child.on('exit', () => {
    exited = true;
  });
  child.unref();
  const until = Date.now() + 30_000;
  let client: SessionClient | undefined;
  while ((client = await openClient(record.id)) === undefined) {
    if (exited || Date.now() > until) {
      throw new LabError({
        code: 'session.host-failed',
        params: { id: record.id, log: readFileSync(logFile, 'utf8').slice(-2000) },
      });
    }
    await sleep(50);
  }
  const controller = new AbortController();
  const cancel = () => {
    controller.abort();
    child.kill('SIGTERM');
  };
  process.once('SIGINT', cancel);
  try {
    const status = await client.call('ready', {}, { onEvent: (event) => view.show(event) });
    showStarted(context, session, view);
    if (output.json) output.result(status);
    return 0;
  } finally {
    process.off('SIGINT', cancel);
    client.close();
  }
}

/** `host SESSION`: the process behind `up -d`; not for people. */
export async function hostSession(
  context: CliContext,
  id: string,
  how: string,
  step?: string,
): Promise<ExitCode> {
  const { store, output } = context;
  const record = store.read(id);
  if (record === undefined) throw new LabError({ code: 'session.unknown', params: { id, known: [] } });
  const session = openSession(context, record, requireLab(record.labFolder, output.language), true);
  const host = new SessionHost(session);
  const interrupt = new Interrupt(host, context, id);
  try {
    await host.serve((work) => (how === 'resume' ? session.resume(work, step) : session.start(work)), {
      signal: interrupt.signal,
    });
    interrupt.started();
    await host.ended;
    return 0;
  } finally {
    interrupt.dispose();
    host.close();
  }
}
