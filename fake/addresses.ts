import { ipv4, within } from '../engine/world/topology-lookup.js';
import { networkOf } from './ipv4.js';
import type { AddressModel, LinkModel, NodeModel, RouteModel } from './model.js';

/** A route of a node with where it comes from, as `ip route` shows it. */
export interface ShownRoute extends RouteModel {
  readonly protocol: 'kernel' | 'boot';
  readonly scope?: 'link';
}

/** Every interface address of a node. */
export function addressesOf(node: NodeModel): readonly { link: LinkModel; address: AddressModel }[] {
  return node.links.flatMap((link) => link.addresses.map((address) => ({ link, address })));
}

/**
 * Does the node take packets to this address as its own? On lo every address of the prefix is local, which is why a
 * VIP on lo has to be a /32; a prefix of 0, which net-tools 2.10 makes of /32, makes no such route.
 */
export function isLocal(node: NodeModel, address: string): boolean {
  return addressesOf(node).some(
    ({ link, address: own }) =>
      own.address === address ||
      (link.dev === 'lo' && own.prefix > 0 && within(address, own.address, own.prefix)),
  );
}

/** The main table: connected routes of addresses on NICs that are up, then what was added. */
export function mainRoutes(node: NodeModel): readonly ShownRoute[] {
  const connected = node.links
    .filter((link) => link.dev !== 'lo' && link.up)
    .flatMap((link) => {
      const seen = new Set<string>();
      return link.addresses.flatMap((own): ShownRoute[] => {
        const to = `${networkOf(own.address, own.prefix)}/${own.prefix}`;
        // A second address of the same network is secondary and has no connected route of its own.
        if (own.prefix === 32 || own.prefix === 0 || seen.has(to)) return [];
        seen.add(to);
        return [{ to, dev: link.dev, source: own.address, protocol: 'kernel', scope: 'link' }];
      });
    });
  const added = node.routes
    .filter((route) => node.links.some((link) => link.dev === route.dev && link.up))
    .map((route): ShownRoute => ({ ...route, protocol: 'boot' }));
  return [...added.filter((route) => route.to === 'default'), ...connected, ...added.filter(isNotDefault)];
}

function isNotDefault(route: ShownRoute): boolean {
  return route.to !== 'default';
}

/** The table `local`: one route an address, and the whole prefix for addresses on lo. */
export function localRoutes(node: NodeModel): readonly { to: string; dev: string; source: string }[] {
  return addressesOf(node).flatMap(({ link, address: own }) => {
    const host = { to: own.address, dev: link.dev, source: own.address };
    if (link.dev !== 'lo' || own.prefix === 32 || own.prefix === 0) return [host];
    const whole = {
      to: `${networkOf(own.address, own.prefix)}/${own.prefix}`,
      dev: 'lo',
      source: own.address,
    };
    return [whole, host];
  });
}

export interface Hop {
  readonly link: LinkModel;
  /** Whom to ask for by ARP: the gateway, or the destination itself. */
  readonly next: string;
  /** The source address that the kernel would take. */
  readonly source: string;
}

/** The route with the longest prefix; undefined: the network is unreachable. */
export function routeTo(node: NodeModel, destination: string): Hop | undefined {
  let best: ShownRoute | undefined;
  let length = -1;
  for (const route of mainRoutes(node)) {
    const [network = '', prefix = '32'] = route.to === 'default' ? ['0.0.0.0', '0'] : route.to.split('/');
    if (!within(destination, network, Number(prefix)) || Number(prefix) <= length) continue;
    best = route;
    length = Number(prefix);
  }
  const link = node.links.find((each) => each.dev === best?.dev);
  if (best === undefined || link === undefined) return undefined;
  const source = best.source ?? link.addresses[0]?.address ?? '0.0.0.0';
  return { link, next: best.via ?? destination, source };
}

/** @returns false: the interface has the address already (EEXIST) */
export function addAddress(link: LinkModel, address: AddressModel): boolean {
  if (link.addresses.some((own) => own.address === address.address && own.prefix === address.prefix))
    return false;
  link.addresses.push(address);
  return true;
}

/** Takes the address away; routes and neighbours that need it go as well. @returns false: it was not there */
export function removeAddress(link: LinkModel, address: string, prefix?: number): boolean {
  const at = link.addresses.findIndex(
    (own) => own.address === address && (prefix === undefined || own.prefix === prefix),
  );
  if (at < 0) return false;
  link.addresses.splice(at, 1);
  return true;
}

/** Is the address a secondary one: not the first of its network on the interface (rtnetlink(7), IFA_F_SECONDARY)? */
export function isSecondary(link: LinkModel, address: AddressModel): boolean {
  const first = link.addresses.find(
    (own) =>
      own.prefix === address.prefix &&
      networkOf(own.address, own.prefix) === networkOf(address.address, address.prefix),
  );
  return first !== address;
}

export function isAddress(text: string): boolean {
  return ipv4(text) !== undefined;
}
