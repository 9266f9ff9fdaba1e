import { makeFolder, readFile } from '../files.js';
import { loadModule, unloadModule, usersOf } from '../modules.js';
import type { NodeModel } from '../model.js';
import { conffiles, installable, installed } from '../packages.js';
import type { Call, CommandFunction } from '../shell/call.js';
import { startUnit, stopUnit } from '../units.js';
import { parseOptions } from './options.js';
import { linesOf } from './text.js';

function versionOf(node: NodeModel, name: string): string | undefined {
  return installed[name] ?? (node.packages.includes(name) ? installable[name] : undefined);
}

/** apt-get(8): install, remove, update. */
const apt: CommandFunction = (call) => {
  const { operands } = parseOptions(call.args, 'yqo:t:');
  const [verb = '', ...names] = operands;
  if (verb === 'update') {
    call.out('Reading package lists... Done\n');
    return 0;
  }
  if (verb === 'install') return install(call, names);
  if (verb === 'remove' || verb === 'purge') {
    for (const name of names) remove(call, name);
    return 0;
  }
  call.err(`E: Invalid operation ${verb}\n`);
  return 100;
};

function install(call: Call, names: readonly string[]): number {
  const { node } = call;
  call.out('Reading package lists... Done\nBuilding dependency tree... Done\n');
  const missing = names.find((name) => installed[name] === undefined && installable[name] === undefined);
  if (missing !== undefined) {
    call.err(`E: Unable to locate package ${missing}\n`);
    return 100;
  }
  const fresh = names.filter((name) => versionOf(node, name) === undefined);
  for (const name of names.filter((each) => !fresh.includes(each)))
    call.out(`${name} is already the newest version (${versionOf(node, name)}).\n`);
  if (fresh.length > 0) call.out(`The following NEW packages will be installed:\n  ${fresh.join(' ')}\n`);
  call.out(`0 upgraded, ${fresh.length} newly installed, 0 to remove and 0 not upgraded.\n`);
  for (const name of fresh) {
    node.packages.push(name);
    // dpkg(1) leaves a configuration file alone that is there already.
    for (const [path, content] of Object.entries(conffiles[name] ?? {}))
      node.files[path] ??= { content, changed: Date.now() };
    call.out(
      `Selecting previously unselected package ${name}.\nUnpacking ${name} (${installable[name]}) ...\n`,
    );
    call.out(`Setting up ${name} (${installable[name]}) ...\n`);
    if (name === 'keepalived') {
      makeFolder(node, '/etc/keepalived');
      node.units['keepalived'] = {
        active: 'inactive',
        enabled: true,
        pid: 0,
        since: Date.now(),
        listeners: [],
      };
    }
    if (name === 'apache2') {
      node.units['apache2'] = { active: 'inactive', enabled: true, pid: 0, since: Date.now(), listeners: [] };
      startUnit(call.world, node, 'apache2');
    }
  }
  return 0;
}

function remove(call: Call, name: string): void {
  const { node } = call;
  if (!node.packages.includes(name)) {
    call.out(`Package '${name}' is not installed, so not removed\n`);
    return;
  }
  stopUnit(call.world, node, name);
  node.packages = node.packages.filter((each) => each !== name);
  const { [name]: _, ...rest } = node.units;
  for (const unit of Object.keys(node.units))
    if (rest[unit] === undefined) Reflect.deleteProperty(node.units, unit);
  call.out(`Removing ${name} (${installable[name]}) ...\n`);
}

/** dpkg-query(1) -W with the format of the facts script, and dpkg -l. */
const dpkgQuery: CommandFunction = (call) => {
  const options = parseOptions(call.args, 'Wlsf:', ['showformat=']);
  let status = 0;
  for (const name of options.operands) {
    const version = versionOf(call.node, name);
    if (version === undefined) {
      call.err(`dpkg-query: no packages found matching ${name}\n`);
      status = 1;
    } else if (options.has('l')) call.out(`ii  ${name.padEnd(14)} ${version.padEnd(16)} amd64\n`);
    else if (options.has('s'))
      call.out(`Package: ${name}\nStatus: install ok installed\nVersion: ${version}\n`);
    else {
      const format = options.value('f') ?? '${binary:Package}\\t${Version}\\n';
      call.out(
        format
          .replaceAll('${binary:Package}', name)
          .replaceAll('${Package}', name)
          .replaceAll('${db:Status-Abbrev}', 'ii ')
          .replaceAll('${Version}', version)
          .replaceAll('\\t', '\t')
          .replaceAll('\\n', '\n'),
      );
    }
  }
  return status;
};

const modprobe: CommandFunction = (call) => {
  const options = parseOptions(call.args, 'rqaf');
  for (const name of options.operands) {
    if (!options.has('r')) {
      if (loadModule(call.node, name)) continue;
      call.err(`modprobe: FATAL: Module ${name} not found in directory /lib/modules/6.1.0-50-amd64\n`);
      return 1;
    }
    const problem = unloadModule(call.node, name);
    if (problem === undefined || problem === 'not-loaded') continue;
    call.err(`modprobe: FATAL: Module ${name} ${problem === 'missing' ? 'not found' : 'is in use'}.\n`);
    return 1;
  }
  return 0;
};

const lsmod: CommandFunction = (call) => {
  call.out('Module                  Size  Used by\n');
  for (const line of linesOf(readFile(call.node, '/proc/modules') ?? '')) {
    const [name = '', size = '', used = ''] = line.split(' ');
    call.out(
      `${name.padEnd(20)} ${size.padStart(8)}  ${used} ${usersOf(call.node, name).join(',')}\n`.replace(
        / +\n/,
        '\n',
      ),
    );
  }
  return 0;
};

export const packageCommands: Readonly<Record<string, CommandFunction>> = {
  'apt-get': apt,
  apt,
  'dpkg-query': dpkgQuery,
  dpkg: dpkgQuery,
  modprobe,
  lsmod,
};
