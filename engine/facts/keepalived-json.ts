import type { VrrpInstance } from '../../contract/facts.js';
import { isObject, number, objects, parseJson, text, words } from './json-value.js';

const states = ['INIT', 'BACKUP', 'MASTER', 'FAULT'] as const;

/**
 * The dump of keepalived's JSON signal (vrrp/vrrp_json.c): an array of `{data, stats}`; with `json_version 2` the
 * array is the member `vrrp` of an object. VIPs lose what follows their address: `10.0.0.10/24 dev eth0 scope …`.
 */
export function parseKeepalivedJson(output: string): readonly VrrpInstance[] {
  const parsed = parseJson(output);
  const list = objects(isObject(parsed) ? parsed['vrrp'] : parsed);
  return list.flatMap((item) => {
    const data = item['data'];
    if (!isObject(data)) return [];
    const name = text(data['iname']);
    if (name === undefined) return [];
    const stats = isObject(item['stats']) ? item['stats'] : {};
    return [
      {
        name,
        state: states[number(data['state']) ?? 0] ?? 'INIT',
        vrid: number(data['vrid']) ?? 0,
        basePriority: number(data['base_priority']) ?? 0,
        priority: number(data['effective_priority']) ?? 0,
        interface: text(data['ifp_ifname']) ?? '',
        vips: words(data['vips']).map((vip) => vip.split(' ', 1)[0] ?? ''),
        vipSet: data['vipset'] === true,
        advertInterval: number(data['adver_int']) ?? 0,
        stats: Object.fromEntries(
          Object.entries(stats).filter((entry): entry is [string, number] => number(entry[1]) !== undefined),
        ),
      },
    ];
  });
}

/** The instances as lines for evidence. */
export function showInstances(instances: readonly VrrpInstance[]): string {
  return instances
    .map((each) => {
      const errors = Object.entries(each.stats)
        .filter(([name, count]) => count > 0 && /err|fail|mismatch|invalid|rcvd|sent/.test(name))
        .map(([name, count]) => `${name}=${count}`);
      return `${each.name}: ${each.state} vrid ${each.vrid} priority ${each.priority} interface ${each.interface} vips ${each.vips.join(' ') || '-'} ${each.vipSet ? '(set)' : '(not set)'} ${errors.join(' ')}`.trim();
    })
    .join('\n');
}
