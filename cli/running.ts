import { join } from 'node:path';
import { LabError } from '../contract/errors.js';
import type { SessionEvent } from '../contract/session.js';
import { makeReport } from '../engine/grading/report.js';
import type { SessionClient } from '../engine/session/host-client.js';
import { Journal, type JournalEntry } from '../engine/session/journal.js';
import type { KnownSession } from '../engine/session/known.js';
import { replay } from '../engine/session/progress.js';
import { seedOf } from '../engine/session/store.js';
import { whileCancellable } from './cancel.js';
import type { CliContext } from './context.js';
import type { ExitCode } from './exit.js';
import { LiveView } from './live.js';
import { chooseSession, connectTo, sessionsOf } from './sessions.js';

export interface Target {
  readonly session?: string;
}

async function runningSession(context: CliContext, target: Target): Promise<KnownSession> {
  const session = chooseSession(await sessionsOf(context), target.session, ['running']);
  if (session.state !== 'running') {
    throw new LabError({
      code: 'session.not-running',
      params: { id: session.record.id, state: session.state },
    });
  }
  return session;
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
  const { lab } = loadedOf(context, known);
  const view = new LiveView(context.output, lab);
  const client = await connectTo(context, known);
  try {
    return await whileCancellable((signal) =>
      use({ client, known, options: { signal, onEvent: (event) => view.show(event) } }),
    );
  } finally {
    client.close();
  }
}

/** A session's lab with its values. @throws LabError as SessionStore.lab */
export function loadedOf(context: CliContext, { record }: KnownSession) {
  const loaded = context.store.lab(record);
  return { loaded, ...loaded.instantiate(seedOf(record)) };
}

/** What a session's journal says of it now. */
export function standOf(context: CliContext, known: KnownSession) {
  const { lab, loaded, values } = loadedOf(context, known);
  const entries = journalOf(context, known);
  return {
    lab,
    loaded,
    values,
    report: makeReport(known.record, lab, entries),
    progress: replay(lab, entries),
  };
}

/** Commands whose user was told what is wrong with a journal. */
const told = new WeakSet<CliContext>();

/** A session's journal; what is damaged in it is told, once. */
export function journalOf(context: CliContext, { record }: KnownSession): readonly JournalEntry[] {
  const journal = new Journal(join(context.store.folder(record.id), 'journal.jsonl'));
  const trouble = journal.trouble();
  if (trouble.length > 0 && !told.has(context)) {
    told.add(context);
    for (const error of trouble) context.output.error(error.wording(context.output.language));
  }
  return journal.read();
}
