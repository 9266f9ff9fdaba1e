import type { ExperimentRequest, Tried } from '../../contract/experiments.js';
import { withTools } from '../machines/shell.js';
import { runArp } from './arp.js';
import type { ExperimentContext } from './context.js';
import { runFailover } from './failover.js';
import { slowAnswer, watchHost } from './host-watch.js';
import { runHttp } from './http.js';
import { runReboot } from './reboot.js';
import { runServerFailure } from './server-failure.js';
import { runVrrp } from './vrrp.js';

/**
 * Makes an experiment. Trouble with nodes is an outcome (`ok: false`), never an error; only a cancelled one throws
 * (ShellError `cancelled`). Experiments that change nodes (`failover`, `server-failure`, `reboot`) put everything back.
 */
export async function run(request: ExperimentRequest, given: ExperimentContext): Promise<Tried> {
  const context = { ...given, shell: (node: string) => withTools(given.shell(node)) };
  if (request.kind !== 'http' && request.kind !== 'failover' && request.kind !== 'server-failure')
    return make(request, context);
  const stop = watchHost(context);
  let slowest = 0;
  const tried = await make(request, context).finally(() => {
    slowest = stop();
  });
  if (!tried.ok || slowest < slowAnswer) return tried;
  return { ok: true, result: { ...tried.result, slowest } as typeof tried.result };
}

function make(request: ExperimentRequest, context: ExperimentContext): Promise<Tried> {
  switch (request.kind) {
    case 'http':
      return runHttp(request, context);
    case 'arp':
      return runArp(request, context);
    case 'vrrp':
      return runVrrp(request, context);
    case 'failover':
      return runFailover(request, context);
    case 'server-failure':
      return runServerFailure(request, context);
    case 'reboot':
      return runReboot(request, context);
  }
}

/** Does the experiment disturb others, so that it must run alone? */
export function runsAlone(request: ExperimentRequest): boolean {
  return ['failover', 'server-failure', 'reboot'].includes(request.kind);
}
