import { isNothing, type KernelSteps, kernelSteps } from '../kernel/differences.js';
import { type Running, runningNow } from '../kernel/now.js';
import { takeSteps } from '../kernel/put.js';
import { unitSteps } from '../kernel/units.js';
import { quote } from '../machines/shell.js';
import type { ExperimentContext } from './context.js';

/** Seconds that services which an experiment had stopped may take to run again. */
const unitSeconds = 30;

/**
 * Does something on nodes, and leaves all but clients as they were found, whatever happened: what their kernels have that is in no file, and
 * the services that ran. A setting that an experiment tried would be there when the learner's own is judged, and who cancels one would keep
 * its rules. Where keepalived moves addresses and fills tables only settings are put back, as it moves them meanwhile.
 * @throws ShellError where such a node cannot be asked
 */
export async function leftAsFound<T>(
  deeds: readonly { readonly on: string }[],
  context: ExperimentContext,
  work: () => Promise<T>,
): Promise<T> {
  const { signal, topology } = context;
  const names = new Set(deeds.map(({ on }) => on));
  const nodes = topology.nodes.filter(({ name, role }) => names.has(name) && role !== 'client');
  const found = await Promise.all(
    nodes.map(async ({ name }) => [name, await runningNow(context.shell(name), signal)] as const),
  );
  const putAllBack = () => Promise.all(found.map(([name, was]) => putBack(name, was, context)));
  let done: T;
  try {
    done = await work();
  } catch (error) {
    // That it was cancelled, or what went wrong, is what has to be told.
    await putAllBack().catch(() => {});
    throw error;
  }
  await putAllBack();
  return done;
}

async function putBack(name: string, was: Running, context: ExperimentContext): Promise<void> {
  const shell = context.shell(name);
  const now = await runningNow(shell);
  const run = (script: string, input?: string) => shell.exec(script, input === undefined ? {} : { input });
  const steps = kernelSteps(now.kernel, was.kernel);
  const own = was.moves || now.moves ? settingsOf(steps) : knownOf(steps, was.kernel);
  if (!isNothing(own)) await takeSteps(own, run);
  const { start } = unitSteps(now.units, was.units);
  if (start.length > 0) await run(`timeout ${unitSeconds} systemctl start ${start.map(quote).join(' ')}`);
}

/** A tool that could not say what there was, as on a machine without memory, is no reason to take away what there is. */
function knownOf({ ipvs, ...steps }: KernelSteps, { links, timeouts }: Running['kernel']): KernelSteps {
  const known = links.length > 0 ? steps : settingsOf(steps);
  return ipvs === undefined || timeouts === undefined ? known : { ...known, ipvs };
}

function settingsOf({ sysctls }: KernelSteps): KernelSteps {
  return { modules: [], ip: [], queues: [], sysctls };
}
