import type { Advert } from '../../contract/adverts.js';
import type { ExperimentRequest } from '../../contract/experiments.js';
import type { DiagnosisMessage } from '../../contract/messages/verdicts.js';
import type { World } from '../world/judge.js';
import { confsOf, lintTogether } from '../keepalived/lint.js';
import { nodeOfAddress, nodeOfMac } from '../world/topology-lookup.js';
import { cause, type Finding } from './cause.js';
import { groupOf, runningOn } from './vrrp.js';
import type { VrrpSymptom } from '../world/symptom.js';

/** Three adverts of the usual interval. */
const seconds = 3;

/** What the members of a group say to each other can be why one of them is what it is. */
const asks: readonly VrrpSymptom['what'][] = [
  'state',
  'no-master',
  'several-masters',
  'wrong-master',
  'vip-elsewhere',
];

const listening = (from: string): Extract<ExperimentRequest, { kind: 'vrrp' }> => ({
  kind: 'vrrp',
  from,
  seconds,
});

/**
 * What was heard on the wire for some seconds, beside what files and daemons say: a member that is MASTER and sends
 * nothing, members whose adverts the others do not take (RFC 3768 and 5798, section 7.1), and somebody else with the
 * group's VRID. Frames are not made up by a node; what only they show is found here.
 */
export const adverts = cause({
  explains: ['vrrp'],
  wants: ({ what, among }) => {
    const [first] = among;
    return first !== undefined && asks.includes(what) ? { experiments: [listening(first)] } : {};
  },
  find: (symptom, world) => {
    const [first] = symptom.among;
    if (first === undefined || !asks.includes(symptom.what)) return [];
    const heard = world.result(listening(first));
    if (!heard.ok || heard.result.kind !== 'vrrp') return [];
    return found(symptom, world, heard.result.adverts);
  },
});

/** Where the files differ in this, one does not take the other's adverts. */
const notTaken = ['auth-differs', 'vip-list-differs', 'advert-int-differs', 'vrrp-version-differs'] as const;

function found(symptom: VrrpSymptom, world: World, heard: readonly Advert[]): readonly Finding[] {
  const group = groupOf(world, symptom);
  const running = runningOn(group, symptom);
  const vrids = new Set([...running.values()].map(({ vrid }) => vrid));
  const name = [...running.values()][0]?.name ?? symptom.instance ?? '';
  /** The first advert of each member of the group, of its own instance. */
  const own = new Map<string, Advert>();
  const strangers = new Map<string, Advert>();
  for (const advert of heard) {
    const node =
      advert.node ?? nodeOfMac(world.topology, advert.mac) ?? nodeOfAddress(world.topology, advert.source);
    const instance = node === undefined ? undefined : running.get(node);
    if (node !== undefined && instance?.vrid === advert.vrid) {
      if (!own.has(node)) own.set(node, advert);
    } else if (vrids.has(advert.vrid) && !group.has(node ?? '')) strangers.set(advert.source, advert);
  }
  const findings: Finding[] = [];
  const told = new Set(lintTogether(confsOf(group), symptom.instance).map(({ diagnosis }) => diagnosis.code));
  const add = (diagnosis: DiagnosisMessage, strength: Finding['strength']) => {
    // What the files say already is told by them, with the line.
    if (!told.has(diagnosis.code)) findings.push({ diagnosis, strength });
  };
  for (const [node, { state, vrid, advertInterval }] of running) {
    if (state !== 'MASTER' || own.has(node) || advertInterval >= seconds) continue;
    // A master begins to wait anew with each advert that comes, also with one that it does not take (seen: 2.2.7): where the files differ
    // it may be kept from sending by that.
    const strength = notTaken.some((code) => told.has(code)) ? 'present' : 'likely';
    add({ code: 'adverts-not-sent', params: { node, instance: name, vrid: String(vrid) } }, strength);
  }
  const differs = (of: (advert: Advert) => string | undefined): string | undefined => {
    const values = [...own].map(([node, advert]) => [node, of(advert)] as const);
    if (values.some(([, value]) => value === undefined) || new Set(values.map(([, value]) => value)).size < 2)
      return undefined;
    return values.map(([node, value]) => `${node}: ${value}`).join(', ');
  };
  const params = (value: string) => ({ instance: name, found: value });
  const version = differs(({ version: each }) => `VRRPv${each}`);
  if (version !== undefined) add({ code: 'vrrp-version-differs', params: params(version) }, 'proven');
  const vrid = differs((advert) => String(advert.vrid));
  if (vrid !== undefined) add({ code: 'vrid-differs', params: params(vrid) }, 'proven');
  const old = [...own.values()].every((advert) => advert.version === 2);
  if (old && differs(({ auth }) => auth) !== undefined)
    add({ code: 'auth-differs', params: { instance: name, nodes: [...own.keys()].join(', ') } }, 'proven');
  const interval = old ? differs((advert) => advert.interval?.toString()) : undefined;
  if (interval !== undefined) add({ code: 'advert-int-differs', params: params(interval) }, 'proven');
  const vips = differs((advert) => advert.vips?.toSorted().join(' '));
  if (vips !== undefined) add({ code: 'vip-list-differs', params: params(vips) }, 'proven');
  for (const { source, vrid: theirs, priority } of strangers.values()) {
    const above = [...running.values()].every((each) => each.priority < priority);
    const strength = above && symptom.what !== 'several-masters' ? 'likely' : 'present';
    add(
      { code: 'vrid-of-others', params: { source, vrid: String(theirs), priority: String(priority) } },
      strength,
    );
  }
  return findings;
}
