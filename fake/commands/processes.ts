import { absolute, readFile, writeFile } from '../files.js';
import { configTest } from '../keepalived/config-test.js';
import { keepalivedJson } from '../keepalived/dump.js';
import { reloadKeepalived } from '../keepalived/runtime.js';
import type { NodeModel } from '../model.js';
import { uptime as milliseconds } from '../proc.js';
import { type Call, type CommandFunction, wait } from '../shell/call.js';
import { killUnit, stopUnit } from '../units.js';
import { parseOptions } from './options.js';

const configPath = '/etc/keepalived/keepalived.conf';

/** The number of keepalived's JSON signal, SIGRTMIN+2. */
const jsonSignal = '36';

const names: Readonly<Record<string, string>> = {
  KILL: '9',
  TERM: '15',
  HUP: '1',
  SIGKILL: '9',
  SIGTERM: '15',
  SIGHUP: '1',
};

/** kill(1) for processes of units. */
const kill: CommandFunction = (call) => {
  const words = [...call.args];
  let signal = '15';
  if (words[0] === '-s') {
    signal = words[1] ?? signal;
    words.splice(0, 2);
  } else if (words[0]?.startsWith('-') === true) signal = (words.shift() ?? '').slice(1);
  signal = names[signal] ?? signal;
  let status = 0;
  for (const word of words) {
    const unit = unitOfPid(call.node, Number(word));
    if (unit === undefined) {
      call.err(`bash: kill: (${word}) - No such process\n`);
      status = 1;
    } else deliver(call, unit, signal);
  }
  return status;
};

function unitOfPid(node: NodeModel, pid: number): string | undefined {
  return Object.entries(node.units).find(([, unit]) => unit.active === 'active' && unit.pid === pid)?.[0];
}

function deliver(call: Call, unit: string, signal: string): void {
  const keepalived = unit === 'keepalived';
  if (signal === '9') killUnit(call.world, call.node, unit);
  else if (signal === '15') stopUnit(call.world, call.node, unit);
  else if (signal === '1' && keepalived)
    reloadKeepalived(call.world, call.node, readFile(call.node, configPath) ?? '');
  else if (signal === jsonSignal && keepalived)
    writeFile(call.node, '/tmp/keepalived.json', keepalivedJson(call.node));
}

function processes(node: NodeModel): readonly { pid: number; name: string; command: string }[] {
  const own = Object.entries(node.units).flatMap(([name, unit]) =>
    unit.active === 'active'
      ? [
          {
            pid: unit.pid,
            name: name === 'ssh' ? 'sshd' : name,
            command: `/usr/sbin/${name === 'ssh' ? 'sshd -D' : name}`,
          },
        ]
      : [],
  );
  return [{ pid: 1, name: 'systemd', command: '/sbin/init' }, ...own];
}

const pidof: CommandFunction = (call) => {
  const found = processes(call.node).filter((each) => call.args.includes(each.name));
  if (found.length > 0) call.out(`${found.map((each) => each.pid).join(' ')}\n`);
  return found.length > 0 ? 0 : 1;
};

const pgrep: CommandFunction = (call) => {
  const { operands } = parseOptions(call.args, 'flxa');
  const found = processes(call.node).filter((each) => each.name.includes(operands[0] ?? ''));
  for (const each of found) call.out(`${each.pid}\n`);
  return found.length > 0 ? 0 : 1;
};

const killall: CommandFunction = async (call) => {
  const signal = call.args.find((word) => word.startsWith('-'));
  const found = processes(call.node).filter((each) => call.args.includes(each.name));
  for (const each of found)
    await call.invoke(['kill', ...(signal === undefined ? [] : [signal]), String(each.pid)]);
  return found.length > 0 ? 0 : 1;
};

const ps: CommandFunction = (call) => {
  call.out('    PID TTY          TIME CMD\n');
  for (const each of processes(call.node))
    call.out(`${String(each.pid).padStart(7)} ?        00:00:00 ${each.command}\n`);
  return 0;
};

/** keepalived(8): `-t`, `-v`, `--signum`; anything else needs the service. */
const keepalived: CommandFunction = (call) => {
  const [first = ''] = call.args;
  if (/^(-v|--version)$/.test(first)) {
    call.err('Keepalived v2.2.7 (01/16,2022)\n');
    return 0;
  }
  if (first.startsWith('--signum')) {
    call.out(`${/JSON/.test(call.args.join(' ')) ? jsonSignal : '10'}\n`);
    return 0;
  }
  if (/^(-t|--config-test)/.test(first)) {
    const { exit, output } = configTest(call.node, readFile(call.node, configPath) ?? '');
    call.err(output);
    return exit;
  }
  return call.invoke(['systemctl', 'start', 'keepalived']);
};

const sleep: CommandFunction = async (call) => {
  const match = /^([\d.]+)([smh]?)$/.exec(call.args[0] ?? '');
  if (match === null) {
    call.err(`sleep: invalid time interval '${call.args[0] ?? ''}'\n`);
    return 1;
  }
  const factor = match[2] === 'm' ? 60 : match[2] === 'h' ? 3600 : 1;
  await wait(call.host, Number(match[1]) * factor);
  return 0;
};

const timeout: CommandFunction = (call) =>
  call.invoke(call.args.slice(call.args.findIndex((word) => /^[\d.]+s?$/.test(word)) + 1));

/** sh and bash: `-c TEXT`, a file, or standard input; `-e` and `-o pipefail`. */
const sh: CommandFunction = (call) => {
  const words = [...call.args];
  let errexit = false;
  let pipefail = false;
  while (words[0]?.startsWith('-')) {
    const option = words.shift() ?? '';
    if (option === '-o') pipefail = words.shift() === 'pipefail' || pipefail;
    else if (option === '-c') return call.run(words[0] ?? '', words.slice(2), { errexit, pipefail });
    else if (/^-\w*e/.test(option)) errexit = true;
    if (/^-\w+c$/.test(option)) return call.run(words[0] ?? '', words.slice(2), { errexit, pipefail });
  }
  const [file, ...args] = words;
  if (file === undefined) return call.run(call.input.all(), [], { errexit, pipefail });
  const text = readFile(call.node, absolute(call.folder, file));
  if (text !== undefined) return call.run(text, args, { errexit, pipefail });
  call.err(`bash: ${file}: No such file or directory\n`);
  return 127;
};

/** watch(1): every two seconds, until Ctrl-C. */
const watch: CommandFunction = async (call) => {
  const options = parseOptions(call.args[0] === '-n' ? call.args.slice(0, 2) : [], 'n:');
  const words =
    call.args[0] === '-n' ? call.args.slice(2) : call.args.filter((word) => !/^-[dt]$/.test(word));
  for (let time = 0; time < (call.host.interactive ? 100_000 : 1); time += 1) {
    if (time > 0) await wait(call.host, Number(options.value('n') ?? 2));
    call.out(`\x1b[H\x1b[2JEvery ${options.value('n') ?? 2}.0s: ${words.join(' ')}\n\n`);
    await call.run(words.join(' '));
  }
  return 0;
};

const uname: CommandFunction = (call) => {
  const options = parseOptions(call.args, 'asrmnv');
  const all = options.has('a');
  const parts = [
    all || options.has('s') || call.args.length === 0 ? 'Linux' : '',
    all || options.has('n') ? call.node.spec.name : '',
    all || options.has('r') ? '6.1.0-50-amd64' : '',
    all || options.has('v') ? '#1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1' : '',
    all || options.has('m') ? 'x86_64' : '',
    all ? 'GNU/Linux' : '',
  ];
  call.out(`${parts.filter((part) => part !== '').join(' ')}\n`);
  return 0;
};

const hostname: CommandFunction = (call) => {
  const all = call.node.links.slice(1).flatMap((link) => link.addresses.map((own) => own.address));
  call.out(call.args.includes('-I') ? `${all.join(' ')} \n` : `${call.node.spec.name}\n`);
  return 0;
};

const date: CommandFunction = (call) => {
  const now = new Date();
  if (call.args.includes('+%s')) call.out(`${Math.floor(now.getTime() / 1000)}\n`);
  else call.out(`${now.toUTCString().replace('GMT', 'UTC')}\n`);
  return 0;
};

const uptime: CommandFunction = (call) => {
  call.out(
    ` up ${Math.floor(milliseconds(call.node) / 60_000)} min,  1 user,  load average: 0.00, 0.00, 0.00\n`,
  );
  return 0;
};

function says(text: string): CommandFunction {
  return (call) => {
    call.out(text);
    return 0;
  };
}

/** `command &` and job control have no meaning here: setsid runs its command, at once. */
const direct: CommandFunction = (call) => call.invoke(call.args.filter((word) => !word.startsWith('-')));

const xargs: CommandFunction = (call) =>
  call.invoke([
    ...call.args,
    ...call.input
      .all()
      .split(/\s+/)
      .filter((word) => word !== ''),
  ]);

const poweroff: CommandFunction = (call) => {
  call.world.end(call.node.spec.name, 'halted', 'guest-shutdown');
  return 0;
};

/** What only the simulation has: a machine or its connections fail at a word. */
const fake: CommandFunction = (call) => {
  const name = call.node.spec.name;
  switch (call.args[0]) {
    case 'crash':
      call.world.end(name, 'crashed', 'the simulated machine was killed');
      return 0;
    case 'panic':
      call.world.end(name, 'crashed', 'Kernel panic - not syncing: simulated');
      return 0;
    case 'drop-ssh':
      call.world.end(name, 'drop', 'the connection was cut');
      return 0;
    default:
      call.err('usage: fake crash|panic|drop-ssh\n');
      return 2;
  }
};

/** `stty size`, and nothing else of it. */
const stty: CommandFunction = ({ args, host, err, out }) => {
  if (host.size === undefined) {
    err("stty: 'standard input': Inappropriate ioctl for device\n");
    return 1;
  }
  if (args[0] === 'size') out(`${host.size.rows} ${host.size.cols}\n`);
  return 0;
};

const kilobyte = 1024;
const filler = '0123456789abcdef'.repeat(kilobyte / 16);

/** A line of `flood` by its number: a kilobyte with its end. */
export function floodLine(number: number): string {
  return `${`${number} `.padStart(9, '0')}${filler}`.slice(0, kilobyte - 1);
}

/** `flood N`: N megabytes in numbered lines, as fast as whoever reads takes them. */
const flood: CommandFunction = async (call) => {
  const lines = Number(call.args[0] ?? 1) * 1024;
  for (let first = 1; first <= lines; first += 64) {
    const count = Math.min(64, lines - first + 1);
    call.out(Array.from({ length: count }, (_, at) => `${floodLine(first + at)}\n`).join(''));
    await call.host.drained();
  }
  return 0;
};

export const processCommands: Readonly<Record<string, CommandFunction>> = {
  kill,
  killall,
  pidof,
  pgrep,
  ps,
  sleep,
  timeout,
  sh,
  bash: sh,
  watch,
  uname,
  hostname,
  date,
  uptime,
  whoami: says('root\n'),
  id: says('uid=0(root) gid=0(root) groups=0(root)\n'),
  clear: says('\x1b[H\x1b[2J\x1b[3J'),
  true: () => 0,
  false: () => 1,
  nproc: says('1\n'),
  xargs,
  setsid: direct,
  nohup: direct,
  sudo: direct,
  poweroff,
  halt: poweroff,
  shutdown: poweroff,
  fake,
  flood,
  stty,
};

export const keepalivedCommands: Readonly<Record<string, CommandFunction>> = { keepalived };
