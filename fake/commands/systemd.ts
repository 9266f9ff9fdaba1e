import { log, type NodeModel } from '../model.js';
import { reloadKeepalived } from '../keepalived/runtime.js';
import type { Call, CommandFunction } from '../shell/call.js';
import { describe, startUnit, stopUnit, unitName } from '../units.js';
import { parseOptions } from './options.js';

/** systemctl(1) for the units that labs have. */
const systemctl: CommandFunction = (call) => {
  const options = parseOptions(call.args, 'p:qn:t:l', ['property=', 'lines=', 'type=']);
  const [verb = 'list-units', ...names] = options.operands;
  const { node } = call;
  switch (verb) {
    case 'show':
      call.out(names.map((name) => shown(node, name)).join('\n'));
      return 0;
    case 'status':
      return Math.max(0, ...names.map((name) => status(call, name)));
    case 'is-active':
    case 'is-enabled':
    case 'is-failed':
      return ask(call, verb, names, options.has('q') || options.has('quiet'));
    case 'daemon-reload':
    case 'reset-failed':
      return 0;
    case 'poweroff':
    case 'halt':
    case 'reboot':
      return call.invoke([verb]);
    case 'list-units':
      for (const [name, unit] of Object.entries(node.units))
        call.out(
          `  ${`${name}.service`.padEnd(22)} loaded ${unit.active} ${sub(unit.active)} ${describe(name)}\n`,
        );
      return 0;
    default:
      return act(call, verb, names, options.has('now'));
  }
};

function act(call: Call, verb: string, names: readonly string[], now: boolean): number {
  for (const word of names) {
    const name = unitName(word);
    const unit = call.node.units[name];
    if (unit === undefined) {
      const text = /^(enable|disable|mask)$/.test(verb)
        ? `Failed to ${verb} unit: Unit file ${name}.service does not exist.\n`
        : `Failed to ${verb} ${name}.service: Unit ${name}.service not found.\n`;
      call.err(text);
      return verb === 'start' || verb === 'stop' || verb === 'restart' ? 5 : 1;
    }
    if (verb === 'enable' || verb === 'disable') unit.enabled = verb === 'enable';
    if (/^(stop|restart|try-restart)$/.test(verb) || (verb === 'disable' && now))
      stopUnit(call.world, call.node, name);
    if (/^(start|restart)$/.test(verb) || (verb === 'enable' && now)) {
      const problem = startUnit(call.world, call.node, name);
      if (problem === undefined) continue;
      call.err(
        `Job for ${name}.service failed because the control process exited with error code.\nSee "systemctl status ${name}.service" and "journalctl -xeu ${name}.service" for details.\n`,
      );
      return 1;
    }
    if (/^(reload|reload-or-restart)$/.test(verb)) {
      if (unit.active !== 'active') {
        call.err(`${name}.service is not active, cannot reload.\n`);
        return 1;
      }
      reload(call, name);
    }
  }
  return 0;
}

function reload(call: Call, name: string): void {
  if (name === 'keepalived') {
    reloadKeepalived(
      call.world,
      call.node,
      call.node.files['/etc/keepalived/keepalived.conf']?.content ?? '',
    );
    return;
  }
  stopUnit(call.world, call.node, name);
  startUnit(call.world, call.node, name);
}

function sub(active: string): string {
  return active === 'active' ? 'running' : active === 'failed' ? 'failed' : 'dead';
}

function shown(node: NodeModel, word: string): string {
  const name = unitName(word);
  const unit = node.units[name];
  const active = unit?.active ?? 'inactive';
  const enabled = unit === undefined ? '' : unit.enabled ? 'enabled' : 'disabled';
  return [
    `Id=${name}.service`,
    `LoadState=${unit === undefined ? 'not-found' : 'loaded'}`,
    `ActiveState=${active}`,
    `SubState=${sub(active)}`,
    `UnitFileState=${enabled}`,
    '',
  ].join('\n');
}

function status(call: Call, word: string): number {
  const name = unitName(word);
  const unit = call.node.units[name];
  if (unit === undefined) {
    call.err(`Unit ${name}.service could not be found.\n`);
    return 4;
  }
  const running = unit.active === 'active';
  const mark = running ? '●' : unit.active === 'failed' ? '×' : '○';
  const when = new Date(unit.since).toISOString().replace('T', ' ').slice(0, 19);
  call.out(`${mark} ${name}.service - ${describe(name)}\n`);
  call.out(
    `     Loaded: loaded (/lib/systemd/system/${name}.service; ${unit.enabled ? 'enabled' : 'disabled'}; preset: enabled)\n`,
  );
  call.out(`     Active: ${unit.active} (${sub(unit.active)}) since ${when} UTC\n`);
  if (running) call.out(`   Main PID: ${unit.pid} (${name})\n`);
  const lines = call.node.journal.filter(
    (line) => line.unit === name || line.text.startsWith(`${name}.service`),
  );
  if (lines.length > 0)
    call.out(
      `\n${lines
        .slice(-10)
        .map((line) => `${journalLine(call.node, line)}\n`)
        .join('')}`,
    );
  return running ? 0 : 3;
}

function ask(call: Call, verb: string, names: readonly string[], quiet: boolean): number {
  let good = 0;
  for (const word of names) {
    const unit = call.node.units[unitName(word)];
    const answer =
      verb === 'is-enabled'
        ? unit === undefined
          ? 'not-found'
          : unit.enabled
            ? 'enabled'
            : 'disabled'
        : (unit?.active ?? 'inactive');
    if (answer === (verb === 'is-enabled' ? 'enabled' : verb.slice(3))) good += 1;
    if (!quiet) call.out(`${answer}\n`);
  }
  return good === names.length ? 0 : verb === 'is-active' ? 3 : 1;
}

/** service(8) and the scripts in /etc/init.d, which hand over to systemd. */
const service: CommandFunction = (call) => {
  const [name = '', verb = ''] = call.name.startsWith('/etc/init.d/')
    ? [call.name.split('/').at(-1), call.args[0]]
    : call.args;
  if (!/^(start|stop|restart|reload|status|force-reload|try-restart)$/.test(verb)) {
    call.err(`Usage: ${call.name} {start|stop|restart|reload|status}\n`);
    return 1;
  }
  if (call.node.units[unitName(name)] === undefined) {
    call.err(`${name}: unrecognized service\n`);
    return 1;
  }
  if (call.name.startsWith('/etc/init.d/'))
    call.out(
      `${verb === 'start' ? 'Starting' : verb === 'stop' ? 'Stopping' : 'Doing'} ${name} (via systemctl): ${name}.service.\n`,
    );
  return call.invoke(['systemctl', verb === 'force-reload' ? 'reload' : verb, name]);
};

function journalLine(node: NodeModel, line: NodeModel['journal'][number]): string {
  const at = new Date(line.at);
  const month = at.toLocaleString('en', { month: 'short', timeZone: 'UTC' });
  const who = line.unit === 'keepalived' ? 'Keepalived_vrrp' : line.unit;
  return `${month} ${String(at.getUTCDate()).padStart(2, '0')} ${at.toISOString().slice(11, 19)} ${node.spec.name} ${who}[${line.pid}]: ${line.text}`;
}

/** journalctl(1): `-u UNIT`, `-n LINES`; it does not follow. */
const journalctl: CommandFunction = (call) => {
  const options = parseOptions(call.args, 'u:n:fxekb', ['unit=', 'lines=']);
  const unit = options.value('u') ?? options.value('unit');
  const wanted = unit === undefined ? undefined : unitName(unit);
  const lines = call.node.journal.filter(
    (line) => wanted === undefined || line.unit === wanted || line.text.includes(`${wanted}.service`),
  );
  const count = Number(options.value('n') ?? options.value('lines') ?? lines.length);
  const shownLines = count === 0 ? [] : lines.slice(-count);
  call.out(
    shownLines.length === 0
      ? '-- No entries --\n'
      : shownLines.map((line) => `${journalLine(call.node, line)}\n`).join(''),
  );
  return 0;
};

const logger: CommandFunction = (call) => {
  log(call.node, 'root', call.node.nextPid, call.args.join(' '));
  return 0;
};

export const systemdCommands: Readonly<Record<string, CommandFunction>> = {
  systemctl,
  service,
  journalctl,
  logger,
};
