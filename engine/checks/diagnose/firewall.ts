import type { NodeFacts } from '../../../contract/facts.js';

/** An input chain of `nft list ruleset` (which shows iptables-nft's rules as well). */
interface Chain {
  readonly policyDrops: boolean;
  readonly rules: readonly string[];
}

function inputChains(facts: NodeFacts): readonly Chain[] {
  const text = facts.firewall ?? '';
  const chains: Chain[] = [];
  for (const block of text.split(/^[ \t]*chain /m).slice(1)) {
    const body = block.slice(0, block.indexOf('}') < 0 ? undefined : block.indexOf('}\n'));
    if (!/hook (input|prerouting|ingress)/.test(body)) continue;
    const rules = body.split('\n').filter((line) => !/\bhook\b/.test(line));
    chains.push({ policyDrops: /policy drop/.test(body), rules });
  }
  return chains;
}

function verdictFor(chain: Chain, matches: (rule: string) => boolean): 'drop' | 'accept' | undefined {
  for (const rule of chain.rules) {
    if (!matches(rule)) continue;
    if (/\b(drop|reject)\b/i.test(rule)) return 'drop';
    if (/\baccept\b/i.test(rule)) return 'accept';
  }
  return chain.policyDrops ? 'drop' : undefined;
}

/** Does an input chain drop new TCP connections to the port (and address)? A reading of plain rules, no emulation. */
export function dropsTcp(facts: NodeFacts, port: number, address: string): boolean {
  return inputChains(facts).some(
    (chain) =>
      verdictFor(chain, (rule) => {
        if (/ct state|iif(name)? "?lo"?\b|\b(udp|icmp|vrrp)\b|protocol (112|1|17)\b/.test(rule)) return false;
        const ports = /dport (\{[^}]*\}|\S+)/.exec(rule)?.[1];
        if (ports !== undefined && !mentions(ports, port)) return false;
        const destination = /ip daddr (\S+)/.exec(rule)?.[1];
        return destination === undefined || destination.split('/')[0] === address;
      }) === 'drop',
  );
}

function mentions(ports: string, port: number): boolean {
  const names: Readonly<Record<string, number>> = { http: 80, https: 443, 'http-alt': 8080 };
  return ports
    .replace(/[{}]/g, ' ')
    .split(/[\s,]+/)
    .some((word) => {
      const [low = '', high = low] = word.split('-');
      if (names[word] === port) return true;
      return /^\d+$/.test(low) && Number(low) <= port && port <= Number(high);
    });
}

/** Does an input chain drop VRRP (protocol 112 to 224.0.0.18)? */
export function dropsVrrp(facts: NodeFacts): boolean {
  return inputChains(facts).some(
    (chain) =>
      verdictFor(chain, (rule) => {
        if (/ct state|iif(name)? "?lo"?\b|\b(tcp|udp|icmp)\b/.test(rule)) return false;
        const destination = /ip daddr (\S+)/.exec(rule)?.[1];
        return destination === undefined || destination.startsWith('224.');
      }) === 'drop',
  );
}
