import { isAddress, isLocal, routeTo } from '../addresses.js';
import { announce, askArp } from '../arp.js';
import { echoFrame } from '../frames.js';
import { fetchPages, type Page } from '../http.js';
import { linkOf, type NodeModel } from '../model.js';
import { listenersOf, ping as pingOnce } from '../network.js';
import { type Call, type CommandFunction, wait } from '../shell/call.js';
import { absolute, writeFile } from '../files.js';
import { parseOptions } from './options.js';
import { linesOf } from './text.js';

/** The address of a name by /etc/hosts, the only source here; an address is itself. */
function lookUp(node: NodeModel, name: string): string | undefined {
  if (isAddress(name)) return name;
  for (const line of linesOf(node.files['/etc/hosts']?.content ?? '')) {
    const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    if (names.includes(name) && isAddress(address)) return address;
  }
  return undefined;
}

const reasons: Readonly<Record<string, readonly [number, string]>> = {
  refused: [7, 'Connection refused'],
  unreachable: [7, 'No route to host'],
};

/** curl(1) for http: -s -S -f -i -I -o -w -m -H -v, several URLs. */
const curl: CommandFunction = async (call) => {
  const options = parseOptions(call.args, 'sSfiIo:w:m:H:A:X:kLv4', [
    'max-time=',
    'connect-timeout=',
    'output=',
    'write-out=',
    'header=',
    'retry=',
  ]);
  if (options.operands.length === 0) {
    call.err("curl: try 'curl --help' for more information\n");
    return 2;
  }
  let status = 0;
  for (const url of options.operands) status = await fetchUrl(call, url, options);
  return status;
};

async function fetchUrl(call: Call, url: string, options: ReturnType<typeof parseOptions>): Promise<number> {
  const said = !options.has('s') || options.has('S');
  const fail = (code: number, text: string): number => {
    if (said) call.err(`curl: (${code}) ${text}\n`);
    writeOut(call, options, 0);
    return code;
  };
  const match = /^(?:(\w+):\/\/)?([\w.-]+)(?::(\d+))?(\/[^#]*)?$/.exec(url);
  const [, scheme = 'http', host = '', port, path = '/'] = match ?? [];
  if (match === null || scheme !== 'http')
    return fail(1, `Protocol "${scheme}" not supported or disabled in libcurl`);
  const address = lookUp(call.node, host);
  if (address === undefined) return fail(6, `Could not resolve host: ${host}`);
  const number = Number(port ?? 80);
  const answer = fetchPages(call.world, call.node, address, number, [path]);
  const limit = Number(
    options.value('m') ?? options.value('max-time') ?? options.value('connect-timeout') ?? 130,
  );
  if (answer.outcome === 'timeout') {
    await wait(call.host, Math.min(limit, 5));
    return fail(28, `Connection timed out after ${limit * 1000 + 1} milliseconds`);
  }
  const [page] = answer.pages;
  if (page === undefined) {
    const [code, why] = reasons[answer.outcome] ?? [7, 'Failed'];
    return fail(code, `Failed to connect to ${host} port ${number} after 1 ms: ${why}`);
  }
  if (options.has('f') && page.status >= 400)
    return fail(22, `The requested URL returned error: ${page.status}`);
  const head = options.has('i') || options.has('I') ? headOf(page) : '';
  const text = head + (options.has('I') ? '' : page.body);
  const file = options.value('o') ?? options.value('output');
  if (file === undefined) call.out(text);
  else if (file !== '/dev/null') writeFile(call.node, absolute(call.folder, file), text);
  writeOut(call, options, page.status);
  return 0;
}

function headOf(page: Page): string {
  const reason = page.status === 200 ? 'OK' : page.status === 404 ? 'Not Found' : 'Forbidden';
  return `HTTP/1.1 ${page.status} ${reason}\r\nServer: nginx/1.22.1\r\nContent-Type: ${page.type}\r\nContent-Length: ${page.body.length}\r\nConnection: keep-alive\r\n\r\n`;
}

function writeOut(call: Call, options: ReturnType<typeof parseOptions>, status: number): void {
  const format = options.value('w') ?? options.value('write-out');
  if (format === undefined) return;
  call.out(format.replaceAll('%{http_code}', String(status).padStart(3, '0')).replaceAll('\\n', '\n'));
}

/** ping(8) of iputils; `-c`, `-i`, `-W`. Without -c it goes on until Ctrl-C, at most a thousand times. */
const ping: CommandFunction = async (call) => {
  const options = parseOptions(call.args, 'c:i:W:w:nI:q4');
  const [name = ''] = options.operands;
  const address = lookUp(call.node, name);
  if (address === undefined) {
    call.err(`ping: ${name}: Name or service not known\n`);
    return 2;
  }
  const own = routeTo(call.node, address)?.source;
  if (own === undefined && !isLocal(call.node, address)) {
    call.err('ping: connect: Network is unreachable\n');
    return 2;
  }
  const count = Number(options.value('c') ?? options.value('w') ?? (call.host.interactive ? 1000 : 4));
  const interval = Number(options.value('i') ?? 1);
  call.out(`PING ${name} (${address}) 56(84) bytes of data.\n`);
  let good = 0;
  let sent = 0;
  try {
    for (; sent < count; ) {
      if (sent > 0) await wait(call.host, interval);
      sent += 1;
      const outcome = pingOnce(call.world, call.node, address, echoFrame);
      if (outcome === 'ok') {
        good += 1;
        call.out(`64 bytes from ${address}: icmp_seq=${sent} ttl=64 time=0.4${sent % 10} ms\n`);
      } else if (outcome === 'unreachable') {
        call.out(`From ${own ?? address} icmp_seq=${sent} Destination Host Unreachable\n`);
      }
    }
  } finally {
    const loss = sent === 0 ? 0 : Math.round(((sent - good) / sent) * 100);
    call.out(
      `\n--- ${name} ping statistics ---\n${sent} packets transmitted, ${good} received, ${loss}% packet loss, time ${Math.max(0, sent - 1) * 1000}ms\n`,
    );
  }
  return good > 0 ? 0 : 1;
};

/** arping(8) of iputils: -c -I -s -w -b -D -f, and -U and -A, which announce. */
const arping: CommandFunction = async (call) => {
  const options = parseOptions(call.args, 'c:I:s:w:bDfqUAi:');
  const [target = ''] = options.operands;
  const dev = options.value('I') ?? call.node.links[1]?.dev ?? 'eth0';
  const link = linkOf(call.node, dev);
  if (link === undefined) {
    call.err(`arping: Interface "${dev}" is not available\n`);
    return 2;
  }
  const gratuitous = options.has('U') || options.has('A');
  const own = options.value('s') ?? (gratuitous ? target : (link.addresses[0]?.address ?? '0.0.0.0'));
  const mine = call.node.links.some((each) => each.addresses.some((address) => address.address === own));
  if (!mine && !options.has('D')) {
    call.err('arping: bind: Cannot assign requested address\n');
    return 2;
  }
  const count = Number(options.value('c') ?? options.value('w') ?? 3);
  call.out(`ARPING ${target} from ${options.has('D') ? '0.0.0.0' : own} ${dev}\n`);
  let received = 0;
  let sent = 0;
  for (; sent < count; ) {
    if (sent > 0) await wait(call.host, 1);
    sent += 1;
    if (gratuitous) {
      announce(call.world, call.node, link, target);
      continue;
    }
    const answers = askArp(call.world, call.node, link, options.has('D') ? '0.0.0.0' : own, target);
    for (const each of answers) {
      received += 1;
      call.out(`Unicast reply from ${target} [${each.link.mac.toUpperCase()}]  0.6${sent}ms\n`);
    }
    if (received > 0 && (options.has('f') || options.has('D'))) break;
  }
  call.out(`Sent ${sent} probes (${sent} broadcast(s))\nReceived ${received} response(s)\n`);
  if (options.has('D')) return received > 0 ? 1 : 0;
  return received > 0 || gratuitous ? 0 : 1;
};

/** ss(8): listening TCP sockets. */
const ss: CommandFunction = (call) => {
  const options = parseOptions(call.args, 'ltnpHau4');
  if (!options.has('H')) call.out('State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n');
  const port = /:(\d+)/.exec(options.operands.join(' '))?.[1];
  for (const each of listenersOf(call.node)) {
    if (port !== undefined && each.port !== Number(port)) continue;
    const local = `${each.address === '::' ? '[::]' : each.address}:${each.port}`;
    const peer = each.address === '::' ? '[::]:*' : '0.0.0.0:*';
    const process = options.has('p')
      ? `users:(("${each.unit}",pid=${call.node.units[each.unit]?.pid ?? 0},fd=6))`
      : '';
    call.out(`LISTEN 0      511    ${local.padStart(18)} ${peer.padStart(17)} ${process}\n`);
  }
  return 0;
};

/** getent(1): hosts and ahostsv4 from /etc/hosts. */
const getent: CommandFunction = (call) => {
  const [database = '', name = ''] = call.args;
  if (!/^a?hosts(v4)?$/.test(database)) return 1;
  const address = lookUp(call.node, name);
  if (address === undefined) return 2;
  if (database === 'hosts') call.out(`${address.padEnd(15)} ${name}\n`);
  else
    for (const kind of ['STREAM', 'DGRAM', 'RAW'])
      call.out(`${address.padEnd(15)} ${kind.padEnd(6)} ${kind === 'STREAM' ? name : ''}\n`);
  return 0;
};

/** Frames are seen in the app's own capture; the simulated node has no packet socket. */
const tcpdump: CommandFunction = (call) => {
  call.err('tcpdump: the simulation has no packet sockets\n');
  return 1;
};

export const networkCommands: Readonly<Record<string, CommandFunction>> = {
  curl,
  ping,
  arping,
  ss,
  netstat: ss,
  getent,
  tcpdump,
};
