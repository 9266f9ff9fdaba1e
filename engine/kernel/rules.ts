import type { KernelState } from '../../contract/handin.js';
import { isObject, type JsonObject, objects, parseJson, text } from '../facts/json-value.js';

type Rules = Pick<KernelState, 'nft' | 'iptablesNft' | 'ip6tablesNft'>;

/**
 * Rules of nf_tables, without what counts packets, numbers rules or tells versions, so that equal rules are equal texts. Tables that
 * iptables-nft-save can say are told by it alone.
 * @param said of `nft -j list ruleset` (libnftables-json(5)), iptables-nft-save and ip6tables-nft-save (iptables-save(8))
 */
export function rulesOf(said: { readonly nft: string; readonly ip: string; readonly ip6: string }): Rules {
  const ip = savedRules(said.ip);
  const ip6 = savedRules(said.ip6);
  const saved = new Set([...tablesOf(ip, 'ip'), ...tablesOf(ip6, 'ip6')]);
  const parsed = parseJson(said.nft.trim()) as JsonObject | undefined;
  const items = objects(parsed?.['nftables']).filter(
    (item) => item['metainfo'] === undefined && !saved.has(tableOf(item)),
  );
  return {
    ...(items.length === 0 ? {} : { nft: JSON.stringify({ nftables: items.map(withoutCounts) }) }),
    ...(ip === '' ? {} : { iptablesNft: ip }),
    ...(ip6 === '' ? {} : { ip6tablesNft: ip6 }),
  };
}

/** Without comments, which have the date, and the counters of chains; nothing where no table has a rule, a chain or a policy. */
function savedRules(said: string): string {
  const lines = said.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  if (!lines.some((line) => line.startsWith('-A ') || /^:\S+ (?!ACCEPT )/.test(line))) return '';
  return lines.map((line) => line.replace(/^(:.*) \[\d+:\d+\]$/, '$1 [0:0]')).join('\n');
}

function tablesOf(saved: string, family: string): readonly string[] {
  return [...saved.matchAll(/^\*(\w+)$/gm)].map(([, table]) => `${family} ${table}`);
}

/** The table that an item of a ruleset is, or is in. */
function tableOf(item: JsonObject): string {
  const [kind, what] = Object.entries(item)[0] ?? [];
  if (!isObject(what)) return '';
  return `${text(what['family'])} ${text(what[kind === 'table' ? 'name' : 'table'])}`;
}

function withoutCounts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutCounts);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'handle')
      .map(([key, of]) => [
        key,
        key === 'counter' && isObject(of) && 'packets' in of && !('table' in of)
          ? { packets: 0, bytes: 0 }
          : withoutCounts(of),
      ]),
  );
}
