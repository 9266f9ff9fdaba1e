import type {
  ExperimentRequest,
  ScheduledConnection,
  ScheduleResult,
  Tried,
} from '../../contract/experiments.js';
import { ToolMissing } from '../faults/fault.js';
import { quote } from '../machines/shell.js';
import {
  capturing,
  type ExperimentContext,
  ExperimentFailed,
  type ServerTokens,
  tried,
  withSignal,
} from './context.js';
import type { Experiment } from './experiment.js';
import { FrameCounter } from './frame-path.js';
import { withServerTokens } from './http.js';
import { connectionSeconds, parseScheduleLines, type ScheduleLine, scheduleScript } from './perl-schedule.js';
import { scheduledTable } from './schedule-table.js';

type ScheduleRequest = Extract<ExperimentRequest, { kind: 'schedule' }>;

/** Seconds for all connections: an entry whose end was seen lives 120 s (FIN_WAIT), and must not end meanwhile. */
const wholeSeconds = 90;

/**
 * Connections to a virtual service one after the other, with the director's table before and after: which realserver each
 * went to, told by the server's own secret. Nothing stays on nodes; the director's entries end by themselves.
 */
function runSchedule(request: ScheduleRequest, context: ExperimentContext): Promise<Tried> {
  return tried(async () => {
    if (context.tokens !== undefined) return connect(request, await context.tokens(), context);
    return withServerTokens(context, (written) => connect(request, written, context));
  });
}

export const scheduleExperiment: Experiment<'schedule'> = {
  script: scheduleScript,
  timed: true,
  inTurn: true,
  run: runSchedule,
};

async function connect(
  request: ScheduleRequest,
  { file, nodes }: ServerTokens,
  context: ExperimentContext,
): Promise<ScheduleResult> {
  const { connections, director, hold, port, service, sources, targets } = request;
  const [target = ''] = targets;
  const counter =
    context.capture === undefined || targets.length !== 1
      ? undefined
      : new FrameCounter(context.topology, target, port);
  const own = sources.length === 0 ? '-' : sources.join(',');
  const words = [
    port,
    `/${file}`,
    connectionSeconds,
    wholeSeconds,
    hold ? 'h' : 'e',
    connections,
    context.sourcePorts(connections),
    targets.join(','),
    own,
  ];
  const before = await scheduledTable(context, director, service);
  const networks = counter === undefined ? [] : context.topology.networks.map(({ name }) => name);
  const { at, run } = await capturing(
    context,
    networks,
    (frame) => counter?.add(frame),
    async () => {
      const at = Date.now();
      const run = await context
        .shell(request.from)
        .exec(`perl - ${words.map((word) => quote(String(word))).join(' ')}`, {
          input: scheduleScript,
          timeout: (wholeSeconds + 4 * connectionSeconds) * 1000,
          ...withSignal(context),
        });
      return { at, run };
    },
  );
  if (run.exit === 127) throw new ToolMissing('perl');
  const lines = parseScheduleLines(run.stdout);
  if (run.exit !== 0 || lines.length === 0)
    throw new ExperimentFailed(run.stderr.trim().slice(0, 300) || `exit ${run.exit}`);
  const after = await scheduledTable(context, director, service);
  const made = lines.map((line) => connectionOf(line, nodes, hold));
  return {
    kind: 'schedule',
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    connections: made,
    ...(counter === undefined ? {} : { path: counter.path }),
    command: commandOf(request),
    output: made.map((each, index) => describe(each, index, port)).join('\n'),
    at,
  };
}

function connectionOf(
  line: ScheduleLine,
  nodes: ReadonlyMap<string, string>,
  held: boolean,
): ScheduledConnection {
  const { outcome, status, source, port, target, ms, ended, cut } = line;
  const server = nodes.get(line.token);
  const answered = outcome === 'ok';
  return {
    source,
    port,
    target,
    outcome: answered && status >= 400 ? 'http-error' : outcome,
    ...(status > 0 ? { status } : {}),
    ...(server === undefined ? {} : { server }),
    ms,
    ...(answered && !held ? { ended } : {}),
    ...(cut ? { cut } : {}),
  };
}

/** As a person would do it. */
function commandOf({ connections, hold, port, sources, targets }: ScheduleRequest): string {
  const url = (host: string): string => (port === 80 ? `http://${host}/` : `http://${host}:${port}/`);
  const one = (host: string, source: string): string =>
    hold
      ? `sleep 60 | nc ${source === '' ? '' : `-s ${source} `}${host} ${port} &`
      : `curl -s ${source === '' ? '' : `--interface ${source} `}${url(host)};`;
  const turns: (readonly [string, readonly string[]])[] = [];
  if (targets.length > 1) turns.push(['vip', targets]);
  if (sources.length > 0) turns.push(['own', sources]);
  const host = targets.length > 1 ? '$vip' : (targets[0] ?? '');
  const body = one(host, sources.length > 0 ? '$own' : '');
  if (turns.length === 0) return `for i in $(seq ${connections}); do ${body} done`;
  return turns.reduceRight(
    (inner, [name, words]) => `for ${name} in ${words.join(' ')}; do ${inner} done`,
    body,
  );
}

function describe(connection: ScheduledConnection, index: number, port: number): string {
  const { source, target, outcome, server, ms } = connection;
  const ends = `${source}:${connection.port} -> ${target}:${port}`;
  return `${index + 1}: ${ends} ${outcome === 'ok' ? '' : `${outcome} `}${server ?? ''} (${ms} ms)`;
}
