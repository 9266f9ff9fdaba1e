import { startKeepalived, stopKeepalived } from './keepalived/runtime.js';
import { log, newPid, type NodeModel, type UnitModel } from './model.js';
import type { World } from './world.js';

const aliases: Readonly<Record<string, string>> = { sshd: 'ssh', httpd: 'apache2' };

const descriptions: Readonly<Record<string, string>> = {
  nginx: 'A high performance web server and a reverse proxy server',
  apache2: 'The Apache HTTP Server',
  keepalived: 'Keepalive Daemon (LVS and VRRP)',
  ssh: 'OpenBSD Secure Shell server',
};

export function unitName(word: string): string {
  const name = word.replace(/\.service$/, '');
  return aliases[name] ?? name;
}

export function describe(name: string): string {
  return descriptions[name] ?? name;
}

/** @returns why it did not start; undefined: it runs */
export function startUnit(world: World, node: NodeModel, name: string): string | undefined {
  const unit = node.units[name];
  if (unit === undefined) return 'not-found';
  if (unit.active === 'active') return undefined;
  log(node, 'systemd', 1, `Starting ${name}.service - ${describe(name)}...`);
  const problem = run(world, node, name, unit);
  unit.since = Date.now();
  if (problem === undefined) {
    log(node, 'systemd', 1, `Started ${name}.service - ${describe(name)}.`);
    return undefined;
  }
  log(node, name, unit.pid, problem);
  if (problem === skipped) return undefined;
  unit.active = 'failed';
  log(node, 'systemd', 1, `${name}.service: Failed with result 'exit-code'.`);
  return problem;
}

/** Debian's keepalived.service has ConditionFileNotEmpty: without a file it is not started, and nothing has failed. */
const skipped = 'Condition check resulted in being skipped.';

function run(world: World, node: NodeModel, name: string, unit: UnitModel): string | undefined {
  const pid = newPid(node);
  if (name === 'keepalived') {
    const config = node.files['/etc/keepalived/keepalived.conf']?.content ?? '';
    if (config === '') return skipped;
    const problem = startKeepalived(node, config, pid);
    if (problem !== undefined) return problem;
  } else if (name === 'nginx' || name === 'apache2') {
    const wanted = name === 'nginx' ? nginxListeners(node) : [{ address: '::', port: 80 }];
    const taken = Object.entries(node.units).find(
      ([other, { active, listeners }]) =>
        other !== name &&
        active === 'active' &&
        listeners.some((each) => wanted.some((one) => one.port === each.port)),
    );
    if (taken !== undefined) return 'bind() to 0.0.0.0:80 failed (98: Address already in use)';
    unit.listeners = wanted.map((each) => {
      node.nextPid += 1;
      return { ...each, inode: 10_000 + node.nextPid };
    });
  }
  Object.assign(unit, { active: 'active', pid });
  world.settle();
  return undefined;
}

/** What the site's `listen` lines say at the start; nginx takes `[::]` for IPv6 alone (ipv6only=on). */
function nginxListeners(node: NodeModel): { address: string; port: number }[] {
  const texts = Object.entries(node.files)
    .filter(([path]) => /^\/etc\/nginx\/(sites-enabled|conf\.d)\//.test(path))
    .map(([, file]) => file.content);
  const found = texts.join('\n').matchAll(/^\s*listen\s+(?:(\[[^\]]+\]|[\d.]+\.\d+|\*):)?(\d+)[^;]*;/gm);
  const listeners = [...found].map(([, address = '0.0.0.0', port]) => ({
    address: address === '*' ? '0.0.0.0' : address.replace(/^\[|\]$/g, ''),
    port: Number(port),
  }));
  const keys = new Set<string>();
  return listeners.filter(({ address, port }) => {
    const key = `${address} ${port}`;
    return keys.has(key) ? false : keys.add(key) !== undefined;
  });
}

export function stopUnit(world: World, node: NodeModel, name: string): boolean {
  const unit = node.units[name];
  if (unit === undefined) return false;
  if (unit.active === 'active') {
    if (name === 'keepalived') stopKeepalived(world, node);
    log(node, 'systemd', 1, `Stopped ${name}.service - ${describe(name)}.`);
    unit.since = Date.now();
  }
  Object.assign(unit, { active: 'inactive', pid: 0, listeners: [] });
  world.settle();
  return true;
}

/** SIGKILL: nothing is taken back, systemd notes a failure. */
export function killUnit(world: World, node: NodeModel, name: string): void {
  const unit = node.units[name];
  if (unit === undefined) return;
  if (name === 'keepalived') delete node.keepalived;
  Object.assign(unit, { active: 'failed', pid: 0, listeners: [] });
  log(node, 'systemd', 1, `${name}.service: Main process exited, code=killed, status=9/KILL`);
  world.settle();
}
