import { ipv4 } from '../../engine/world/topology-lookup.js';
import { vrrpFrame } from '../frames.js';
import { drops } from '../firewall.js';
import { linkOf, log, type NodeModel, type VrrpModel } from '../model.js';
import { accepts } from '../network.js';
import { neighboursOn, send, type World } from '../world.js';
import { addVips, removeVips, setServer } from './runtime.js';

/** More rounds than an election of any lab takes. */
const maxRounds = 20;

interface Member {
  readonly node: NodeModel;
  readonly instance: VrrpModel;
}

/**
 * Brings every keepalived to the state that it reaches when nothing changes any more: elections (RFC 3768 §6.4), then
 * health checks. A real one needs seconds for both; the simulated one none.
 */
export function settleKeepalived(world: World): void {
  const running = world.nodes.filter((node) => world.runs(node.spec.name) && node.keepalived !== undefined);
  if (running.length === 0) return;
  const members = running
    .flatMap((node) => (node.keepalived?.instances ?? []).map((instance) => ({ node, instance })))
    .toSorted((a, b) => b.instance.priority - a.instance.priority);
  for (let round = 0; round < maxRounds; round += 1) {
    if (!members.map((member) => elect(world, member, members)).includes(true)) break;
  }
  for (const node of running) checkServers(world, node);
}

/** @returns whether the instance changed its state */
function elect(world: World, member: Member, all: readonly Member[]): boolean {
  const { node, instance } = member;
  const link = linkOf(node, instance.dev);
  if (link === undefined || !link.up || !link.carrier) return become(world, member, 'FAULT');
  const heard = all.filter((other) => other !== member && hears(world, member, other));
  const masters = heard.filter((other) => other.instance.state === 'MASTER' && accepted(member, other));
  if (masters.length > 0) instance.heardSince ??= Date.now();
  const beaten = masters.some((other) => wins(other, member));
  return become(world, member, beaten ? 'BACKUP' : 'MASTER');
}

/** Does this master's advert keep the other one from being master? */
function wins(master: Member, other: Member): boolean {
  if (other.instance.state !== 'MASTER' && other.instance.nopreempt) return true;
  const difference = master.instance.priority - other.instance.priority;
  if (difference !== 0) return difference > 0;
  // Equal: a backup leaves the master alone; of two masters the higher address stays.
  return other.instance.state !== 'MASTER' || addressOf(master) > addressOf(other);
}

function addressOf({ node, instance }: Member): number {
  return ipv4(linkOf(node, instance.dev)?.addresses[0]?.address ?? '') ?? 0;
}

/** Do adverts of the other reach this one: same network and VRID, no filter between? */
function hears(world: World, { node, instance }: Member, other: Member): boolean {
  if (other.node === node || other.instance.vrid !== instance.vrid) return false;
  const link = linkOf(node, instance.dev);
  if (link === undefined) return false;
  const near = neighboursOn(world, node, link).find(
    (each) => each.node === other.node && each.link.dev === other.instance.dev,
  );
  const source = near?.link.addresses[0]?.address;
  if (source === undefined) return false;
  return !drops(node, 'input', { protocol: 'vrrp', source, destination: '224.0.0.18', dev: link.dev });
}

/** Is an advert taken seriously (vrrp_in_chk of keepalived 2.2.7)? What is wrong is counted. */
function accepted({ instance }: Member, { instance: other }: Member): boolean {
  const wrong = (counter: string): boolean => {
    instance.errors[counter] = (instance.errors[counter] ?? 0) + 1;
    return false;
  };
  if (instance.authType !== other.authType) return wrong('authtype_mismatch');
  if (instance.authPass !== other.authPass) return wrong('auth_failure');
  if (instance.advertInterval !== other.advertInterval) return wrong('advert_interval_err');
  const list = (each: VrrpModel): string =>
    each.vips
      .map((vip) => vip.address)
      .sort()
      .join(' ');
  return list(instance) === list(other) || wrong('addr_list_err');
}

function become(world: World, { node, instance }: Member, state: VrrpModel['state']): boolean {
  if (instance.state === state) return false;
  const was = instance.state;
  instance.state = state;
  instance.lastTransition = Date.now();
  log(node, 'keepalived', node.keepalived?.pid ?? 0, `(${instance.name}) Entering ${state} STATE`);
  if (state === 'MASTER') {
    instance.becameMaster += 1;
    addVips(world, node, instance);
    advertise(world, node, instance);
  } else if (was === 'MASTER') {
    instance.releasedMaster += 1;
    removeVips(node, instance);
  }
  return true;
}

/** Sends an advert of a master. */
export function advertise(world: World, node: NodeModel, instance: VrrpModel): void {
  const link = linkOf(node, instance.dev);
  const source = link?.addresses[0]?.address;
  if (link === undefined || source === undefined) return;
  const frame = vrrpFrame({
    from: link.mac,
    source,
    vrid: instance.vrid,
    priority: instance.priority,
    interval: Math.max(1, Math.round(instance.advertInterval)),
    password: instance.authPass,
    vips: instance.vips.map((each) => each.address),
  });
  send(world, node, link, frame);
}

function checkServers(world: World, node: NodeModel): void {
  for (const virtual of node.keepalived?.virtualServers ?? []) {
    for (const server of virtual.servers) {
      if (server.checks.length === 0) continue;
      const alive = server.checks.every((port) => accepts(world, node, server.address, port));
      if (!setServer(node, virtual, server, alive)) continue;
      const name = `[${server.address}]:tcp:${server.port}`;
      const place = `VS [${virtual.address}]:tcp:${virtual.port}`;
      const pid = node.keepalived?.pid ?? 0;
      const text = alive
        ? `Adding service ${name} to ${place}`
        : `TCP_CHECK on service ${name} failed.\nRemoving service ${name} from ${place}`;
      for (const line of text.split('\n')) log(node, 'keepalived', pid, line);
    }
  }
}
