import { type Check, checkSchema } from '../../contract/checks.js';
import type { DrillRequest, DrillResult } from '../../contract/drills.js';
import type { Tried } from '../../contract/experiments.js';
import type { Inventory } from '../../contract/facts.js';
import { changedBetween, inventoryCommand, parseInventory } from '../facts/inventory.js';
import { tallyFile as tally } from '../facts/tally.js';
import { quote } from '../machines/shell.js';
import {
  type ExperimentContext,
  ExperimentFailed,
  lookSettled,
  pause,
  tried,
  withSignal,
} from './context.js';
import type { Experiment } from './experiment.js';
import { Log } from './failover.js';
import { parseUrl } from './http.js';
import { patientProbe } from './probe.js';
import { levelCommand, quietCommand } from './quietly.js';

type Fault = NonNullable<DrillRequest['fault']>;

/** Milliseconds that a script which breaks or repairs something may take. */
const scriptLimit = 60_000;
/** Milliseconds that a sound system is looked at, so that the time tells nobody whether something was broken. */
const soundWait = { least: 2500, more: 3000 };

/** Seconds for which the client counts. */
const tallyLimit = 7200;

/** Tries once a second, and gives each two: a SYN that was lost once is answered after the second one (RFC 6298: 1 s). */
const slowProbe = patientProbe.replace('0.2 - (', '1 - (');

/**
 * Breaks something behind the learner's back, or nothing: sees that all is well, keeps what every node is set to, makes the fault, sees that
 * it has taken effect and that a client feels it, takes away every trace of when and where, and has the client count. What could not be
 * broken so that it shows is repaired again, and there was no drill.
 */
function runDrill(request: DrillRequest, context: ExperimentContext): Promise<Tried> {
  return tried(async (): Promise<DrillResult> => {
    const { look } = context;
    if (look === undefined) throw new ExperimentFailed('nothing can be looked at here');
    const at = Date.now();
    const log = new Log(at, context);
    const { unmet } = await lookSettled(look, request.well, context.signal);
    if (unmet.length > 0) return { kind: 'drill', unmet, log: log.text, at };
    log.add(`all ${request.well.length} hold`);
    const before = await inventories(context);
    const { fault } = request;
    if (fault === undefined) await pause(soundWait.least + Math.random() * soundWait.more, context.signal);
    else await makeFelt(fault, request, look, context);
    const after = await inventories(context);
    await everywhere(context, levelCommand);
    await startTally(request, context);
    const since = Date.now();
    log.add('the drill is on');
    const own = Object.fromEntries(
      Object.entries(before).map(([node, things]) => [node, changedBetween(things, after[node] ?? {})]),
    );
    return { kind: 'drill', begun: { since, before, own }, log: log.text, at };
  });
}

type Look = NonNullable<ExperimentContext['look']>;

async function makeFelt(
  fault: Fault,
  { well, within }: DrillRequest,
  look: Look,
  context: ExperimentContext,
): Promise<void> {
  const deadline = Date.now() + within * 1000;
  const effect: Check = checkSchema.parse({ id: 'effect', ...fault.effect });
  let felt = false;
  try {
    const { exit, stdout, stderr } = await context
      .shell(fault.on)
      .exec(quietCommand, { input: fault.make, timeout: scriptLimit, ...withSignal(context) });
    if (exit !== 0)
      throw new ExperimentFailed(
        `a script of the drill failed (exit ${exit}): ${(stdout + stderr).trim().slice(-300)}`,
      );
    while ((await look([effect])).unmet.length > 0 || !(await look(well)).failed) {
      if (Date.now() > deadline)
        throw new ExperimentFailed(`the drill did not begin: what it does did not show within ${within} s`);
      await pause(500, context.signal);
    }
    felt = true;
  } finally {
    // Also when it was cancelled: nobody asked for a broken machine.
    if (!felt) await context.shell(fault.on).exec(quietCommand, { input: fault.mend, timeout: scriptLimit });
  }
}

async function inventories(context: ExperimentContext): Promise<Readonly<Record<string, Inventory>>> {
  const all = await everywhere(context, `LC_ALL=C\n${inventoryCommand}`);
  return Object.fromEntries(all.map(([node, output]) => [node, parseInventory(output)]));
}

function everywhere(
  context: ExperimentContext,
  command: string,
): Promise<readonly (readonly [node: string, output: string])[]> {
  return Promise.all(
    context.topology.nodes.map(async ({ name }) => {
      const { stdout } = await context
        .shell(name)
        .exec(command, { timeout: scriptLimit, ...withSignal(context) });
      return [name, stdout] as const;
    }),
  );
}

/** Ends the tally of an earlier turn, and begins this one's. */
async function startTally({ from, url, turn }: DrillRequest, context: ExperimentContext): Promise<void> {
  const { address, port, host, path } = parseUrl(url);
  const words = [`${tally}-flag-${turn}`, tallyLimit, address, port, host, path].map((word) =>
    quote(String(word)),
  );
  const command = [
    `rm -f ${tally}-*`,
    `cat >${tally}.pl`,
    `: >${tally}-flag-${turn}`,
    `setsid perl ${tally}.pl ${words.join(' ')} >${tally}-${turn} 2>/dev/null </dev/null &`,
    `for i in 1 2 3 4 5 6 7 8 9 10; do [ -s ${tally}-${turn} ] && exit 0; sleep 0.3; done; exit 1`,
  ].join('\n');
  const { exit } = await context
    .shell(from)
    .exec(command, { input: slowProbe, timeout: scriptLimit, ...withSignal(context) });
  if (exit !== 0) throw new ExperimentFailed(`${from} cannot count requests`);
}

export const drillExperiment: Experiment<'drill'> = {
  // It leaves what it does: the rest of the lab is about that.
  disturbs: true,
  script: [quietCommand, levelCommand, inventoryCommand, slowProbe].join('\n'),
  stands: ({ begun }) => begun !== undefined,
  run: runDrill,
};
