import type { Command } from 'commander';
import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError, labErrorOf } from '../../contract/errors.js';
import { type PackProblem, showProblem } from '../../contract/messages/packs.js';
import type { FixedPart, Relabbed } from '../../contract/writing.js';
import type { LoadedLab } from '../../engine/packs/compiled.js';
import { labFile } from '../../engine/packs/files.js';
import { loadLab } from '../../engine/packs/load.js';
import type { SessionClient } from '../../engine/session/host-client.js';
import type { KnownSession } from '../../engine/session/known.js';
import { confirmed } from '../ask.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import { LabWatch } from '../lab-watch.js';
import { LiveView } from '../live.js';
import type { Registration } from '../registration.js';
import { chooseSession, connectTo, isOver, sessionsOf } from '../sessions.js';
import { end } from './down.js';
import { startAnew } from './up.js';

/** Milliseconds in which somebody who starts a session anew has it running: the app ends the old one first. */
const patience = 5000;

export function registerWatching(
  pack: Command,
  { t, does, session }: Pick<Registration, 't' | 'does' | 'session'>,
): void {
  pack
    .command('watch [folder]')
    .description(
      t(
        '边写边看：保存实验的文件，正在运行的会话立即更新文字、提示、检查和原因',
        'writing with a running session: what is saved of a lab, its session has at once',
      ),
    )
    .addOption(session())
    .action(
      does((context, path: string | undefined, options: { readonly session?: string }) =>
        watch(context, path, options.session),
      ),
    );
}

/** @throws LabError pack.watch-none, pack.watch-shipped, pack.watch-other, session.unknown, session.several */
async function watch(
  context: CliContext,
  path: string | undefined,
  name: string | undefined,
): Promise<ExitCode> {
  const { output } = context;
  let known: KnownSession | undefined = await chosen(context, path, name);
  const folder = known.record.labFolder;
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.once('SIGINT', stop);
  // What was typed before a question was asked is no answer to it.
  const drop = () => {};
  if (process.stdin.isTTY) process.stdin.on('data', drop);
  try {
    const { id } = known.record;
    output.message({ code: 'watch.begins', params: { folder: path ?? folder, session: id } });
    while (known !== undefined) {
      const { record }: KnownSession = known;
      known = await new Watching(context, known, controller).run();
      if (controller.signal.aborted) {
        output.message({ code: 'watch.stopped', params: { session: record.id } });
        return 0;
      }
      known ??= await successor(context, folder, controller.signal);
      if (known === undefined) output.message({ code: 'watch.over', params: { session: record.id } });
      else output.message({ code: 'watch.follows', params: { session: known.record.id } });
    }
    return 0;
  } finally {
    process.off('SIGINT', stop);
    if (process.stdin.isTTY) process.stdin.off('data', drop).pause();
  }
}

async function chosen(
  context: CliContext,
  path: string | undefined,
  name: string | undefined,
): Promise<KnownSession> {
  const sessions = await sessionsOf(context);
  if (name !== undefined) {
    const found = chooseSession(sessions, name, ['running']);
    const of = found.record.labFolder;
    if (path !== undefined && realOf(path) !== realOf(of))
      throw new LabError({
        code: 'pack.watch-other',
        params: { session: found.record.id, folder: resolve(path), of },
      });
    requireSource(of);
    if (found.state === 'running') return found;
    throw new LabError({
      code: 'session.not-running',
      params: { id: found.record.id, state: found.state },
    });
  }
  const folder = resolve(path ?? '.');
  requireSource(folder);
  const here = sessions.filter(({ record }) => realOf(record.labFolder) === realOf(folder));
  const running = here.filter(({ state }) => state === 'running');
  if (running.length > 0) return chooseSession(running, undefined, ['running']);
  const suspended = here.find(({ state }) => state === 'suspended')?.record.id ?? '';
  throw new LabError({ code: 'pack.watch-none', params: { folder: path ?? folder, suspended } });
}

function requireSource(folder: string): void {
  if (!existsSync(join(folder, labFile)))
    throw new LabError({ code: 'pack.watch-shipped', params: { folder } });
}

/** One folder has one name here, whatever links lead to it. */
function realOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return resolve(folder);
  }
}

/** A session of the same folder that was started instead of one that has ended. */
async function successor(
  context: CliContext,
  folder: string,
  signal: AbortSignal,
): Promise<KnownSession | undefined> {
  for (const until = Date.now() + patience; Date.now() < until && !signal.aborted; ) {
    const found = (await sessionsOf(context)).findLast(
      ({ record, state }) => state === 'running' && realOf(record.labFolder) === realOf(folder),
    );
    if (found !== undefined) return found;
    await sleep(500, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

/** One session that has what is saved. */
class Watching {
  readonly #context: CliContext;
  readonly #known: KnownSession;
  readonly #watch: LabWatch;
  /** Aborted when the user has enough. */
  readonly #stop: AbortController;
  /** Comes then, or when the session's process has let go of it. */
  readonly #signal: AbortSignal;
  readonly #gone = new AbortController();
  /** The state of the lab that the session has. */
  #digest: string;
  /** What was said last of mistakes, so that it is not said with every change. */
  #said = '';
  /** What was saved last was not taken. */
  #refused = false;

  constructor(context: CliContext, known: KnownSession, stop: AbortController) {
    this.#context = context;
    this.#known = known;
    this.#watch = new LabWatch(known.record.labFolder);
    this.#stop = stop;
    this.#signal = AbortSignal.any([stop.signal, this.#gone.signal]);
    this.#digest = context.store.lab(known.record).digest;
  }

  /** Until it is enough. @returns the session that was started instead, if one was */
  async run(): Promise<KnownSession | undefined> {
    let client: SessionClient | undefined;
    try {
      client = await connectTo(this.#context, this.#known);
      void client.closed.then(() => this.#gone.abort());
      // Whoever looks at the session is told so for as long as this process lives.
      client.call('writing', {}, { signal: this.#signal }).catch(() => {});
      for (;;) {
        await this.#watch.changed(this.#signal);
        if (this.#signal.aborted) return undefined;
        const fixed = await this.#saved(client);
        if (fixed === undefined) continue;
        const instead = await this.#offer(...fixed);
        if (instead !== undefined) return instead;
      }
    } catch (error) {
      if (this.#signal.aborted || isOver(error)) return undefined;
      throw error;
    } finally {
      client?.close();
    }
  }

  /** @returns what cannot be taken, if there is any, and the lab that has it */
  async #saved(client: SessionClient): Promise<[LoadedLab, readonly FixedPart[]] | undefined> {
    const { output } = this.#context;
    const started = Date.now();
    const { labFolder } = this.#known.record;
    const whole = loadLab(labFolder, { proof: true });
    // What only its author must be told keeps nobody from a session.
    const result = whole.ok ? whole : loadLab(labFolder, { draws: true });
    const wrong = result.ok ? (whole.ok ? [] : whole.problems) : result.problems;
    const count = wrong.length + (whole.ok ? 0 : whole.more);
    const refused = this.#refused;
    this.#refused = !result.ok;
    this.#tell(wrong, count, result.ok);
    await client.call('problems', { count: result.ok ? 0 : count }, { signal: this.#signal });
    if (!result.ok) return undefined;
    const { lab } = result;
    if (lab.digest === this.#digest) {
      if (refused) output.message({ code: 'watch.sound', params: {} });
      return undefined;
    }
    try {
      const done = await client.call('relab', { document: lab.compiled }, { signal: this.#signal });
      this.#refused = done.fixed.length > 0;
      if (this.#refused) return [lab, done.fixed];
      this.#digest = lab.digest;
      this.#show(lab, done, Date.now() - started);
    } catch (error) {
      if (this.#signal.aborted || !(error instanceof LabError) || isOver(error)) throw error;
      output.error(error.wording(output.language));
    }
    return undefined;
  }

  #tell(problems: readonly PackProblem[], count: number, taken: boolean): void {
    const { output } = this.#context;
    const said = problems.map((problem) => showProblem(problem, output.language)).join('\n');
    const before = this.#said;
    this.#said = said;
    // The same once more need not be spelt out; that it was not taken is news of this change.
    if (said === '' || (taken && said === before)) return;
    if (said !== before) output.line(said);
    output.message({ code: taken ? 'watch.lint' : 'watch.unsound', params: { count } });
  }

  #show({ lab }: LoadedLab, { parts, verdicts, unjudged }: Relabbed, milliseconds: number): void {
    const { output } = this.#context;
    const seconds = (milliseconds / 1000).toFixed(1);
    output.message({ code: 'watch.changed', params: { parts, seconds } });
    const view = new LiveView(output, lab);
    for (const verdict of verdicts) view.show({ type: 'verdict', verdict });
    const judged = parts.some((part) => part === 'checks' || part === 'causes' || part === 'steps');
    if (judged && verdicts.length === 0) output.message({ code: 'watch.same', params: {} });
    if (unjudged.length > 0) output.message({ code: 'watch.unjudged', params: { checks: unjudged } });
  }

  /** Offers to start the session anew; the next change takes the question back. */
  async #offer(lab: LoadedLab, parts: readonly FixedPart[]): Promise<KnownSession | undefined> {
    const { output } = this.#context;
    const { record } = this.#known;
    const params = {
      parts,
      session: record.id,
      folder: record.labFolder,
      seed: record.drawn ? record.seed : '',
    };
    output.message({ code: 'watch.fixed', params });
    const over = new AbortController();
    const asking = AbortSignal.any([this.#signal, over.signal]);
    const probe = new LabWatch(record.labFolder);
    const moved = probe.changed(asking).then(() => probe.changed(asking));
    const yes = await Promise.race([
      confirmed(output, { code: 'watch.ask', params: {} }, asking).catch((error: unknown) => {
        // Ctrl-C at a question is no signal of the process.
        if (!asking.aborted && labErrorOf(error)?.code === 'cancelled') this.#stop.abort();
        throw error;
      }),
      moved.then(() => false),
    ]);
    over.abort();
    // The question has stopped it.
    if (process.stdin.isTTY) process.stdin.resume();
    if (!yes) return undefined;
    await end(this.#context, this.#known);
    const started = await startAnew(this.#context, lab, record);
    return started === undefined ? undefined : { record: started, state: 'running' };
  }
}
