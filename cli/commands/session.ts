import type { SessionEvent, SessionStatus } from '../../contract/session.js';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../../contract/errors.js';
import type { Verdict } from '../../contract/verdict.js';
import { exitCodeOf, makeReport } from '../../engine/grading/report.js';
import { requireLab } from '../../engine/packs/library.js';
import { loadLab } from '../../engine/packs/load.js';
import { Journal } from '../../engine/session/journal.js';
import { replay } from '../../engine/session/progress.js';
import { seedOf } from '../../engine/session/store.js';
import type { CliContext } from '../context.js';
import { chooseProvider } from '../../engine/machines/providers.js';
import type { ExitCode } from '../exit.js';
import { LiveView } from '../live.js';
import { pad } from '../output.js';
import { chooseSession, connectTo, sessionsOf, type SessionClient } from '../sessions.js';
import type { KnownSession } from '../../engine/session/known.js';
import { renderReport } from './run.js';

interface Target {
  readonly session?: string;
}

const settled = (context: CliContext) => sessionsOf(context);

async function runningSession(context: CliContext, target: Target): Promise<KnownSession> {
  const session = chooseSession(await settled(context), target.session, ['running']);
  if (session.state !== 'running') {
    throw new LabError({
      code: 'session.not-running',
      params: {
        id: session.record.id,
        state: context.output.say({ code: `state.${session.state}`, params: {} }),
      },
    });
  }
  return session;
}

/** `ps`: sessions and their machines. */
export async function listSessions(
  context: CliContext,
  options: { readonly all?: boolean },
): Promise<ExitCode> {
  const { output, store } = context;
  const shown = (await settled(context)).filter(
    (session) => options.all === true || session.state !== 'ended',
  );
  const rows = await Promise.all(
    shown.map(async ({ record, state }) => {
      const status = state === 'running' ? await statusOf({ record, state }) : undefined;
      // Of a lab that is not there any more, or was broken since, the session is still to be seen, and to be ended.
      const loaded = loadLab(record.labFolder);
      const lab = loaded.ok ? loaded.lab.instantiate(seedOf(record)).lab : undefined;
      const journal = new Journal(join(store.folder(record.id), 'journal.jsonl'));
      const progress = lab === undefined ? undefined : replay(lab, journal.read());
      return {
        session: record.id,
        lab: record.labId,
        state: status?.state ?? state,
        provider: record.provider,
        created: new Date(record.created).toISOString(),
        done: progress?.done.size,
        steps: lab?.steps.length,
        current: progress?.current,
        nodes: status?.nodes ?? [],
      };
    }),
  );
  if (output.json) output.result(rows);
  else if (rows.length === 0) output.message({ code: 'ps.none', params: {} });
  for (const row of output.json ? [] : rows) {
    const state = output.say({ code: `state.${row.state}`, params: {} });
    const progress =
      row.steps === undefined
        ? output.say({ code: 'ps.lab-gone', params: {} })
        : `${row.done}/${row.steps}  ${row.current ?? ''}`;
    output.line(`${pad(row.session, 28)} ${pad(state, 12)} ${progress}`);
    for (const node of row.nodes) {
      output.line(
        `  ${pad(node.name, 12)} ${pad(node.role, 11)} ${pad(node.state, 9)} ${pad(node.addresses.join(' '), 16)} ssh ${node.ssh.host}:${node.ssh.port}`,
      );
    }
  }
  return 0;
}

async function statusOf(session: KnownSession): Promise<SessionStatus | undefined> {
  try {
    const client = await connectTo(session);
    try {
      return await client.call('status', {});
    } finally {
      client.close();
    }
  } catch {
    return undefined; // it ended between two looks
  }
}

interface Tools {
  readonly client: SessionClient;
  readonly known: KnownSession;
  readonly options: { readonly signal: AbortSignal; readonly onEvent: (event: SessionEvent) => void };
}

/** Runs one call of a running session, Ctrl-C cancels it. */
export async function withSession(
  context: CliContext,
  target: Target,
  use: (tools: Tools) => Promise<ExitCode>,
): Promise<ExitCode> {
  const known = await runningSession(context, target);
  const { lab } = requireLab(known.record.labFolder, context.output.language).instantiate(
    seedOf(known.record),
  );
  const view = new LiveView(context.output, lab);
  const client = await connectTo(known);
  const controller = new AbortController();
  const cancel = () => controller.abort();
  process.once('SIGINT', cancel);
  try {
    return await use({
      client,
      known,
      options: { signal: controller.signal, onEvent: (event) => view.show(event) },
    });
  } finally {
    process.off('SIGINT', cancel);
    client.close();
  }
}

function reportOf(context: CliContext, known: KnownSession) {
  const { record } = known;
  const { lab } = requireLab(record.labFolder, context.output.language).instantiate(seedOf(record));
  const entries = new Journal(join(context.store.folder(record.id), 'journal.jsonl')).read();
  return { report: makeReport(record, lab, entries), progress: replay(lab, entries) };
}

/** `check`: judges the current step (and the next ones while they are done), a named step, or everything for the grade. */
export async function check(
  context: CliContext,
  options: Target & { readonly step?: string; readonly grade?: boolean; readonly watch?: boolean },
): Promise<ExitCode> {
  const { output } = context;
  return withSession(context, options, async ({ client, known, options: call }) => {
    const input = {
      ...(options.step === undefined ? {} : { step: options.step }),
      reuse: options.watch === true,
    };
    const once = () =>
      options.grade === true ? client.call('grade', {}, call) : client.call('check', input, call);
    let verdicts = await once();
    if (options.watch === true) {
      output.message({ code: 'check.watching', params: {} });
      let before = signature(verdicts);
      for (;;) {
        await sleep(2000, undefined, { signal: call.signal }).catch(() => {});
        if (call.signal.aborted) break;
        const quiet = { signal: call.signal, onEvent: () => {} };
        verdicts = await client.call('check', input, quiet).catch((error: unknown) => {
          if (call.signal.aborted) return verdicts;
          throw error;
        });
        const now = signature(verdicts);
        if (now !== before) for (const verdict of verdicts) call.onEvent({ type: 'verdict', verdict });
        before = now;
        if (reportOf(context, known).progress.current === undefined) break;
      }
    }
    const { report, progress } = reportOf(context, known);
    if (output.json) output.result(options.grade === true ? report : verdicts);
    if (options.grade === true) return exitCodeOf(report);
    if (progress.current === undefined) output.message({ code: 'check.done', params: {} });
    else if (progress.done.size > 0 && verdicts.every((verdict) => verdict.status === 'pass')) {
      output.message({ code: 'check.next', params: { step: progress.current } });
    }
    const trouble = verdicts.some(
      (verdict) => verdict.status === 'unknown' && verdict.message.code !== 'skipped.needs',
    );
    if (trouble) return 3;
    return verdicts.every((verdict) => verdict.status === 'pass') ? 0 : 1;
  });
}

function signature(verdicts: readonly Verdict[]): string {
  return JSON.stringify(
    verdicts.map((verdict) => [verdict.check, verdict.status, verdict.message, verdict.diagnosis]),
  );
}

export async function solve(
  context: CliContext,
  options: Target & { readonly step?: string },
): Promise<ExitCode> {
  return withSession(context, options, async ({ client, options: call }) => {
    const step = await client.call('solve', options.step === undefined ? {} : { step: options.step }, call);
    if (context.output.json) context.output.result({ step });
    context.output.message({ code: 'solve.done', params: { step } });
    return 0;
  });
}

export async function reset(
  context: CliContext,
  options: Target & { readonly step?: string; readonly node?: string },
): Promise<ExitCode> {
  return withSession(context, options, async ({ client, options: call }) => {
    const { step: from, node } = options;
    const input = { ...(from === undefined ? {} : { step: from }), ...(node === undefined ? {} : { node }) };
    const step = await client.call('reset', input, call);
    if (context.output.json) context.output.result({ step });
    context.output.message({ code: 'reset.done', params: { step } });
    return 0;
  });
}

export async function answer(
  context: CliContext,
  checkId: string,
  text: string,
  options: Target,
): Promise<ExitCode> {
  return withSession(context, options, async ({ client }) => {
    await client.call('answer', { check: checkId, answer: text });
    return 0;
  });
}

export async function suspend(context: CliContext, options: Target): Promise<ExitCode> {
  return withSession(context, options, async ({ client, known, options: call }) => {
    context.output.message({ code: 'run.suspending', params: {} });
    await client.call('suspend', {}, call);
    context.output.message({ code: 'run.suspended', params: { session: known.record.id } });
    return 0;
  });
}

/** `down`: ends sessions, whatever state they are in; their journals stay for `report`. */
async function end(context: CliContext, session: KnownSession): Promise<void> {
  const { record, state } = session;
  if (state === 'running') {
    const client = await connectTo(session);
    try {
      await client.call('down', {});
    } catch (error) {
      // A `run` or `test` whose machines went away may be gone before it has answered: what did it leave?
      if (!(error instanceof LabError) || error.code !== 'session.process-ended') throw error;
      const left = (await settled(context)).find((known) => known.record.id === record.id);
      if (left !== undefined) await end(context, left);
    } finally {
      client.close();
    }
  } else if (state === 'suspended') {
    const folder = context.store.folder(record.id);
    await chooseProvider(context.providers, record.provider).discard({ id: record.id, folder });
    new Journal(join(folder, 'journal.jsonl')).append({ type: 'ended' });
  }
}

export async function down(
  context: CliContext,
  name: string | undefined,
  options: { readonly all?: boolean },
): Promise<ExitCode> {
  const { output } = context;
  const sessions = await settled(context);
  const chosen =
    options.all === true
      ? sessions.filter((session) => session.state !== 'ended')
      : [chooseSession(sessions, name, ['running', 'suspended'])];
  for (const session of chosen) {
    await end(context, session);
    output.message({ code: 'down.done', params: { session: session.record.id } });
  }
  if (chosen.length === 0) output.message({ code: 'ps.none', params: {} });
  if (output.json) output.result(chosen.map((session) => session.record.id));
  return 0;
}

/** `report`: the result of a session from its journal; of the newest one when none is named. */
export async function report(
  context: CliContext,
  name: string | undefined,
  options: { readonly format: 'json' | 'junit'; readonly output?: string },
): Promise<ExitCode> {
  const sessions = await settled(context);
  const newest = sessions.at(-1);
  const known =
    name === undefined && newest !== undefined
      ? newest
      : chooseSession(sessions, name, ['running', 'suspended', 'ended']);
  const result = reportOf(context, known).report;
  const text = renderReport(result, options.format, context);
  if (options.output === undefined) process.stdout.write(text);
  else {
    writeFileSync(options.output, text);
    context.output.message({ code: 'run.report', params: { file: options.output } });
  }
  return exitCodeOf(result);
}
