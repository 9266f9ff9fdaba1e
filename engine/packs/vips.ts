import type { Lab } from '../../contract/lab.js';
import { partsOf } from '../checks/parts.js';
import { parseIpv4 } from './ipv4.js';
import { memberships } from './lint.js';

/** A variable that is a VIP by its name: `vip`, `vip_a`, `vip2`. */
const vipVariable = /^vip(\d|_|$)/;

/**
 * The addresses that a lab means by VIP, lowest first as text: what its checks ask for that is no machine's own address, and its
 * variables of that name. An address that only must not be there (`no-address`) is none.
 * @param lab with the session's values put in
 * @param values the session's values by variable
 */
export function vipsOf(lab: Lab, values: Readonly<Record<string, string>>): readonly string[] {
  const own = new Set(
    Object.values(lab.topology.nodes).flatMap((node) => memberships(node).map(([, address]) => address)),
  );
  const named = [
    ...Object.entries(values).flatMap(([name, value]) => (vipVariable.test(name) ? [value] : [])),
    ...lab.steps.flatMap((step) =>
      step.checks.flatMap(partsOf).flatMap(({ judge, params }) => judge.vips?.(params) ?? []),
    ),
  ];
  return [...new Set(named)]
    .filter((address) => parseIpv4(address) !== undefined && !own.has(address))
    .toSorted();
}
