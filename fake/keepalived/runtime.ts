import { type Conf, type ConfInstance, readConf, type Statement } from '../../engine/keepalived/conf.js';
import { addAddress, removeAddress } from '../addresses.js';
import { announce } from '../arp.js';
import { removeFile, writeFile } from '../files.js';
import { parseAddress } from '../ipv4.js';
import { serverKey } from '../ipvs.js';
import { loadModule } from '../modules.js';
import {
  linkOf,
  log,
  type Method,
  noTotals,
  type NodeModel,
  type VirtualServerModel,
  type VrrpModel,
} from '../model.js';
import type { World } from '../world.js';

const pidFile = '/run/keepalived.pid';

/** Gratuitous ARPs when an instance becomes master (vrrp_garp_master_repeat). */
const announcements = 5;

const methods: Readonly<Record<string, Method>> = { DR: 'dr', NAT: 'nat', TUN: 'tun' };

/** Starts the daemon with a configuration. @returns why it ended at once; undefined: it runs */
export function startKeepalived(node: NodeModel, config: string, pid: number): string | undefined {
  const conf = readConf({ config }, '');
  for (const instance of conf.instances) {
    if (linkOf(node, instance.interface) === undefined)
      return `(${instance.name}) Non-existent interface specified in configuration`;
  }
  node.keepalived = {
    pid,
    since: Date.now(),
    instances: conf.instances.map((each) => instanceOf(each, conf)),
    virtualServers: virtualServersOf(conf),
  };
  writeFile(node, pidFile, `${pid}\n`);
  log(node, 'keepalived', pid, 'Starting VRRP child process');
  for (const { name } of node.keepalived.instances)
    log(node, 'keepalived', pid, `(${name}) Entering BACKUP STATE (init)`);
  addVirtualServers(node, conf);
  return undefined;
}

function instanceOf(instance: ConfInstance, conf: Conf): VrrpModel {
  const known = /^(PASS|AH)$/i.test(instance.authType ?? '');
  return {
    name: instance.name,
    vrid: instance.vrid ?? 0,
    priority: instance.priority,
    dev: instance.interface,
    advertInterval: instance.advertInterval,
    // keepalived goes on without authentication when it does not know the type.
    authType: known ? (instance.authType ?? '').toUpperCase() : '',
    authPass: known ? (instance.authPass ?? '').slice(0, 8) : '',
    nopreempt: instance.nopreempt && instance.state !== 'MASTER',
    vips: vipsOf(conf, instance),
    state: 'BACKUP',
    lastTransition: Date.now(),
    becameMaster: 0,
    releasedMaster: 0,
    errors: {},
  };
}

/** Addresses of virtual_ipaddress with their prefix (32 when there is none) and device. */
function vipsOf(conf: Conf, instance: ConfInstance): VrrpModel['vips'] {
  const block = conf.tree.statements.find(
    (each) => each.keyword === 'vrrp_instance' && each.args[0] === instance.name,
  )?.block;
  const list: readonly Statement[] = block?.find((each) => each.keyword === 'virtual_ipaddress')?.block ?? [];
  return list.flatMap(({ keyword, args }) => {
    const given = parseAddress(keyword);
    const at = args.indexOf('dev');
    return given === undefined
      ? []
      : [{ ...given, dev: (at < 0 ? undefined : args[at + 1]) ?? instance.interface }];
  });
}

function virtualServersOf(conf: Conf): VirtualServerModel[] {
  return conf.virtualServers
    .filter((each) => each.servers.length > 0)
    .map((each) => {
      const method = methods[each.method.toUpperCase()] ?? 'nat';
      return {
        address: each.address,
        port: each.port,
        servers: each.servers.map((server) => ({
          address: server.address,
          port: method === 'nat' ? server.port : each.port,
          weight: server.weight,
          method,
          checks: server.checks.map((check) => check.port ?? server.port),
        })),
      };
    });
}

/** An existing service stays as it is, with its scheduler and servers: keepalived only adds (domain: F-PREEXIST). */
function addVirtualServers(node: NodeModel, conf: Conf): void {
  for (const wanted of conf.virtualServers) {
    if (wanted.servers.length === 0) continue;
    loadModule(node, 'ip_vs');
    loadModule(node, `ip_vs_${wanted.scheduler}`);
    const same = node.ipvs.services.some((each) => serverKey(each) === serverKey(wanted));
    if (same) continue;
    node.ipvs.services.push({
      protocol: 'tcp',
      address: wanted.address,
      port: wanted.port,
      scheduler: wanted.scheduler,
      flags: [],
      ...(wanted.persistence === undefined ? {} : { persistent: wanted.persistence }),
      servers: [],
      turn: { server: '', weight: 0 },
      ...noTotals,
    });
  }
  for (const virtual of node.keepalived?.virtualServers ?? [])
    for (const server of virtual.servers) setServer(node, virtual, server, true);
}

/** Puts a server into its service, or takes it out. @returns whether anything changed */
export function setServer(
  node: NodeModel,
  virtual: VirtualServerModel,
  server: VirtualServerModel['servers'][number],
  wanted: boolean,
): boolean {
  const service = node.ipvs.services.find((each) => serverKey(each) === serverKey(virtual));
  if (service === undefined) return false;
  const there = service.servers.some((each) => serverKey(each) === serverKey(server));
  if (there === wanted) return false;
  const { address, port, weight, method } = server;
  if (wanted) service.servers.unshift({ address, port, weight, method, upper: 0, lower: 0, ...noTotals });
  else service.servers = service.servers.filter((each) => serverKey(each) !== serverKey(server));
  service.turn.weight = 0;
  return true;
}

/** A stop by SIGTERM: VIPs and its own virtual servers go, what others added stays. */
export function stopKeepalived(world: World, node: NodeModel): void {
  const { keepalived } = node;
  if (keepalived === undefined) return;
  for (const instance of keepalived.instances) {
    if (instance.state === 'MASTER') {
      log(node, 'keepalived', keepalived.pid, `(${instance.name}) sent 0 priority`);
      removeVips(node, instance);
    }
  }
  const own = new Set(keepalived.virtualServers.map(serverKey));
  node.ipvs.services = node.ipvs.services.filter((each) => !own.has(serverKey(each)));
  log(node, 'keepalived', keepalived.pid, 'Stopped');
  delete node.keepalived;
  removeFile(node, pidFile);
  world.settle();
}

/** SIGHUP: instances keep their state, everything else is read again. */
export function reloadKeepalived(world: World, node: NodeModel, config: string): void {
  const before = node.keepalived;
  if (before === undefined) return;
  const conf = readConf({ config }, '');
  const instances = conf.instances.map((each) => {
    const old = before.instances.find((one) => one.name === each.name);
    const fresh = instanceOf(each, conf);
    if (old === undefined) return fresh;
    const { state, lastTransition, becameMaster, releasedMaster } = old;
    return { ...fresh, state, lastTransition, becameMaster, releasedMaster };
  });
  for (const old of before.instances) {
    if (old.state === 'MASTER') removeVips(node, old);
  }
  const kept = new Set(conf.virtualServers.map(serverKey));
  node.ipvs.services = node.ipvs.services.filter(
    (each) =>
      kept.has(serverKey(each)) || !before.virtualServers.some((one) => serverKey(one) === serverKey(each)),
  );
  node.keepalived = { ...before, instances, virtualServers: virtualServersOf(conf) };
  addVirtualServers(node, conf);
  for (const instance of instances) if (instance.state === 'MASTER') addVips(world, node, instance);
  world.settle();
}

export function addVips(world: World, node: NodeModel, instance: VrrpModel): void {
  for (const { address, prefix, dev } of instance.vips) {
    const link = linkOf(node, dev);
    if (link === undefined) continue;
    addAddress(link, { address, prefix, label: dev, scope: 'global' });
    for (let time = 0; time < announcements; time += 1) announce(world, node, link, address);
  }
}

export function removeVips(node: NodeModel, instance: VrrpModel): void {
  for (const { address, prefix, dev } of instance.vips) {
    const link = linkOf(node, dev);
    if (link !== undefined) removeAddress(link, address, prefix);
  }
}
