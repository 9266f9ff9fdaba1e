import { execa } from 'execa';
import type { NodeState } from '../contract/machines.js';

/** Whom vagrant-libvirt asks unless it is told otherwise. */
const uri = 'qemu:///system';

/** virsh(1), for what Vagrant has no command for, or takes seconds of Ruby for. @throws Error with virsh's own words */
async function virsh(...args: string[]): Promise<string> {
  const { stdout, stderr, failed, shortMessage } = await execa('virsh', ['-q', '-c', uri, ...args], {
    reject: false,
    timeout: 60_000,
    stdin: 'ignore',
    env: { LC_ALL: 'C.UTF-8' },
  });
  if (failed) throw new Error(stderr.trim() || shortMessage);
  return stdout;
}

const states: Readonly<Record<string, NodeState>> = {
  running: 'running',
  idle: 'running',
  paused: 'paused',
  pmsuspended: 'paused',
  'in shutdown': 'running',
  'shut off': 'halted',
  crashed: 'crashed',
};

/** The rows of `virsh -q list --all`: id, name, state, with spaces between. Names have none. */
export function parseDomains(text: string): ReadonlyMap<string, NodeState> {
  const domains = new Map<string, NodeState>();
  for (const line of text.split('\n')) {
    const [, name, state] = /^\s*(?:-|\d+)\s+(\S+)\s+(\S.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined && state !== undefined) domains.set(name, states[state] ?? 'paused');
  }
  return domains;
}

/** The names of domains on this host, with their states. */
export async function domainStates(): Promise<ReadonlyMap<string, NodeState>> {
  return parseDomains(await virsh('list', '--all'));
}

/** Pulls the cable of a domain's NIC, or puts it in: the guest's driver sees the carrier go. */
export async function setLink(domain: string, mac: string, up: boolean): Promise<void> {
  await virsh('domif-setlink', domain, mac, up ? 'up' : 'down');
}

/** Holds a domain still, with all it has in memory, or lets it go on (virsh(1) suspend, resume). */
export async function hold(domain: string, still: boolean): Promise<void> {
  await virsh(still ? 'suspend' : 'resume', domain);
}

/** How long libvirt thinks over what QEMU can do, in milliseconds: it knows, unless it must ask QEMU each time. */
export async function capabilityTime(): Promise<number> {
  await virsh('domcapabilities', '--virttype', 'qemu');
  const started = performance.now();
  await virsh('domcapabilities', '--virttype', 'qemu');
  return performance.now() - started;
}

/** How vagrant-libvirt names the disk of a box in libvirt's pool (its action/handle_box_image.rb). */
const baseVolume = (box: string) => `${box.replaceAll('/', '-VAGRANTSLASH-')}_vagrant_box_image_`;

async function volumes(start: string): Promise<readonly string[]> {
  return (await virsh('vol-list', 'default').catch(() => ''))
    .split('\n')
    .map((line) => line.trim().split(/\s+/)[0] ?? '')
    .filter((name) => name.startsWith(start));
}

/** Removes a box's disk from the pool: Vagrant leaves it there. One that a machine still stands on stays. */
export async function removeBase(box: string): Promise<void> {
  const machines = await domainStates().catch(() => new Map<string, NodeState>());
  if ([...machines.keys()].some((name) => name.startsWith('lvslab-'))) return;
  for (const name of await volumes(baseVolume(box))) await virsh('vol-delete', '--pool', 'default', name);
}

/**
 * Removes a box's disk from the pool when it is not whole: an upload that was interrupted, or met a full disk, stays there,
 * and every later machine would be made of it.
 * @param size bytes of the whole
 */
export async function dropTornBase(box: string, size: number): Promise<void> {
  for (const name of await volumes(baseVolume(box))) {
    const xml = await virsh('vol-dumpxml', '--pool', 'default', name);
    const found = Number(/<physical unit='bytes'>(\d+)</.exec(xml)?.[1]);
    const changed = Number(/<mtime>(\d+)/.exec(xml)?.[1]);
    // One that grows is somebody else's upload.
    if (found < size && Date.now() / 1000 - changed > 10)
      await virsh('vol-delete', '--pool', 'default', name);
  }
}

export interface Leftovers {
  readonly domains: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

/** What libvirt has under a session's prefix. */
export async function leftovers(prefix: string): Promise<Leftovers> {
  const domains = [...(await domainStates()).keys()].filter((name) => name.startsWith(`${prefix}_`));
  const networks = (await virsh('net-list', '--all', '--name'))
    .split('\n')
    .map((line) => line.trim())
    .filter((name) => name.startsWith(`${prefix}-`));
  return { domains, networks, volumes: await volumes(`${prefix}_`) };
}

/** Removes what Vagrant has left, or cannot remove because its own state has gone. @returns how many domains there were */
export async function removeLeftovers(prefix: string): Promise<number> {
  const { domains, networks, volumes: disks } = await leftovers(prefix);
  for (const name of domains) {
    await virsh('destroy', name).catch(() => {}); // it may not run
    await virsh('undefine', name, '--managed-save', '--snapshots-metadata', '--nvram');
  }
  for (const name of disks) await virsh('vol-delete', name, '--pool', 'default');
  for (const name of networks) {
    await virsh('net-destroy', name).catch(() => {}); // it may not be active
    await virsh('net-undefine', name);
  }
  return domains.length;
}
