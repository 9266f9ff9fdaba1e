import type { ScheduledTable } from '../../contract/experiments.js';
import { parseProcTable, parseRules } from '../facts/ipvsadm.js';
import { bounded } from '../facts/parse.js';
import { keyOf } from '../world/ipvs-lookup.js';
import type { ExperimentContext } from './context.js';
import { withSignal } from './context.js';

/** Lines of the table that are read at most. */
const maxLines = 600;

/** The kernel's own table, which has the order of its lists; what it leaves out, flags and thresholds, from ipvsadm(8). */
const readTable = `[ -e /proc/net/ip_vs ] || exit 0
head -n ${maxLines} /proc/net/ip_vs
if command -v ipvsadm >/dev/null; then
echo; echo thresholds; ipvsadm -Ln --exact --nosort --thresholds 2>&1 | head -n ${maxLines}
echo; echo rules; ipvsadm -Sn 2>&1 | head -n ${maxLines}
fi`;

/** A service as the director's kernel has it now; undefined: it has none. One by address may be there by a mark. @param service `tcp 10.0.0.29:80`, `fwmark 5` */
export async function scheduledTable(
  context: ExperimentContext,
  director: string,
  service: string,
): Promise<ScheduledTable | undefined> {
  const { stdout } = await context
    .shell(director)
    .exec(readTable, { timeout: 15_000, ...withSignal(context) });
  return parseScheduledTable(stdout, service, Date.now());
}

export function parseScheduledTable(text: string, service: string, at: number): ScheduledTable | undefined {
  const [table = '', thresholds = '', rules = ''] = text.split(/\n\n(?:thresholds|rules)\n/);
  const all = parseProcTable(table.split('\n'));
  const marked = all.filter(({ protocol }) => protocol === 'fwmark');
  const found = all.find((each) => keyOf(each) === service) ?? (marked.length === 1 ? marked[0] : undefined);
  if (found === undefined) return undefined;
  const key = keyOf(found);
  const rule = parseRules(rules).find((each) => keyOf(each) === key);
  const limits = limitsOf(thresholds, key);
  return {
    service: key,
    scheduler: found.scheduler,
    flags: rule?.flags ?? [],
    ...(found.persistent === undefined ? {} : { persistent: found.persistent }),
    servers: found.servers.map(({ address, port, method, weight, active, inactive }) => {
      const [upper = 0, lower = 0] = limits.get(`${address}:${port}`) ?? [];
      return { address, port, method, weight, active, inactive, upper, lower };
    }),
    output: bounded(table.trim()),
    at,
  };
}

/** `ipvsadm -Ln --thresholds`: `-> 10.0.0.8:80  4  2  0  10` below its service, upper threshold first. */
function limitsOf(text: string, service: string): ReadonlyMap<string, readonly number[]> {
  const limits = new Map<string, readonly number[]>();
  let within = false;
  for (const line of text.split('\n')) {
    const [first = '', second = '', ...rest] = line.trim().split(/\s+/);
    if (first === 'TCP' || first === 'UDP' || first === 'FWM')
      within = `${first === 'FWM' ? 'fwmark' : first.toLowerCase()} ${second}` === service;
    else if (within && first === '->')
      limits.set(
        second,
        rest.slice(0, 2).map((each) => Number(each) || 0),
      );
  }
  return limits;
}
