import { tcpFlags, tcpFrame } from './frames.js';
import type { NodeModel } from './model.js';
import { connect, type Leg, type Outcome } from './network.js';
import { send, type World } from './world.js';

/** One request's end, in the words of the http experiment. */
export interface HttpAnswer {
  readonly outcome: 'ok' | 'refused' | 'unreachable' | 'timeout';
  /** One for each path that was asked for over the connection. */
  readonly pages: readonly Page[];
  readonly port: number;
}

export interface Page {
  readonly status: number;
  readonly body: string;
  readonly type: string;
}

const indexes = ['index.html', 'index.htm', 'index.nginx-debian.html'];

/** A connection with one request after the other on it, drawn as frames on every wire that it crosses. */
export function fetchPages(
  world: World,
  from: NodeModel,
  address: string,
  port: number,
  paths: readonly string[],
): HttpAnswer {
  const outcome = connect(world, from, address, port);
  const own = from.nextPort;
  if (outcome.kind !== 'ok') {
    drawFailed(world, outcome);
    return { outcome: outcome.kind, pages: [], port: own };
  }
  const pages = paths.map((path) => serve(outcome.server, path));
  const { fin, syn, push, ack } = tcpFlags;
  draw(world, outcome.there, syn);
  draw(world, outcome.back, syn | ack);
  draw(world, outcome.there, ack);
  for (const [at, page] of pages.entries()) {
    draw(world, outcome.there, push | ack, `GET ${paths[at] ?? '/'} HTTP/1.1\r\nHost: ${address}\r\n\r\n`);
    draw(world, outcome.back, push | ack, `HTTP/1.1 ${page.status}\r\n\r\n${page.body.slice(0, 1000)}`);
  }
  draw(world, outcome.back, fin | ack);
  draw(world, outcome.there, fin | ack);
  draw(world, outcome.back, ack);
  return { outcome: 'ok', pages, port: own };
}

function drawFailed(world: World, outcome: Outcome): void {
  draw(world, outcome.there, tcpFlags.syn);
  // A server whose SYN-ACK gets lost has sent it all the same.
  if (outcome.kind === 'refused') draw(world, outcome.back, tcpFlags.rst | tcpFlags.ack);
  else draw(world, outcome.back, tcpFlags.syn | tcpFlags.ack);
}

function draw(world: World, legs: readonly Leg[], flags: number, data?: string): void {
  for (const { node, link, to, segment } of legs) {
    const frame = tcpFrame({
      from: link.mac,
      to,
      ...segment,
      flags,
      ...(data === undefined ? {} : { data }),
    });
    send(world, node, link, frame);
  }
}

/** What nginx's default site answers (try_files $uri $uri/ =404; no listing of folders: 403). */
function serve(node: NodeModel, path: string): Page {
  const root = documentRoot(node);
  const [plain = '/'] = path.split('?');
  if (plain.includes('..')) return failure(400, 'Bad Request');
  const base = `${root}${plain}`.replace(/\/+$/, '');
  const content = node.files[base]?.content;
  if (content !== undefined && !plain.endsWith('/'))
    return { status: 200, body: content, type: typeOf(base) };
  if (!node.folders.includes(base)) return failure(404, 'Not Found');
  for (const index of indexes) {
    const found = node.files[`${base}/${index}`]?.content;
    if (found !== undefined) return { status: 200, body: found, type: 'text/html' };
  }
  return failure(403, 'Forbidden');
}

function documentRoot(node: NodeModel): string {
  const site = node.files['/etc/nginx/sites-enabled/default']?.content ?? '';
  const named =
    node.units['nginx']?.active === 'active' ? /^\s*root\s+([^;\s]+);/m.exec(site)?.[1] : undefined;
  return (named ?? '/var/www/html').replace(/\/+$/, '');
}

function typeOf(path: string): string {
  return /\.html?$/.test(path) ? 'text/html' : 'text/plain';
}

function failure(status: number, reason: string): Page {
  const title = `${status} ${reason}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n`;
  return { status, body, type: 'text/html' };
}
