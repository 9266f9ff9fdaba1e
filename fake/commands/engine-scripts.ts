import { httpScript } from '../../engine/experiments/perl-http.js';
import { askArp } from '../arp.js';
import { exists } from '../files.js';
import { echoFrame } from '../frames.js';
import { fetchPages } from '../http.js';
import { linkOf } from '../model.js';
import { ping } from '../network.js';
import { type Call, type CommandFunction, wait } from '../shell/call.js';

/** Seconds that a request to somebody silent, or to nobody, takes. */
const silence = 4;
const noNeighbour = 3.05;

const errors: Readonly<Record<string, number>> = { refused: 111, unreachable: 113, timeout: 0 };

/**
 * perl, as far as the engine's experiments bring their scripts to it on standard input: what they would print, from the
 * simulated network. Any other program is refused, so that its experiment fails instead of telling something untrue.
 */
const perl: CommandFunction = (call) => {
  const script = call.args[0] === '-' ? call.input.all() : '';
  const args = call.args.slice(1);
  if (script === httpScript) return http(call, args);
  if (script.includes('print "ARPING $want from $own $dev\\n"')) return arp(call, args);
  if (script.includes('while (-e $flag && now() - $begin < $limit)')) return probe(call, args);
  call.err('perl: this program is not simulated\n');
  return 2;
};

/** Lines `N outcome status token milliseconds port errno`. */
function http(call: Call, args: readonly string[]): number {
  const [address = '', port = '80', , path = '/', token = '-', total = '1'] = args;
  const paths = token === '-' ? [path] : [token, path];
  for (let request = 0; request < Number(total); request += 1) {
    const answer = fetchPages(call.world, call.node, address, Number(port), paths);
    const page = answer.pages.at(-1);
    const secret = /tok-[a-z0-9-]+/.exec(answer.pages.map(({ body }) => body).join('\n'))?.[0] ?? '-';
    const seconds =
      answer.outcome === 'timeout' ? silence : answer.outcome === 'unreachable' ? noNeighbour : 0.002;
    const fields = [
      request,
      answer.outcome,
      page?.status ?? 0,
      secret,
      Math.round(seconds * 1000),
      answer.port,
    ];
    call.out(`${fields.join(' ')} ${errors[answer.outcome] ?? 0}\n`);
  }
  return 0;
}

function arp(call: Call, args: readonly string[]): number {
  const [dev = '', own = '', wanted = ''] = args;
  const link = linkOf(call.node, dev);
  if (link === undefined) {
    call.err(`no interface ${dev}\n`);
    return 255;
  }
  call.out(`ARPING ${wanted} from ${own} ${dev}\n`);
  let sent = 0;
  let received = 0;
  while (sent < (received > 0 || sent < 2 ? 2 : 4)) {
    sent += 1;
    for (const each of askArp(call.world, call.node, link, own, wanted)) {
      received += 1;
      call.out(`Unicast reply from ${wanted} [${each.link.mac.toUpperCase()}]  0.412ms\n`);
    }
  }
  call.out(`Sent ${sent} probes (${sent} broadcast(s))\nReceived ${received} response(s)\n`);
  return received > 0 ? 0 : 1;
}

/** A sample every 0.2 s of real time, `start end good`, while the flag file is there. */
async function probe(call: Call, args: readonly string[]): Promise<number> {
  const [flag = '', limit = '60', address = '', port = '80', , path = '-'] = args;
  const begin = Date.now();
  const seconds = (): number => (Date.now() - begin) / 1000;
  while (exists(call.node, flag) && seconds() < Number(limit)) {
    const start = seconds();
    const good =
      path === '-'
        ? ping(call.world, call.node, address, echoFrame) === 'ok'
        : (fetchPages(call.world, call.node, address, Number(port), [path]).pages[0]?.status ?? 500) < 500;
    const end = start + (good ? 0.002 : 0.5);
    call.out(`${start.toFixed(3)} ${end.toFixed(3)} ${good ? 1 : 0}\n`);
    await wait({ ...call.host, second: 1000 }, good ? 0.2 : 0.5);
  }
  return 0;
}

export const engineScripts: Readonly<Record<string, CommandFunction>> = { perl };
