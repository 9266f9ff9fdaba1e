import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../../contract/errors.js';
import { labName } from '../../contract/lab-name.js';
import { SettingsFile } from '../../engine/app/settings.js';
import { joinedValues } from '../../engine/classes/values.js';
import { chooseProvider } from '../../engine/machines/providers.js';
import { requireLab } from '../../engine/packs/library.js';
import type { LoadedLab } from '../../engine/packs/compiled.js';
import { productRoot } from '../../engine/product.js';
import { connectHost, type SessionClient } from '../../engine/session/host-client.js';
import { hostPid } from '../../engine/session/host-lock.js';
import type { KnownSession } from '../../engine/session/known.js';
import { requireCapabilities } from '../../engine/session/requirements.js';
import { workSignal } from '../../engine/session/work.js';
import type { Session } from '../../engine/session/session.js';
import { fieldsOf, labNameOf, type SessionRecord } from '../../engine/session/store.js';
import { makeLibrary } from '../../wiring/packs.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import { LiveView } from '../live.js';
import type { Register } from '../registration.js';
import { chooseSession, sessionsOf } from '../sessions.js';
import { Interrupt, newRecord, openSession, type StartOptions } from '../starting.js';

export const registerUp: Register = ({ program, t, does, seed, cold }) => {
  program
    .command('up <lab>')
    .description(t('为学员准备虚拟机', 'machines for a learner'))
    .option('-d, --detach', t('在后台运行', 'run them in the background'))
    .option('--new', t('即使这个实验已有会话', 'although there is a session of this lab already'))
    .option('--learner <name>', t('学员姓名，写进报告', "the learner's name, for reports"))
    .addOption(cold())
    .addOption(seed())
    .action(
      does(async (context, lab: string, options: Parameters<typeof upLab>[2]) =>
        upLab(context, lab, options),
      ),
    );
  program
    .command('resume [session]')
    .description(t('继续已挂起的会话', 'go on with a suspended session'))
    .option('-d, --detach', t('在后台运行', 'in the background'))
    .option(
      '--step <id>',
      t(
        '回到这一步开始时的样子：虚拟机按原样起不来时用',
        'back at the start of this step: for machines that do not come as they were',
      ),
    )
    .action(
      does(async (context, name: string | undefined, options: { detach?: boolean; step?: string }) =>
        resumeSession(context, name, options),
      ),
    );
  program
    .command('host <session> <how> [step]', { hidden: true })
    .action(
      does(async (context, id: string, how: string, step: string | undefined) =>
        hostSession(context, id, how, step),
      ),
    );
};

/** `up LAB`: machines for a learner. In the foreground this process runs them; with -d another one does. */
async function upLab(
  context: CliContext,
  lab: string,
  options: StartOptions & { readonly detach?: boolean; readonly new?: boolean; readonly learner?: string },
): Promise<ExitCode> {
  const loaded = requireLab(makeLibrary().find(lab), { draws: true });
  const sessions = await sessionsOf(context);
  const existing = sessions.find(
    (known) =>
      labNameOf(known.record) === labName(loaded.compiled.pack?.id, loaded.lab.id) && known.state !== 'ended',
  );
  if (existing !== undefined && options.new !== true) {
    const { record, state } = existing;
    throw new LabError({
      code: 'session.exists',
      params: { lab: record.labId, id: record.id, state },
    });
  }
  const record = newRecord(context, loaded, options, joinedValues(new SettingsFile().read().class));
  if (record.class !== undefined)
    context.output.message({ code: 'up.class', params: { student: record.class.student } });
  nameLearner(context, record, loaded, options.learner);
  return options.detach
    ? detached(context, record, loaded, 'start')
    : foreground(context, record, loaded, 'start');
}

/**
 * A new session of a lab as a session of it was: of the same values, in the background.
 * @returns its record; undefined: it did not come up, which has been said
 */
export async function startAnew(
  context: CliContext,
  loaded: LoadedLab,
  before: SessionRecord,
): Promise<SessionRecord | undefined> {
  requireCapabilities(loaded.lab, chooseProvider(context.providers, before.provider));
  const record = context.store.create(loaded, fieldsOf(before));
  nameLearner(context, record, loaded, undefined);
  return (await detached(context, record, loaded, 'start')) === 0 ? record : undefined;
}

function nameLearner(
  context: CliContext,
  record: SessionRecord,
  loaded: LoadedLab,
  name: string | undefined,
): void {
  const learner = name ?? new SettingsFile().read().learner;
  openSession(context, record, loaded, true).session.setLearner(learner);
}

/** `resume`: takes up a suspended session. */
async function resumeSession(
  context: CliContext,
  name: string | undefined,
  options: { readonly detach?: boolean; readonly step?: string },
): Promise<ExitCode> {
  const { record, state } = toResume(await sessionsOf(context), name);
  if (state === 'running') throw new LabError({ code: 'session.running', params: { id: record.id } });
  if (state === 'ended')
    throw new LabError({ code: 'session.over', params: { id: record.id, lab: record.labId } });
  const loaded = context.store.lab(record);
  return options.detach
    ? detached(context, record, loaded, 'resume', options.step)
    : foreground(context, record, loaded, 'resume', options.step);
}

/** The session that is meant: the named one, else the only suspended one, else the only one that runs, to be told so. */
function toResume(sessions: readonly KnownSession[], name: string | undefined): KnownSession {
  const suspended = sessions.some(({ state }) => state === 'suspended');
  return chooseSession(sessions, name, suspended ? ['suspended'] : ['running']);
}

async function foreground(
  context: CliContext,
  record: SessionRecord,
  loaded: LoadedLab,
  how: 'start' | 'resume',
  step?: string,
): Promise<ExitCode> {
  const { output } = context;
  const live = openSession(context, record, loaded, true);
  const view = new LiveView(output, live.session.lab);
  const interrupt = new Interrupt(live, context, record.id);
  try {
    await live.begin(how, { ...view.work(interrupt.signal), ...(step === undefined ? {} : { step }) });
    interrupt.started();
    showStarted(context, live.session, view);
    output.message({ code: 'up.foreground', params: {} });
    await live.ended;
    await interrupt.suspended;
    return 0;
  } catch (error) {
    return startCancelled(context, how, error);
  } finally {
    interrupt.dispose();
    live.close();
  }
}

/** Who cancels a start has what they wanted. @throws the error, if it is another one */
function startCancelled({ output }: CliContext, how: 'start' | 'resume', error: unknown): ExitCode {
  if (!(error instanceof LabError) || error.code !== 'cancelled') throw error;
  if (output.json)
    output.result({ error: { ...error.detail, message: error.wording(output.language) }, exit: 130 });
  output.message({ code: `up.cancelled-${how}`, params: {} });
  return 130;
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
  const { session } = openSession(context, record, loaded, true);
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
  // By its lock: another command may have been quicker, and its host is not ours to wait for.
  const folder = store.folder(record.id);
  while (hostPid(folder) !== child.pid || (client = await connectHost(store, record.id)) === undefined) {
    if (exited && hostPid(folder) !== undefined)
      throw new LabError({ code: 'session.running', params: { id: record.id } });
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
  } catch (error) {
    const cancelled = new LabError({ code: 'cancelled', params: {} }, { cause: error });
    return startCancelled(context, how, controller.signal.aborted ? cancelled : error);
  } finally {
    process.off('SIGINT', cancel);
    client.close();
  }
}

/** `host SESSION`: the process behind `up -d`; not for people. */
async function hostSession(context: CliContext, id: string, how: string, step?: string): Promise<ExitCode> {
  const { store } = context;
  const record = store.read(id);
  if (record === undefined) throw new LabError({ code: 'session.unknown', params: { id, known: [] } });
  const live = openSession(context, record, store.lab(record), true);
  const interrupt = new Interrupt(live, context, id);
  try {
    await live.begin(how === 'resume' ? 'resume' : 'start', {
      signal: workSignal(interrupt.signal),
      ...(step === undefined ? {} : { step }),
    });
    interrupt.started();
    await live.ended;
    return 0;
  } finally {
    interrupt.dispose();
    live.close();
  }
}
