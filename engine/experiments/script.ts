import type { ExperimentRequest, ScriptResult, ScriptRun, Tried } from '../../contract/experiments.js';
import { bounded } from '../facts/parse.js';
import { quote } from '../machines/shell.js';
import { type ExperimentContext, ExperimentFailed, tried, withSignal } from './context.js';
import type { Experiment } from './experiment.js';

type ScriptRequest = Extract<ExperimentRequest, { kind: 'script' }>;

/** Characters of a run's output that are kept. */
const shown = 3000;
/** timeout(1): the command did not end in time; it did not do so by SIGTERM either, and was killed. */
const timedOut = 124;
const killed = 137;
/** Seconds that a script has between SIGTERM and SIGKILL once its time is over. */
const grace = 2;

/** Why a script is not run at all. */
const problems = ['missing', 'not-executable', 'syntax'] as const;

/** Says `missing`, `not-executable`, `ok`, or `syntax` with what the shell says of it. */
function inspection(file: string): string {
  return `f=${quote(file)}
[ -f "$f" ] || { echo missing; exit 0; }
[ -x "$f" ] || { echo not-executable; exit 0; }
case $(head -n 1 "$f") in '#!'*bash*) shell=bash ;; '#!'*sh*) shell=sh ;; *) echo ok; exit 0 ;; esac
if said=$($shell -n "$f" 2>&1); then echo ok; else echo syntax; printf '%s\\n' "$said" | head -n 5; fi`;
}

/** Output goes by a file: what the script leaves running would hold a pipe open. */
function command(
  { file, seconds }: ScriptRequest,
  { args, killAfter }: ScriptRequest['runs'][number],
): string {
  const limit = killAfter === undefined ? `-k ${grace} ${seconds}` : `-s KILL ${killAfter}`;
  const call = [file, ...args].map(quote).join(' ');
  return `out=$(mktemp); timeout ${limit} ${call} </dev/null >"$out" 2>&1; status=$?; head -c ${shown} "$out"; rm -f "$out"; exit $status`;
}

/** Runs a script of the learner's several times, and looks at what it has done each time. */
function runScript(request: ScriptRequest, context: ExperimentContext): Promise<Tried> {
  return tried(async (): Promise<ScriptResult> => {
    const { look } = context;
    if (look === undefined) throw new ExperimentFailed('what a script does cannot be looked at here');
    const at = Date.now();
    const shell = context.shell(request.node);
    const { stdout } = await shell.exec(inspection(request.file), {
      timeout: 10_000,
      ...withSignal(context),
    });
    const [state = '', ...said] = stdout.trim().split('\n');
    const problem = problems.find((each) => each === state);
    if (problem !== undefined)
      return { kind: 'script', problem, said: bounded(said.join('\n')), runs: [], at };
    const runs: ScriptRun[] = [];
    for (const run of request.runs) {
      const started = Date.now();
      const timeout = (request.seconds + grace + 10) * 1000;
      const { exit, stdout: output } = await shell.exec(command(request, run), {
        timeout,
        ...withSignal(context),
      });
      const seconds = (Date.now() - started) / 1000;
      // One that killed itself has the same status, sooner.
      const late = exit === timedOut || (exit === killed && seconds >= request.seconds);
      const hung = run.killAfter === undefined && late;
      const checks = [...new Set([...run.holds, ...run.fails])];
      const seen = checks.length === 0 || hung ? undefined : (await look(checks)).seen;
      runs.push({
        args: run.args,
        ...(hung ? {} : { exit }),
        output: bounded(output),
        seconds,
        ...(seen === undefined ? {} : { seen }),
      });
      if (hung) break;
    }
    return { kind: 'script', said: '', runs, at };
  });
}

export const scriptExperiment: Experiment<'script'> = { disturbs: true, run: runScript };
