import { parseAddress } from '../ipv4.js';
import { connectionListing, listing, type ListOptions, savedRules } from '../ipvs-format.js';
import { serverKey } from '../ipvs.js';
import { loadModule, schedulers } from '../modules.js';
import { type Method, noTotals, type NodeModel, type ServiceModel } from '../model.js';
import type { Call, CommandFunction } from '../shell/call.js';
import { type ParsedOptions, parseOptions } from './options.js';
import { linesOf } from './text.js';

const version = 'ipvsadm v1.31 2019/12/24 (compiled with popt and IPVS v1.2.1)\n';

const usage = `${version}Usage:
  ipvsadm -A|E -t|u|f service-address [-s scheduler] [-p [timeout]] [-M netmask] [-b flags]
  ipvsadm -D -t|u|f service-address
  ipvsadm -C
  ipvsadm -R
  ipvsadm -S [-n]
  ipvsadm -a|e -t|u|f service-address -r server-address [options]
  ipvsadm -d -t|u|f service-address -r server-address
  ipvsadm -L|l [options]
  ipvsadm -Z [-t|u|f service-address]
  ipvsadm --set tcp tcpfin udp
  ipvsadm -h
`;

const commands = {
  A: 'add-service',
  E: 'edit-service',
  D: 'delete-service',
  C: 'clear',
  R: 'restore',
  S: 'save',
  a: 'add-server',
  e: 'edit-server',
  d: 'delete-server',
  L: 'list',
  l: 'list',
  Z: 'zero',
  h: 'help',
} as const;

const longNames = [
  'tcp-service=',
  'udp-service=',
  'fwmark-service=',
  'scheduler=',
  'real-server=',
  'weight=',
  'u-threshold=',
  'l-threshold=',
  'persistent=',
];

/** ipvsadm(8) 1.31: exit codes 0, 2 for wrong usage, 255 with the kernel's words. Running it loads ip_vs. */
const ipvsadm: CommandFunction = (call) => {
  const { args } = call;
  if (args.includes('--set')) return set(call, args);
  if (args[0] === '-v' || args[0] === '--version') {
    call.out(version);
    return 0;
  }
  loadModule(call.node, 'ip_vs');
  const options = parseOptions(optionalPersistence(args), 't:u:f:s:r:w:p:x:y:b:M:', longNames);
  const letter = (Object.keys(commands) as (keyof typeof commands)[]).find(
    (each) => options.has(each) || (each !== 'l' && options.has(commands[each])),
  );
  switch (letter === undefined ? 'list' : commands[letter]) {
    case 'help':
      call.out(usage);
      return 0;
    case 'list':
      return list(call, options);
    case 'save':
      call.out(savedRules(call.node, options.has('n') || options.has('numeric')));
      return 0;
    case 'clear':
      call.node.ipvs.services = [];
      return 0;
    case 'restore':
      return restore(call);
    case 'zero':
      for (const service of call.node.ipvs.services)
        for (const each of [service, ...service.servers]) Object.assign(each, noTotals);
      return 0;
    case 'add-service':
    case 'edit-service':
      return setService(call, options, letter === 'E' || options.has('edit-service'));
    case 'delete-service':
      return deleteService(call, options);
    case 'delete-server':
      return deleteServer(call, options);
    default:
      return setServer(call, options, letter === 'e' || options.has('edit-server'));
  }
};

/** `-p` may stand without a value: it is 360 seconds then (ipvsadm.c 1.31, IP_VS_TEMPLATE_TIMEOUT). */
function optionalPersistence(args: readonly string[]): readonly string[] {
  return args.flatMap((word, at) =>
    word === '-p' && !/^\d+$/.test(args[at + 1] ?? '') ? ['-p', '360'] : [word],
  );
}

function set(call: Call, args: readonly string[]): number {
  const [tcp, tcpfin, udp] = args.slice(args.indexOf('--set') + 1).map(Number);
  if (tcp === undefined || tcpfin === undefined || udp === undefined || [tcp, tcpfin, udp].some(Number.isNaN))
    return wrong(call, 'set option requires 3 timeout values');
  loadModule(call.node, 'ip_vs');
  const { timeouts } = call.node.ipvs;
  // 0 keeps a value (ipvsadm(8), --set).
  Object.assign(timeouts, {
    tcp: tcp || timeouts.tcp,
    tcpfin: tcpfin || timeouts.tcpfin,
    udp: udp || timeouts.udp,
  });
  return 0;
}

function wrong(call: Call, why: string): number {
  call.err(`${why}\nTry \`ipvsadm -h' or 'ipvsadm --help' for more information.\n`);
  return 2;
}

function kernel(call: Call, why: string): number {
  call.err(`${why}\n`);
  return 255;
}

interface Name {
  readonly protocol: ServiceModel['protocol'];
  readonly address: string;
  readonly port: number;
}

function nameOf(options: ParsedOptions): Name | undefined {
  const mark = options.value('f') ?? options.value('fwmark-service');
  if (mark !== undefined)
    return /^\d+$/.test(mark) ? { protocol: 'fwmark', address: '', port: Number(mark) } : undefined;
  const tcp = options.value('t') ?? options.value('tcp-service');
  const end = endpoint(tcp ?? options.value('u') ?? options.value('udp-service') ?? '');
  return end === undefined ? undefined : { protocol: tcp === undefined ? 'udp' : 'tcp', ...end };
}

function endpoint(text: string): { address: string; port: number } | undefined {
  const [address = '', port = '0', ...rest] = text.split(':');
  const number = port === 'http' ? 80 : Number(port);
  if (rest.length > 0 || address.includes('/') || parseAddress(address) === undefined) return undefined;
  return Number.isInteger(number) && number >= 0 && number < 65_536 ? { address, port: number } : undefined;
}

function find(node: NodeModel, name: Name): ServiceModel | undefined {
  return node.ipvs.services.find(
    (each) => each.protocol === name.protocol && each.address === name.address && each.port === name.port,
  );
}

function setService(call: Call, options: ParsedOptions, edit: boolean): number {
  const { node } = call;
  const name = nameOf(options);
  if (name === undefined) return wrong(call, 'illegal virtual server address[:port] specified');
  const scheduler = options.value('s') ?? options.value('scheduler') ?? 'wlc';
  if (!schedulers.includes(scheduler)) return kernel(call, 'Scheduler or persistence engine not found');
  const seconds = options.value('p') ?? options.value('persistent');
  const flags = options.value('b')?.split(',') ?? [];
  const found = find(node, name);
  if (edit && found === undefined) return kernel(call, 'No such service');
  if (!edit && found !== undefined) return kernel(call, 'Service already exists');
  if (name.port === 0 && name.protocol !== 'fwmark' && seconds === undefined)
    return wrong(call, 'Zero port specified for non-persistent service');
  loadModule(node, `ip_vs_${scheduler}`);
  if (found === undefined) {
    const turn = { server: '', weight: 0 };
    const persistent = seconds === undefined ? {} : { persistent: Number(seconds) };
    node.ipvs.services.push({ ...name, scheduler, flags, ...persistent, servers: [], turn, ...noTotals });
    return 0;
  }
  if (found.scheduler !== scheduler) found.turn = { server: '', weight: 0 };
  Object.assign(found, { scheduler, flags });
  if (seconds === undefined) delete found.persistent;
  else found.persistent = Number(seconds);
  return 0;
}

function deleteService(call: Call, options: ParsedOptions): number {
  if (options.has('s') || options.has('scheduler'))
    return wrong(call, "Illegal 'scheduler' option with the 'delete-service' command");
  const name = nameOf(options);
  if (name === undefined) return wrong(call, 'illegal virtual server address[:port] specified');
  const found = find(call.node, name);
  if (found === undefined) return kernel(call, 'No such service');
  call.node.ipvs.services = call.node.ipvs.services.filter((each) => each !== found);
  return 0;
}

function setServer(call: Call, options: ParsedOptions, edit: boolean): number {
  const name = nameOf(options);
  const target = options.value('r') ?? options.value('real-server');
  if (name === undefined) return wrong(call, 'illegal virtual server address[:port] specified');
  if (target === undefined)
    return wrong(
      call,
      `You need to supply the 'real-server' option for the '${edit ? 'edit' : 'add'}-server' command`,
    );
  const end = endpoint(target);
  if (end === undefined) return wrong(call, 'illegal real server address[:port] specified');
  const service = find(call.node, name);
  if (service === undefined) return kernel(call, 'Service not defined');
  const method: Method =
    options.has('m') || options.has('masquerading')
      ? 'nat'
      : options.has('i') || options.has('ipip')
        ? 'tun'
        : 'dr';
  // DR and TUN cannot change the port: ipvsadm puts the service's back without a word.
  const port = method === 'nat' && end.port !== 0 ? end.port : service.port;
  const server = { address: end.address, port: service.protocol === 'fwmark' ? 0 : port };
  const weight = Number(options.value('w') ?? options.value('weight') ?? 1);
  if (!Number.isInteger(weight) || weight < 0 || weight > 65_535)
    return wrong(call, 'illegal weight specified');
  const limits = { upper: Number(options.value('x') ?? 0), lower: Number(options.value('y') ?? 0) };
  const found = service.servers.find((each) => serverKey(each) === serverKey(server));
  if (edit && found === undefined) return kernel(call, 'No such destination');
  if (!edit && found !== undefined) return kernel(call, 'Destination already exists');
  if (found === undefined) service.servers.unshift({ ...server, method, weight, ...limits, ...noTotals });
  else Object.assign(found, { method, weight, ...limits });
  service.turn.weight = 0;
  return 0;
}

function deleteServer(call: Call, options: ParsedOptions): number {
  const name = nameOf(options);
  const end = endpoint(options.value('r') ?? options.value('real-server') ?? '');
  if (name === undefined || end === undefined)
    return wrong(call, 'illegal real server address[:port] specified');
  const service = find(call.node, name);
  if (service === undefined) return kernel(call, 'Service not defined');
  const key = serverKey({ ...end, port: end.port === 0 ? service.port : end.port });
  const at = service.servers.findIndex((each) => serverKey(each) === key);
  if (at < 0) return kernel(call, 'No such destination');
  // The round robin goes on after the predecessor of the one that goes (ip_vs_rr.c, del_dest).
  if (service.turn.server === key) service.turn.server = serverKey(service.servers.at(at - 1) ?? end);
  service.servers.splice(at, 1);
  return 0;
}

function list(call: Call, options: ParsedOptions): number {
  const { node } = call;
  if (options.has('timeout')) {
    const { tcp, tcpfin, udp } = node.ipvs.timeouts;
    call.out(`Timeout (tcp tcpfin udp): ${tcp} ${tcpfin} ${udp}\n`);
    return 0;
  }
  if (options.has('daemon')) return 0;
  const numeric = options.has('n') || options.has('numeric');
  if (options.has('c') || options.has('connection')) {
    call.out(connectionListing(node, numeric));
    return 0;
  }
  const columns: ListOptions['columns'] = options.has('stats')
    ? 'stats'
    : options.has('rate')
      ? 'rate'
      : options.has('thresholds')
        ? 'thresholds'
        : options.has('persistent-conn')
          ? 'persistent'
          : 'counts';
  const name = nameOf(options);
  const chosen = name === undefined ? undefined : find(node, name);
  if (name !== undefined && chosen === undefined) return kernel(call, 'No such service');
  const only = chosen === undefined ? {} : { only: (each: ServiceModel) => each === chosen };
  call.out(listing(node, { numeric, columns, exact: options.has('exact'), ...only }));
  return 0;
}

async function restore(call: Call): Promise<number> {
  for (const line of linesOf(call.input.all())) {
    const status = await call.invoke(['ipvsadm', ...line.trim().split(/\s+/)]);
    if (status !== 0) return status;
  }
  return 0;
}

export const ipvsadmCommands: Readonly<Record<string, CommandFunction>> = {
  ipvsadm,
  'ipvsadm-save': (call) => call.invoke(['ipvsadm', '-S', ...call.args]),
  'ipvsadm-restore': (call) => call.invoke(['ipvsadm', '-R']),
};
