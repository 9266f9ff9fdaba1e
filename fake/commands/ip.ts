import { within } from '../../engine/world/topology-lookup.js';
import { addAddress, isLocal, mainRoutes, removeAddress, routeTo } from '../addresses.js';
import { parseAddress } from '../ipv4.js';
import { linkOf, type LinkModel, type NodeModel } from '../model.js';
import type { Call, CommandFunction } from '../shell/call.js';
import {
  addressJson,
  flagsOf,
  inetText,
  linkJson,
  linkText,
  neighbourJson,
  neighbourText,
  operstate,
  routeJson,
  routesOf,
  routeText,
} from './ip-format.js';
import { linesOf } from './text.js';

interface Style {
  readonly json: boolean;
  readonly brief: boolean;
  readonly oneLine: boolean;
}

/** ip(8) of iproute2 6.1: addr, link, route, neigh; batch mode with JSON as the facts script asks for it. */
const ip: CommandFunction = (call) => {
  const words = [...call.args];
  const style = { json: false, brief: false, oneLine: false };
  let batch = false;
  while (words[0]?.startsWith('-')) {
    const option = words.shift() ?? '';
    if (/^-j(son)?$/.test(option)) style.json = true;
    else if (/^-br(ief)?$/.test(option)) style.brief = true;
    else if (/^-o(neline)?$/.test(option)) style.oneLine = true;
    else if (/^-b(atch)?$/.test(option)) batch = words.shift() === '-';
  }
  if (!batch) return command(call, words, style);
  let status = 0;
  for (const line of linesOf(call.input.all()))
    if (command(call, line.trim().split(/\s+/), style) !== 0) status = 1;
  return status;
};

function command(call: Call, words: readonly string[], style: Style): number {
  const [object = '', ...rest] = words;
  if (object !== '' && 'address'.startsWith(object)) return address(call, rest, style);
  if (object !== '' && 'link'.startsWith(object)) return link(call, rest, style);
  if (object !== '' && 'route'.startsWith(object)) return route(call, rest, style);
  if (object !== '' && ('neighbour'.startsWith(object) || 'neighbor'.startsWith(object)))
    return neighbour(call, rest, style);
  if (object === 'rule') {
    const rules = { 0: 'local', 32766: 'main', 32767: 'default' };
    const all = Object.entries(rules).map(([priority, table]) => ({
      priority: Number(priority),
      src: 'all',
      table,
    }));
    if (style.json) return print(call, all);
    call.out(all.map(({ priority, src, table }) => `${priority}:\tfrom ${src} lookup ${table}\n`).join(''));
    return 0;
  }
  if (object === 'tunnel' || object === 'tun') return 0;
  call.err(
    object === ''
      ? 'Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\n'
      : `Object "${object}" is unknown, try "ip help".\n`,
  );
  return object === '' ? 255 : 1;
}

/** What follows a keyword such as `dev`. */
function after(words: readonly string[], name: string): string | undefined {
  const at = words.indexOf(name);
  return at < 0 ? undefined : words[at + 1];
}

function answers(call: Call, why: string): number {
  call.err(`RTNETLINK answers: ${why}\n`);
  return 2;
}

function noDevice(call: Call, dev: string): number {
  call.err(`Cannot find device "${dev}"\n`);
  return 1;
}

function action(words: readonly string[], known: readonly string[]): string {
  const [first = ''] = words;
  return first === '' ? 'show' : (known.find((each) => each.startsWith(first)) ?? 'show');
}

function print(call: Call, items: readonly unknown[]): number {
  call.out(`${JSON.stringify(items)}\n`);
  return 0;
}

const verbs = ['show', 'list', 'add', 'change', 'replace', 'delete', 'flush', 'get', 'set'];

function address(call: Call, words: readonly string[], style: Style): number {
  const { node } = call;
  const verb = action(words, verbs);
  if (verb === 'show' || verb === 'list') return showAddresses(call, words, style);
  const dev = after(words, 'dev') ?? '';
  if (verb === 'flush') return flushAddresses(call, words, dev);
  const given = parseAddress(words[1] === 'local' ? (words[2] ?? '') : (words[1] ?? ''));
  if (given === undefined) {
    call.err(`Error: any valid prefix is expected rather than "${words[1] ?? ''}".\n`);
    return 1;
  }
  const link = linkOf(node, dev);
  if (dev === '') {
    call.err('Not enough information: "dev" argument is required.\n');
    return 255;
  }
  if (link === undefined) return noDevice(call, dev);
  if (verb === 'delete') {
    const prefix = words[1]?.includes('/') === true ? given.prefix : undefined;
    if (!removeAddress(link, given.address, prefix)) return answers(call, 'Cannot assign requested address');
    return 0;
  }
  const label = after(words, 'label') ?? dev;
  if (label !== dev && !label.startsWith(`${dev}:`)) {
    call.err(`"dev" (${dev}) must match "label" (${label}).\n`);
    return 255;
  }
  const scope = after(words, 'scope') === 'host' ? ('host' as const) : ('global' as const);
  if (verb === 'replace' || verb === 'change') removeAddress(link, given.address, given.prefix);
  return addAddress(link, { ...given, label, scope }) ? 0 : answers(call, 'File exists');
}

function flushAddresses(call: Call, words: readonly string[], dev: string): number {
  const link = linkOf(call.node, dev);
  if (link === undefined) return noDevice(call, dev);
  const to = parseAddress(after(words, 'to') ?? '');
  const label = after(words, 'label');
  link.addresses = link.addresses.filter(
    (own) =>
      (to !== undefined && !within(own.address, to.address, to.prefix)) ||
      (label !== undefined && own.label !== label),
  );
  return 0;
}

function showAddresses(call: Call, words: readonly string[], style: Style): number {
  const known = new Set([
    'show',
    'list',
    's',
    'sh',
    'ls',
    'l',
    'dev',
    'to',
    'label',
    'up',
    'scope',
    'primary',
  ]);
  const values = new Set(['dev', 'to', 'label', 'scope'].map((name) => after(words, name)));
  const dev = after(words, 'dev') ?? words.find((word) => !known.has(word) && !values.has(word));
  const to = parseAddress(after(words, 'to') ?? '');
  const label = after(words, 'label');
  if (dev !== undefined && linkOf(call.node, dev) === undefined) {
    call.err(`Device "${dev}" does not exist.\n`);
    return 1;
  }
  const narrowed = to !== undefined || label !== undefined;
  const chosen = call.node.links
    .filter((link) => (dev === undefined || link.dev === dev) && (!words.includes('up') || link.up))
    .map((link) => ({
      link,
      addresses: link.addresses.filter(
        (own) =>
          (to === undefined || within(own.address, to.address, to.prefix)) &&
          (label === undefined || own.label === label),
      ),
    }))
    .filter(({ addresses }) => !narrowed || addresses.length > 0);
  if (style.json)
    return print(
      call,
      chosen.map(({ link, addresses }) => addressJson(link, addresses)),
    );
  for (const { link, addresses } of chosen) {
    if (style.brief) {
      const list = addresses.map((own) => `${own.address}/${own.prefix} `).join('');
      call.out(`${link.dev.padEnd(16)} ${operstate(link).padEnd(14)} ${list}\n`);
      continue;
    }
    if (!style.oneLine) call.out(linkText(link));
    for (const own of addresses) {
      const lifetime = 'valid_lft forever preferred_lft forever';
      if (style.oneLine)
        call.out(`${link.index}: ${link.dev}    ${inetText(link, own)}\\       ${lifetime}\n`);
      else call.out(`    ${inetText(link, own)}\n       ${lifetime}\n`);
    }
  }
  return 0;
}

function link(call: Call, words: readonly string[], style: Style): number {
  const verb = action(words, verbs);
  if (verb === 'set') {
    const dev = after(words, 'dev') ?? words[1] ?? '';
    const found = linkOf(call.node, dev);
    if (found === undefined) return noDevice(call, dev);
    if (words.includes('up')) found.up = true;
    if (words.includes('down')) setDown(call.node, found);
    return 0;
  }
  const dev = after(words, 'dev') ?? words.find((word) => !/^(show|list|ls|l|s|sh|up|dev)$/.test(word));
  const chosen = call.node.links.filter((each) => dev === undefined || each.dev === dev);
  if (chosen.length === 0) {
    call.err(`Device "${dev}" does not exist.\n`);
    return 1;
  }
  if (style.json) return print(call, chosen.map(linkJson));
  for (const each of chosen) {
    if (style.brief)
      call.out(
        `${each.dev.padEnd(16)} ${operstate(each).padEnd(14)} ${each.mac} <${flagsOf(each).join(',')}> \n`,
      );
    else call.out(linkText(each).replace(' group default', ' mode DEFAULT group default'));
  }
  return 0;
}

/** With the interface go the routes over it that were added by hand, and what it knew of neighbours. */
export function setDown(node: NodeModel, found: LinkModel): void {
  found.up = false;
  node.routes = node.routes.filter((each) => each.dev !== found.dev);
  node.neighbours = node.neighbours.filter((each) => each.dev !== found.dev);
}

function route(call: Call, words: readonly string[], style: Style): number {
  const verb = action(words, verbs);
  const { node } = call;
  if (verb === 'get') return routeGet(call, words[1] ?? '');
  if (verb === 'show' || verb === 'list') {
    const table = after(words, 'table') ?? 'main';
    const only = words.includes('default') ? 'default' : after(words, 'to');
    const type = after(words, 'type');
    const shown = routesOf(node, table).filter(
      (each) => (only === undefined || each.to === only) && (type !== 'local' || each.table === 'local'),
    );
    if (style.json) return print(call, shown.map(routeJson));
    for (const each of shown) call.out(routeText(each, table === 'all'));
    return 0;
  }
  const rest = words.slice(1).filter((word) => word !== 'to');
  if (verb === 'flush') {
    node.routes = node.routes.filter((each) => rest[0] === 'default' && each.to !== 'default');
    return 0;
  }
  const [target = ''] = rest;
  const given = parseAddress(target);
  const to = /^(default|0\.0\.0\.0\/0)$/.test(target)
    ? 'default'
    : given && `${given.address}/${given.prefix}`;
  if (to === undefined) {
    call.err(`Error: any valid prefix is expected rather than "${target}".\n`);
    return 1;
  }
  const via = after(rest, 'via');
  const source = after(rest, 'src');
  const hop = via === undefined ? undefined : routeTo(node, via);
  const dev = after(rest, 'dev') ?? hop?.link.dev;
  const same = (each: { to: string }): boolean => each.to === to;
  if (verb === 'delete') {
    const at = node.routes.findIndex((each) => same(each) && (via === undefined || each.via === via));
    if (at < 0) return answers(call, 'No such process');
    node.routes.splice(at, 1);
    return 0;
  }
  if (dev === undefined) return answers(call, 'Network is unreachable');
  const found = linkOf(node, dev);
  if (found === undefined) return noDevice(call, dev);
  if (!found.up) return answers(call, 'Network is down');
  if (via !== undefined && hop?.next !== via) return answers(call, 'Nexthop has invalid gateway');
  if (verb === 'add' && mainRoutes(node).some(same)) return answers(call, 'File exists');
  node.routes = [
    ...node.routes.filter((each) => !same(each)),
    { to, dev, ...(via === undefined ? {} : { via }), ...(source === undefined ? {} : { source }) },
  ];
  return 0;
}

function routeGet(call: Call, target: string): number {
  const { address: to = '' } = parseAddress(target) ?? {};
  if (isLocal(call.node, to)) {
    call.out(`local ${to} dev lo src ${to} uid 0 \n    cache <local> \n`);
    return 0;
  }
  const hop = routeTo(call.node, to);
  if (hop === undefined) return answers(call, 'Network is unreachable');
  const via = hop.next === to ? '' : `via ${hop.next} `;
  call.out(`${to} ${via}dev ${hop.link.dev} src ${hop.source} uid 0 \n    cache \n`);
  return 0;
}

function neighbour(call: Call, words: readonly string[], style: Style): number {
  const verb = action(words, verbs);
  const { node } = call;
  const dev = after(words, 'dev');
  const known = new Set(['show', 'list', 's', 'sh', 'flush', 'dev', 'to', 'nud', 'all']);
  const values = new Set(['dev', 'nud'].map((name) => after(words, name)));
  const named =
    after(words, 'to') ??
    words.find((word) => !known.has(word) && !values.has(word) && parseAddress(word) !== undefined);
  const target = parseAddress(named ?? '');
  const state = after(words, 'nud');
  const fits = (each: (typeof node.neighbours)[number]): boolean =>
    (dev === undefined || each.dev === dev) &&
    (target === undefined || within(each.address, target.address, target.prefix));
  if (verb === 'flush') {
    node.neighbours = node.neighbours.filter((each) => !fits(each) || each.state === 'PERMANENT');
    return 0;
  }
  if (verb === 'add' || verb === 'replace' || verb === 'change' || verb === 'delete') {
    if (target === undefined || dev === undefined || linkOf(node, dev) === undefined)
      return dev === undefined ? answers(call, 'Invalid argument') : noDevice(call, dev);
    const there = node.neighbours.some(fits);
    if (verb === 'add' && there) return answers(call, 'File exists');
    if (verb === 'delete' && !there) return answers(call, 'No such file or directory');
    node.neighbours = node.neighbours.filter((each) => !fits(each));
    const mac = after(words, 'lladdr')?.toLowerCase();
    if (verb !== 'delete' && mac !== undefined)
      node.neighbours.push({
        address: target.address,
        dev,
        mac,
        state: state === 'reachable' ? 'REACHABLE' : 'PERMANENT',
      });
    return 0;
  }
  const shown = node.neighbours.filter(
    (each) => fits(each) && (state === undefined || state === 'all' || each.state === state.toUpperCase()),
  );
  if (style.json) return print(call, shown.map(neighbourJson));
  for (const each of shown) call.out(neighbourText(each));
  return 0;
}

export const ipCommands: Readonly<Record<string, CommandFunction>> = { ip };
