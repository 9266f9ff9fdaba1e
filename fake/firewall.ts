import { within } from '../engine/world/topology-lookup.js';
import type { NodeModel, TableModel } from './model.js';

/** What the packet filter is asked about. */
export interface FilteredPacket {
  readonly protocol: 'tcp' | 'icmp' | 'vrrp';
  readonly source: string;
  readonly destination: string;
  readonly port?: number;
  readonly dev: string;
}

const numbers = { icmp: '1', tcp: '6', vrrp: '112' } as const;

/** Does a chain of this hook drop the packet (nft(8): the first verdict in a chain counts, a drop anywhere is final)? */
export function drops(node: NodeModel, hook: 'input' | 'forward', packet: FilteredPacket): boolean {
  const chains = node.firewall
    .flatMap((table) => table.chains)
    .filter((chain) => chain.hook.includes(`hook ${hook}`));
  return chains.some((chain) => {
    for (const rule of chain.rules) {
      const verdict = judge(rule, packet);
      if (verdict !== undefined) return verdict !== 'accept';
    }
    return chain.hook.includes('policy drop');
  });
}

/** The verdict of a rule for the packet; undefined: it does not match, or says nothing. */
function judge(rule: string, packet: FilteredPacket): string | undefined {
  const words = rule.replace(/"/g, '').replace(/\{\s*/g, '{').replace(/\s*\}/g, '}').split(/\s+/);
  for (let at = 0; at < words.length; at += 1) {
    const [word = '', second = '', third = ''] = words.slice(at, at + 3);
    if (/^(drop|accept|reject)$/.test(word)) return word;
    if (word === 'counter') {
      if (second === 'packets') at += 4;
    } else if (word === 'ip' || word === 'meta' || /^(tcp|udp)$/.test(word)) {
      if (!matches(word, second, third, packet)) return undefined;
      at += 2;
    } else if (/^(iif|iifname)$/.test(word)) {
      if (second !== packet.dev) return undefined;
      at += 1;
    } else {
      return undefined;
    }
  }
  return undefined;
}

function matches(key: string, field: string, value: string, packet: FilteredPacket): boolean {
  if (field === 'protocol' || field === 'l4proto')
    return value === packet.protocol || value === numbers[packet.protocol];
  if (field === 'saddr' || field === 'daddr') {
    const [network = '', prefix = '32'] = value.split('/');
    return within(field === 'saddr' ? packet.source : packet.destination, network, Number(prefix));
  }
  if (field === 'dport' && key === packet.protocol) {
    return value
      .replace(/[{}]/g, '')
      .split(',')
      .some((each) => {
        const [low = '', high = low] = each.trim().split('-');
        const port = packet.port ?? -1;
        return each.trim() === 'http' ? port === 80 : Number(low) <= port && port <= Number(high);
      });
  }
  return false;
}

/** As `nft list ruleset` prints it (nft(8)); iptables-nft puts its rules into the same tables. */
export function ruleset(tables: readonly TableModel[]): string {
  return tables
    .map((table) => {
      const chains = table.chains.map((chain) => {
        const lines = [...(chain.hook === '' ? [] : [chain.hook]), ...chain.rules];
        return `\tchain ${chain.name} {\n${lines.map((line) => `\t\t${line}\n`).join('')}\t}\n`;
      });
      return `table ${table.family} ${table.name} {\n${chains.join('\n')}}\n`;
    })
    .join('');
}
