import { LabError } from '../../contract/errors.js';
import type { ExperimentRequest, RebootResult, Tried } from '../../contract/experiments.js';
import { bounded } from '../facts/parse.js';
import type { Machines } from '../machines/provider.js';
import { settle } from '../machines/settle.js';
import { ShellError } from '../machines/shell.js';
import { type ExperimentContext, ExperimentFailed, lookSettled, tried } from './context.js';
import { ToolMissing } from '../faults/fault.js';
import type { Experiment } from './experiment.js';
import { Log } from './failover.js';

type RebootRequest = Extract<ExperimentRequest, { kind: 'reboot' }>;

/** Where the machines are put back to. */
const kept = 'before-reboot';
/** Milliseconds that the services of a node may take to start once it answers. */
const startLimit = 120_000;

/**
 * Reboots a node, and waits until its services have started. systemctl(1): `--wait` exits with 1 when a unit failed.
 * @returns the jobs that had not ended when it had waited long enough; undefined: its start has ended
 */
export async function rebootNode(
  { machines, shell }: Pick<Machines, 'shell'> & { readonly machines: Pick<Machines, 'power'> },
  node: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  await machines.power(node, 'reboot', signal);
  const cancel = signal === undefined ? {} : { signal };
  try {
    await shell(node).exec('systemctl is-system-running --wait', { timeout: startLimit, ...cancel });
    return undefined;
  } catch (error) {
    if (!(error instanceof ShellError) || error.reason !== 'timeout') throw error;
    const { stdout } = await shell(node).exec('systemctl list-jobs --no-legend --no-pager', cancel);
    return bounded(stdout.trim(), 1000);
  }
}

/**
 * Sees that the checks hold, reboots nodes, all at once, looks at the same again when all are back, and puts every
 * machine back to the moment before: what a learner has in memory only is not lost by having been looked at.
 */
function runReboot(request: RebootRequest, context: ExperimentContext): Promise<Tried> {
  return tried(async (): Promise<RebootResult> => {
    const { machines, look } = context;
    if (machines === undefined || look === undefined)
      throw new ToolMissing('the machines here cannot be put back after a reboot');
    const at = Date.now();
    const log = new Log(at, context);
    const seconds: Record<string, number> = {};
    const starting: string[] = [];
    const rebooted = async (node: string, start = Date.now()): Promise<void> => {
      const jobs = await rebootNode({ machines, shell: (of) => context.shell(of) }, node, context.signal);
      if (jobs !== undefined) {
        starting.push(node);
        log.add(`${node}: its start has not ended: ${jobs}`);
      }
      const took = (Date.now() - start) / 1000;
      seconds[node] = took;
      log.add(`${node} is back after ${took.toFixed(1)} s`);
    };
    const before = await lookSettled(look, request.checks, context.signal);
    if (before.unmet.length > 0) return { kind: 'reboot', before: before.seen, seconds, log: log.text, at };
    return asExperiment(async () => {
      await machines.checkpoint(kept, context.signal);
      try {
        log.add(`systemctl reboot on ${request.nodes.join(', ')}`);
        await settle(request.nodes.map((node) => rebooted(node)));
        const { seen: after, unmet } = await lookSettled(look, request.checks, context.signal);
        // What has not started yet may be what is missing; what holds already holds.
        if (unmet.length > 0 && starting.length > 0) throw new ExperimentFailed(log.text);
        return { kind: 'reboot', before: before.seen, seconds, after, log: log.text, at };
      } finally {
        // Also when it was cancelled: nobody asked for rebooted machines.
        await machines.restore(kept);
        await machines.forget(kept);
        log.add('every machine is back where it was');
      }
    });
  });
}

export const rebootExperiment: Experiment<'reboot'> = {
  disturbs: true,
  run: runReboot,
};

/** Trouble with machines is why an experiment could not be made; a cancelled one is the shell's `cancelled`. */
async function asExperiment<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    if (error.code === 'cancelled') throw new ShellError('cancelled', 'cancelled', { cause: error });
    throw new ExperimentFailed(error.message, { cause: error });
  }
}
