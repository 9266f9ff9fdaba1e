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
export function parseConf(text: string): ConfTree {
  const root: Open = { statements: [] };
  const stack: Open[] = [root];
  const extraCloses: number[] = [];
  const top = (): Open => stack.at(-1) ?? root;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = index + 1;
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
    for (const word of tokens(raw)) {
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
}

export interface ConfServer {
  readonly address: string;
  readonly port: number;
  readonly line: number;
  readonly weight: number;
  readonly checks: readonly { readonly kind: string; readonly port?: number; readonly line: number }[];
}

export interface ConfVirtualServer {
  readonly address: string;
  readonly port: number;
  readonly line: number;
  readonly scheduler: string;
  /** `DR`, `NAT`, `TUN` as written; empty when it is not. */
  readonly method: string;
  readonly persistence?: number;
  readonly servers: readonly ConfServer[];
}

export interface Conf {
  readonly tree: ConfTree;
  readonly routerId?: string;
  readonly instances: readonly ConfInstance[];
  readonly virtualServers: readonly ConfVirtualServer[];
}

/** The parts of a configuration that checks look at. */
export function readConf(text: string): Conf {
  const tree = parseConf(text);
  const all = (keyword: string): readonly Statement[] =>
    tree.statements.filter((each) => each.keyword === keyword);
  const routerId = value(all('global_defs')[0]?.block ?? [], 'router_id');
  return {
    tree,
    ...(routerId === undefined ? {} : { routerId }),
    instances: all('vrrp_instance').map(readInstance),
    virtualServers: all('virtual_server').map(readVirtualServer),
  };
}

function value(block: readonly Statement[], keyword: string): string | undefined {
  return block.findLast((each) => each.keyword === keyword)?.args[0];
}

function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function readInstance(statement: Statement): ConfInstance {
  const block = statement.block ?? [];
  const auth = block.find((each) => each.keyword === 'authentication')?.block ?? [];
  const authType = auth.find((each) => each.keyword === 'auth_type')?.args.join(' ');
  const authPass = value(auth, 'auth_pass');
  const vrid = whole(value(block, 'virtual_router_id'));
  const list = block.find((each) => each.keyword === 'virtual_ipaddress');
  const interval = Number(value(block, 'advert_int') ?? 1);
  return {
    name: statement.args[0] ?? '',
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
    nopreempt: block.some((each) => each.keyword === 'nopreempt'),
  };
}

function readVirtualServer(statement: Statement): ConfVirtualServer {
  const block = statement.block ?? [];
  const [address = '', port] = statement.args;
  const persistence = block.find((each) => each.keyword === 'persistence_timeout');
  return {
    address,
    port: whole(port) ?? 0,
    line: statement.line,
    scheduler: value(block, 'lb_algo') ?? value(block, 'lvs_sched') ?? 'wlc',
    method: value(block, 'lb_kind') ?? value(block, 'lvs_method') ?? '',
    // Without a value it is 360 s (keepalived.conf(5)).
    ...(persistence === undefined ? {} : { persistence: whole(persistence.args[0]) ?? 360 }),
    servers: block.filter((each) => each.keyword === 'real_server').map(readServer),
  };
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
    checks: checks.map((each) => {
      const connect = whole(value(each.block ?? [], 'connect_port'));
      return { kind: each.keyword, line: each.line, ...(connect === undefined ? {} : { port: connect }) };
    }),
  };
}
