import type { KeepalivedFile } from '../../contract/facts.js';
import { type SourceLine, sourceLines } from './source.js';

/** A statement of keepalived.conf with the block that belongs to it. */
export interface Statement {
  readonly keyword: string;
  readonly args: readonly string[];
  /** From 1. */
  readonly line: number;
  /** Undefined: no block. */
  readonly block?: readonly Statement[];
}

export interface ConfTree {
  readonly statements: readonly Statement[];
  /** Blocks that the file does not close. */
  readonly unclosed: number;
  /** Lines of closing braces that close nothing. */
  readonly extraCloses: readonly number[];
}

type Open = { statements: Statement[] };

/**
 * Reads keepalived.conf(5) tolerantly, as keepalived 2.2.7 does: one statement a line, `#` and `!` begin comments,
 * `{` may stand glued to a word or on the next line. Never fails: what does not fit is counted.
 */
export function parseConf(lines: readonly SourceLine[]): ConfTree {
  const root: Open = { statements: [] };
  const stack: Open[] = [root];
  const extraCloses: number[] = [];
  const top = (): Open => stack.at(-1) ?? root;
  for (const { text, line } of lines) {
    let words: string[] = [];
    const flush = (block?: Statement[]): void => {
      const [keyword, ...args] = words;
      words = [];
      const { statements } = top();
      const last = statements.at(-1);
      if (keyword !== undefined) {
        statements.push({ keyword, args, line, ...(block === undefined ? {} : { block }) });
      } else if (block !== undefined && last !== undefined && last.block === undefined) {
        statements[statements.length - 1] = { ...last, block };
      } else if (block !== undefined) {
        statements.push({ keyword: '', args: [], line, block });
      }
    };
    for (const word of tokens(text)) {
      if (word === '{') {
        const block: Statement[] = [];
        flush(block);
        stack.push({ statements: block });
      } else if (word === '}') {
        flush();
        if (stack.length > 1) stack.pop();
        else extraCloses.push(line);
      } else {
        words.push(word);
      }
    }
    flush();
  }
  return { statements: root.statements, unclosed: stack.length - 1, extraCloses };
}

function tokens(line: string): readonly string[] {
  const found: string[] = [];
  for (const match of line.matchAll(/"([^"]*)"|([{}])|[#!].*|([^\s{}"#!]+)/g)) {
    const word = match[1] ?? match[2] ?? match[3];
    if (word !== undefined) found.push(word);
  }
  return found;
}

export interface ConfInstance {
  readonly name: string;
  readonly line: number;
  readonly state: string;
  readonly interface: string;
  readonly vrid?: number;
  /** 100 when the file does not say (keepalived's default). */
  readonly priority: number;
  /** Seconds; 1 when the file does not say. */
  readonly advertInterval: number;
  /** All words, as `PA SS` is what a split keyword looks like. */
  readonly authType?: string;
  readonly authPass?: string;
  /** Addresses without prefix length. */
  readonly vips: readonly string[];
  readonly vipLine: number;
  readonly nopreempt: boolean;
  /** 2 or 3: its own, or the file's. */
  readonly version: number;
  /** It sends to these only (`unicast_peer`). */
  readonly unicastPeers: readonly string[];
  readonly unicastSource?: string;
  readonly vmac: boolean;
  /** Names of its track scripts, each with the weight that counts. */
  readonly scripts: readonly { readonly name: string; readonly weight: number; readonly line: number }[];
  /** It accepts packets to its VIPs though `vrrp_strict` forbids it. */
  readonly accept: boolean;
  /** The sync group that it belongs to. */
  readonly group?: string;
}

export interface ConfScript {
  readonly name: string;
  readonly line: number;
  /** The command, its words. */
  readonly command: readonly string[];
  readonly weight: number;
  readonly user?: string;
}

export interface ConfServer {
  readonly address: string;
  readonly port: number;
  readonly line: number;
  readonly weight: number;
  readonly checks: readonly ConfCheck[];
}

export interface ConfCheck {
  readonly kind: string;
  /** `connect_port`, where it is said. */
  readonly port?: number;
  readonly line: number;
  /** MD5 of the page, and its path, of HTTP_GET and SSL_GET. */
  readonly digest?: string;
  readonly path?: string;
  /** The command of MISC_CHECK. */
  readonly command?: readonly string[];
}

export interface ConfVirtualServer {
  /** Empty for a firewall mark. */
  readonly address: string;
  readonly port: number;
  readonly line: number;
  readonly scheduler: string;
  readonly fwmark?: number;
  /** The line that says the scheduler; absent: none does. */
  readonly schedulerLine?: number;
  /** `DR`, `NAT`, `TUN` as written; empty when it is not. */
  readonly method: string;
  readonly persistence?: number;
  /** `ADDRESS:PORT` of its `sorry_server`, which is in the table while no other one is. */
  readonly sorry?: string;
  readonly servers: readonly ConfServer[];
}

export interface Conf {
  readonly tree: ConfTree;
  readonly routerId?: string;
  /** `vrrp_strict`: keepalived drops what its VIPs get. */
  readonly strict: boolean;
  readonly scriptSecurity: boolean;
  readonly scriptUser?: string;
  readonly scripts: readonly ConfScript[];
  readonly groups: readonly {
    readonly name: string;
    readonly line: number;
    readonly instances: readonly string[];
  }[];
  readonly instances: readonly ConfInstance[];
  readonly virtualServers: readonly ConfVirtualServer[];
}

/** What was read on a node of its keepalived's configuration. */
export interface ConfFiles {
  readonly config?: string;
  readonly files?: readonly KeepalivedFile[];
  readonly arguments?: readonly string[];
}

/**
 * The parts of a configuration that checks look at.
 * @param host the node's name, which lines that begin with `@NAME` are for
 */
export function readConf(from: ConfFiles | undefined, host: string): Conf {
  const at = from?.arguments?.findIndex((word) => word === '-i' || word === '--config-id') ?? -1;
  const id = at < 0 ? undefined : from?.arguments?.[at + 1];
  const tree = parseConf(sourceLines(from?.config ?? '', { files: from?.files ?? [], id: id ?? host }));
  const all = (keyword: string): readonly Statement[] =>
    tree.statements.filter((each) => each.keyword === keyword);
  const globals = all('global_defs').flatMap(({ block }) => block ?? []);
  const routerId = value(globals, 'router_id');
  const scriptUser = value(globals, 'script_user');
  const groups = all('vrrp_sync_group').map((each) => ({
    name: each.args[0] ?? '',
    line: each.line,
    instances: (each.block ?? [])
      .filter(({ keyword }) => keyword === 'group')
      .flatMap(({ args, block }) => [...args, ...(block ?? []).flatMap((one) => [one.keyword, ...one.args])]),
  }));
  const scripts = all('vrrp_script').map(readScript);
  const version = whole(value(globals, 'vrrp_version')) ?? 2;
  const marked = all('virtual_server_group');
  return {
    tree,
    ...(routerId === undefined ? {} : { routerId }),
    strict: has(globals, 'vrrp_strict'),
    scriptSecurity: has(globals, 'enable_script_security'),
    ...(scriptUser === undefined ? {} : { scriptUser }),
    scripts,
    groups,
    instances: all('vrrp_instance').map((each) => readInstance(each, { version, scripts, groups })),
    virtualServers: all('virtual_server').flatMap((each) => readVirtualServers(each, marked)),
  };
}

function has(block: readonly Statement[], keyword: string): boolean {
  return block.some((each) => each.keyword === keyword);
}

function value(block: readonly Statement[], keyword: string): string | undefined {
  return block.findLast((each) => each.keyword === keyword)?.args[0];
}

function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** `weight` stands in the script's own block, or behind its name where it is tracked; 0 makes a failure a FAULT. */
function readScript(statement: Statement): ConfScript {
  const block = statement.block ?? [];
  const user = value(block, 'user');
  const command = block.find((each) => each.keyword === 'script')?.args ?? [];
  return {
    name: statement.args[0] ?? '',
    line: statement.line,
    command: command.flatMap((word) => word.split(/\s+/)).filter((word) => word !== ''),
    weight: signed(value(block, 'weight')) ?? 0,
    ...(user === undefined ? {} : { user }),
  };
}

function signed(text: string | undefined): number | undefined {
  return text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

interface Around {
  readonly version: number;
  readonly scripts: readonly ConfScript[];
  readonly groups: Conf['groups'];
}

function readInstance(statement: Statement, around: Around): ConfInstance {
  const block = statement.block ?? [];
  const auth = block.find((each) => each.keyword === 'authentication')?.block ?? [];
  const authType = auth.find((each) => each.keyword === 'auth_type')?.args.join(' ');
  const authPass = value(auth, 'auth_pass');
  const vrid = whole(value(block, 'virtual_router_id'));
  const list = block.find((each) => each.keyword === 'virtual_ipaddress');
  const interval = Number(value(block, 'advert_int') ?? 1);
  const tracked = block.find((each) => each.keyword === 'track_script')?.block ?? [];
  const name = statement.args[0] ?? '';
  const group = around.groups.find(({ instances }) => instances.includes(name));
  const source = value(block, 'unicast_src_ip');
  const peers = block.filter((each) => each.keyword === 'unicast_peer');
  return {
    name,
    line: statement.line,
    state: (value(block, 'state') ?? 'BACKUP').toUpperCase(),
    interface: value(block, 'interface') ?? '',
    ...(vrid === undefined ? {} : { vrid }),
    priority: whole(value(block, 'priority')) ?? 100,
    advertInterval: Number.isFinite(interval) ? interval : 1,
    ...(authType === undefined ? {} : { authType }),
    ...(authPass === undefined ? {} : { authPass }),
    vips: (list?.block ?? []).map((each) => each.keyword.split('/')[0] ?? ''),
    vipLine: list?.block?.[0]?.line ?? list?.line ?? statement.line,
    nopreempt: has(block, 'nopreempt'),
    version: whole(value(block, 'version')) ?? around.version,
    unicastPeers: peers.flatMap(({ args, block: inner }) => [
      ...args,
      ...(inner ?? []).map(({ keyword }) => keyword),
    ]),
    ...(source === undefined ? {} : { unicastSource: source }),
    vmac: has(block, 'use_vmac'),
    scripts: tracked.map(({ keyword, args, line }) => {
      const own = args.indexOf('weight');
      const said = own < 0 ? undefined : signed(args[own + 1]);
      return {
        name: keyword,
        weight: said ?? around.scripts.find((each) => each.name === keyword)?.weight ?? 0,
        line,
      };
    }),
    accept: has(block, 'accept'),
    ...(group === undefined ? {} : { group: group.name }),
  };
}

/** One a service: a group stands for each of its addresses and marks (`virtual_server_group`). */
function readVirtualServers(
  statement: Statement,
  groups: readonly Statement[],
): readonly ConfVirtualServer[] {
  const block = statement.block ?? [];
  const persistence = block.find((each) => each.keyword === 'persistence_timeout');
  const scheduler = block.findLast(({ keyword }) => keyword === 'lb_algo' || keyword === 'lvs_sched');
  const [first = '', second] = statement.args;
  const [sorry, sorryPort = ''] = block.findLast(({ keyword }) => keyword === 'sorry_server')?.args ?? [];
  const members =
    first === 'group'
      ? (groups.find(({ args }) => args[0] === second)?.block ?? []).map(({ keyword, args }) => [
          keyword,
          args[0],
        ])
      : [[first, second]];
  return members.map(([address = '', port]) => ({
    ...(address === 'fwmark'
      ? { address: '', port: 0, fwmark: whole(port) ?? 0 }
      : { address, port: whole(port) ?? 0 }),
    line: statement.line,
    scheduler: scheduler?.args[0] ?? 'wlc',
    ...(scheduler === undefined ? {} : { schedulerLine: scheduler.line }),
    method: value(block, 'lb_kind') ?? value(block, 'lvs_method') ?? '',
    // Without a value it is 360 s, and 0 is refused (keepalived.conf(5), 2.2.7).
    ...(persistence === undefined || persistence.args[0] === '0'
      ? {}
      : { persistence: whole(persistence.args[0]) ?? 360 }),
    ...(sorry === undefined ? {} : { sorry: `${sorry}:${sorryPort}` }),
    servers: block.filter((each) => each.keyword === 'real_server').map(readServer),
  }));
}

function readServer(statement: Statement): ConfServer {
  const block = statement.block ?? [];
  const [address = '', port] = statement.args;
  const checks = block.filter((each) => /^([A-Z]+_(CHECK|GET)|BFD_CHECK)$/.test(each.keyword));
  return {
    address,
    port: whole(port) ?? 0,
    line: statement.line,
    weight: whole(value(block, 'weight')) ?? 1,
    checks: checks.map(readCheck),
  };
}

function readCheck(each: Statement): ConfCheck {
  const block = each.block ?? [];
  const port = whole(value(block, 'connect_port'));
  const url = block.find(({ keyword }) => keyword === 'url')?.block ?? [];
  const digest = value(url, 'digest');
  const path = value(url, 'path');
  const command = block.find(({ keyword }) => keyword === 'misc_path')?.args;
  return {
    kind: each.keyword,
    line: each.line,
    ...(port === undefined ? {} : { port }),
    ...(digest === undefined ? {} : { digest }),
    ...(path === undefined ? {} : { path }),
    ...(command === undefined ? {} : { command: command.flatMap((word) => word.split(/\s+/)) }),
  };
}
