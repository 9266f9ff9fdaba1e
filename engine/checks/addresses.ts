import { devicesWith } from '../world/ipvs-lookup.js';
import type { Assessment, World } from '../world/judge.js';
import { evidence, need, statsLag, unknown } from './judging.js';

/**
 * What `ip` says of an address against the kernel's own list of what is local; an address of a device that is down is in
 * the first only.
 */
export function contradicted(world: World, node: string, address: string): Assessment | undefined {
  const { kernelAddresses, links, ...facts } = need(world, node);
  if (kernelAddresses === undefined) return undefined;
  const told = devicesWith(facts, address);
  const down = told.some(({ dev }) => links?.find((link) => link.dev === dev)?.up !== true);
  if (down || told.length > 0 === kernelAddresses.includes(address)) return undefined;
  const [tool, kernel] = told.length > 0 ? [address, '-'] : ['-', address];
  return {
    ...unknown(
      { code: 'unknown.contradicted', params: { node, tool, kernel } },
      evidence(world, node, 'addresses'),
    ),
    retryAfter: statsLag,
  };
}
