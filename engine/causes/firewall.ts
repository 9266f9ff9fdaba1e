import type { NodeFacts } from '../../contract/facts.js';

/**
 * A reading of `nft list ruleset` (nft(8); iptables-nft's rules show there as well): chains with their hooks, jumps within
 * a table, sets of addresses. No emulation: a rule whose condition is not understood is taken as one that may match.
 */
interface Chain {
  readonly family: string;
  readonly hook?: string;
  readonly policyDrops: boolean;
  readonly rules: readonly string[];
}

interface Table {
  readonly chains: ReadonlyMap<string, Chain>;
  /** Elements of a set by its name. */
  readonly sets: ReadonlyMap<string, readonly string[]>;
}

const maxDepth = 8;

function readTables(text: string): readonly Table[] {
  const tables: { chains: Map<string, Chain>; sets: Map<string, string[]> }[] = [];
  let family = '';
  let chain: { name: string; hook?: string; policyDrops: boolean; rules: string[] } | undefined;
  let set: string | undefined;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    const table = tables.at(-1);
    const opened = /^table (\w+) \S+ \{$/.exec(line);
    if (opened !== null) {
      family = opened[1] ?? '';
      tables.push({ chains: new Map(), sets: new Map() });
    } else if (/^chain \S+ \{$/.test(line)) {
      chain = { name: line.split(' ')[1] ?? '', policyDrops: false, rules: [] };
    } else if (/^(set|map) \S+ \{$/.test(line)) {
      set = line.split(' ')[1] ?? '';
      table?.sets.set(set, []);
    } else if (line === '}') {
      if (chain !== undefined && table !== undefined) {
        const { name, ...rest } = chain;
        table.chains.set(name, { family, ...rest });
      }
      chain = undefined;
      set = undefined;
    } else if (chain !== undefined) {
      const hook = /\bhook (\w+)/.exec(line)?.[1];
      if (hook === undefined) chain.rules.push(line);
      else {
        chain.hook = hook;
        chain.policyDrops = /policy drop/.test(line);
      }
    } else if (set !== undefined) {
      table?.sets.get(set)?.push(...(line.match(/[\d.]+(?:\/\d+)?/g) ?? []));
    }
  }
  return tables;
}

type Verdict = 'drop' | 'accept' | undefined;

/** What the chains at these hooks do with a packet; the chains of other families never see it. */
function dropped(
  facts: NodeFacts,
  hooks: readonly string[],
  matches: (rule: string, sets: Table['sets']) => boolean,
): boolean {
  return readTables(facts.firewall ?? '').some((table) => {
    const verdictOf = (chain: Chain, depth: number): Verdict => {
      for (const rule of chain.rules) {
        if (!matches(rule, table.sets)) continue;
        if (/\b(drop|reject)\b/i.test(rule)) return 'drop';
        if (/\baccept\b/i.test(rule)) return 'accept';
        const to = /\b(?:jump|goto) (\S+)/.exec(rule)?.[1];
        const next = to === undefined ? undefined : table.chains.get(to);
        const verdict = next === undefined || depth >= maxDepth ? undefined : verdictOf(next, depth + 1);
        if (verdict !== undefined) return verdict;
      }
      return chain.policyDrops ? 'drop' : undefined;
    };
    return [...table.chains.values()].some(
      (chain) =>
        chain.hook !== undefined &&
        hooks.includes(chain.hook) &&
        ['ip', 'inet', 'netdev'].includes(chain.family) &&
        verdictOf(chain, 0) === 'drop',
    );
  });
}

/** Does a rule's address condition take this address in? */
function takes(rule: string, word: 'saddr' | 'daddr', address: string, sets: Table['sets']): boolean {
  const match = new RegExp(`ip ${word} (!= )?(@\\S+|\\{[^}]*\\}|\\S+)`).exec(rule);
  if (match === null) return true;
  const [, not, said = ''] = match;
  const named = said.startsWith('@') ? (sets.get(said.slice(1)) ?? []) : (said.match(/[\d.]+/g) ?? []);
  const has = named.some((each) => each.split('/')[0] === address);
  return not === undefined ? has : !has;
}

/** Does the node drop new TCP connections to the port and address on their way in? */
export function dropsTcp(facts: NodeFacts, port: number, address: string): boolean {
  return dropped(facts, ['input', 'prerouting', 'ingress'], (rule, sets) => {
    if (/ct state|iif(name)? "?lo"?\b|\b(udp|icmp|igmp|vrrp)\b|protocol (112|1|2|17)\b|ip6/.test(rule))
      return false;
    const ports = /dport (?:!= )?(\{[^}]*\}|\S+)/.exec(rule)?.[1];
    if (ports !== undefined && mentions(ports, port) === / dport != /.test(rule)) return false;
    return takes(rule, 'daddr', address, sets) && !/ip saddr/.test(rule);
  });
}

/** Does the node drop replies that it passes on, from the port of a server? */
export function dropsForwarded(facts: NodeFacts, port: number): boolean {
  return dropped(facts, ['forward'], (rule) => {
    if (/\b(udp|icmp|igmp|vrrp)\b|protocol (112|1|2|17)\b|ip6|ct state new|dport/.test(rule)) return false;
    const ports = /sport (?:!= )?(\{[^}]*\}|\S+)/.exec(rule)?.[1];
    return ports === undefined || mentions(ports, port) !== / sport != /.test(rule);
  });
}

/** Does the node drop what it answers from the port and address, on its way out? */
export function dropsReplies(facts: NodeFacts, port: number, address: string): boolean {
  return dropped(facts, ['output', 'postrouting', 'egress'], (rule, sets) => {
    if (/oif(name)? "?lo"?\b|\b(udp|icmp|igmp|vrrp)\b|protocol (112|1|2|17)\b|ip6|ct state new/.test(rule))
      return false;
    const ports = /sport (?:!= )?(\{[^}]*\}|\S+)/.exec(rule)?.[1];
    if (ports !== undefined && mentions(ports, port) === / sport != /.test(rule)) return false;
    if (/dport|ip daddr/.test(rule)) return false;
    return takes(rule, 'saddr', address, sets);
  });
}

function mentions(ports: string, port: number): boolean {
  const names: Readonly<Record<string, number>> = { http: 80, https: 443, 'http-alt': 8080 };
  return ports
    .replace(/[{}]/g, ' ')
    .split(/[\s,]+/)
    .some((word) => {
      const [low = '', high = low] = word.split('-');
      if (Object.hasOwn(names, word)) return names[word] === port;
      return /^\d+$/.test(low) && Number(low) <= port && port <= Number(high);
    });
}

/**
 * Does the node drop VRRP (protocol 112 to 224.0.0.18), on its way in or out?
 * @param speakers the addresses that the group's adverts come from
 */
export function dropsVrrp(facts: NodeFacts, speakers: readonly string[]): boolean {
  const matches = (rule: string, sets: Table['sets']): boolean => {
    if (
      /ct state|iif(name)? "?lo"?\b|oif(name)? "?lo"?\b|\b(tcp|udp|icmp|igmp)\b|protocol (1|2|6|17)\b|ip6/.test(
        rule,
      )
    )
      return false;
    const from = !/ip saddr/.test(rule) || speakers.some((each) => takes(rule, 'saddr', each, sets));
    return from && takes(rule, 'daddr', '224.0.0.18', sets);
  };
  return dropped(facts, ['input', 'prerouting', 'ingress', 'output', 'postrouting', 'egress'], matches);
}

/**
 * Does the node's firewall keep it from answering ARP for an address? Rules of family arp (nft, arptables-nft) that drop
 * requests for it on their way in, or its own answers on their way out.
 */
export function filtersArp(facts: NodeFacts, address: string): boolean {
  return readTables(facts.firewall ?? '').some(({ chains }) =>
    [...chains.values()].some(({ family, hook, rules }) => {
      if (family !== 'arp' || hook === undefined) return false;
      const word = hook === 'input' ? /arp daddr ip (\S+)/ : /arp saddr ip (\S+)/;
      return rules.some((rule) => word.exec(rule)?.[1]?.split('/')[0] === address && /\bdrop\b/i.test(rule));
    }),
  );
}
