import type { NodeSpec } from '../engine/machines/provider.js';
import { firstFiles } from './first-files.js';
import type { AddressModel, LinkModel, NodeModel } from './model.js';
import { defaultSysctls } from './sysctl.js';

/** Modules that a Debian guest has loaded before anybody did anything. */
const bootModules = ['virtio_net', 'net_failover', 'failover', 'overlay', 'squashfs', 'virtio_blk'];

/** A node as it is when its machine has just started. */
export function createNode(spec: NodeSpec, hosts: string, now: number): NodeModel {
  const lo: LinkModel = {
    dev: 'lo',
    index: 1,
    mac: '00:00:00:00:00:00',
    up: true,
    carrier: true,
    addresses: [{ address: '127.0.0.1', prefix: 8, label: 'lo', scope: 'host' }],
  };
  const nics = spec.interfaces.map((nic, at): LinkModel => {
    const { dev, mac, network, address, prefix } = nic;
    const addresses: AddressModel[] = [{ address, prefix, label: dev, scope: 'global' }];
    return { dev, index: at + 2, mac, network, up: true, carrier: true, addresses };
  });
  const links = [lo, ...nics];
  const gateway = spec.gateway;
  const towards = spec.interfaces[0]?.dev ?? 'eth0';
  const { files, folders } = firstFiles(spec.name, hosts, now);
  return {
    spec,
    links,
    routes: gateway === undefined ? [] : [{ to: 'default', via: gateway, dev: towards }],
    neighbours: [],
    sysctls: defaultSysctls(
      links.map((link) => link.dev),
      spec.role === 'router',
    ),
    modules: [...bootModules],
    packages: [],
    units: {
      ssh: { active: 'active', enabled: true, pid: 301, since: now, listeners: sshListeners },
      nginx: { active: 'inactive', enabled: false, pid: 0, since: now, listeners: [] },
    },
    files,
    folders,
    ipvs: { timeouts: { tcp: 900, tcpfin: 120, udp: 300 }, services: [], connections: [] },
    firewall: [],
    journal: [],
    counters: {},
    nextPid: 800,
    nextPort: 40_000,
  };
}

const sshListeners = [
  { address: '0.0.0.0', port: 22, inode: 9001 },
  { address: '::', port: 22, inode: 9002 },
];
