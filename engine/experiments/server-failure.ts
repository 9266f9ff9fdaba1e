import type { ExperimentRequest, ServerFailureResult, Tried } from '../../contract/experiments.js';
import { failureCommand } from '../../contract/messages/kinds/server-failure.js';
import type { Moment } from '../../contract/timeline.js';
import { addCounts, parseProcTable } from '../facts/ipvsadm.js';
import { bounded } from '../facts/parse.js';
import { type ExperimentContext, pause, settled, tried, withSignal } from './context.js';
import { type Experiment, seconds } from './experiment.js';
import { serverFaults } from '../faults/index.js';
import { Log } from './failover.js';
import { runHttp } from './http.js';

type ServerFailureRequest = Extract<ExperimentRequest, { kind: 'server-failure' }>;

const requestsAfterLeave = 6;

/**
 * Makes a realserver fail, waits for the director's health check to take it out of the IPVS table (or to set its weight
 * to 0), asks whether requests still fail, makes it well and waits for its return. It is made well whatever happens.
 */
function runServerFailure(request: ServerFailureRequest, context: ExperimentContext): Promise<Tried> {
  return tried(async (): Promise<ServerFailureResult> => {
    const at = Date.now();
    const log = new Log(at, context);
    const nothing = { failed: 0, total: 0 };
    if (!(await settled(() => inTable(request, context), Boolean, context.signal))) {
      log.add(`${request.server} is not in the table of ${request.director}`);
      return { kind: 'server-failure', present: false, afterLeave: nothing, log: log.text, at };
    }
    const fault = await serverFaults[request.fault ?? 'stop-service'](request.node, context);
    try {
      await fault.make();
      log.add(`${fault.name} on ${request.node}`);
      const left = await waitFor(request, context, false, request.leave);
      log.add(
        left === undefined
          ? `still in the table after ${request.leave} s`
          : `left the table after ${left.toFixed(1)} s`,
      );
      const afterLeave = left === undefined ? nothing : await requests(request, context);
      if (left !== undefined) log.add(`${afterLeave.failed} of ${afterLeave.total} requests failed`);
      await fault.mend();
      log.add(`${fault.name} undone on ${request.node}`);
      const returned = await waitFor(request, context, true, request.return);
      log.add(
        returned === undefined
          ? `not back after ${request.return} s`
          : `back in the table after ${returned.toFixed(1)} s`,
      );
      return {
        kind: 'server-failure',
        present: true,
        ...(left === undefined ? {} : { left }),
        ...(returned === undefined ? {} : { returned }),
        afterLeave,
        log: log.text,
        at,
      };
    } finally {
      await fault.mend();
    }
  });
}

export const serverFailureExperiment: Experiment<'server-failure'> = {
  disturbs: true,
  timed: true,
  run: runServerFailure,
  moments: momentsOf,
};

function momentsOf(
  request: ServerFailureRequest,
  result: ServerFailureResult,
): readonly Omit<Moment, 'id'>[] {
  if (!result.present) return [];
  const { node, server, director } = request;
  const { left, returned, afterLeave, at, log } = result;
  const command = failureCommand(node, request.fault);
  return [
    {
      at,
      message: {
        code: 'server-failure',
        params: {
          node,
          server,
          ...(request.fault === undefined ? {} : { fault: request.fault }),
          left: left === undefined ? '-' : seconds(left),
          ...afterLeave,
          returned: returned === undefined ? '-' : seconds(returned),
        },
      },
      evidence: [{ node: director, command, output: bounded(log), at }],
    },
  ];
}

/** Seconds until the server is (not) in the table; undefined when it is not so within the limit. */
async function waitFor(
  request: ServerFailureRequest,
  context: ExperimentContext,
  wanted: boolean,
  limit: number,
): Promise<number | undefined> {
  const start = Date.now();
  for (;;) {
    const passed = (Date.now() - start) / 1000;
    if ((await inTable(request, context)) === wanted) return passed;
    if (passed > limit) return undefined;
    await pause(500, context.signal);
  }
}

/** Is the server in the service's table with a weight above 0? Read from the kernel's own table. */
async function inTable(request: ServerFailureRequest, context: ExperimentContext): Promise<boolean> {
  const result = await context
    .shell(request.director)
    .exec('cat /proc/net/ip_vs 2>/dev/null', { timeout: 10_000, ...withSignal(context) });
  const services = addCounts(parseProcTable(result.stdout.split('\n')), []);
  const [protocol, rest = ''] = request.service.split(' ');
  const service = services.find((each) =>
    each.protocol === 'fwmark'
      ? protocol === 'fwmark' && rest === String(each.port)
      : protocol === each.protocol && rest === `${each.address}:${each.port}`,
  );
  const server = service?.servers.find((each) => `${each.address}:${each.port}` === request.server);
  return server !== undefined && server.weight > 0;
}

async function requests(
  request: ServerFailureRequest,
  context: ExperimentContext,
): Promise<{ failed: number; total: number }> {
  const asked = { kind: 'http', from: request.from, url: request.url, requests: requestsAfterLeave } as const;
  const outcome = await runHttp(asked, context);
  if (!outcome.ok || outcome.result.kind !== 'http') return { failed: 0, total: 0 };
  const { attempts } = outcome.result;
  return { failed: attempts.filter((each) => each.outcome !== 'ok').length, total: attempts.length };
}
