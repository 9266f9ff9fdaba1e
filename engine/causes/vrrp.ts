import type { NodeFacts, VrrpInstance } from '../../contract/facts.js';
import { devicesWith } from '../world/ipvs-lookup.js';
import type { World } from '../world/judge.js';
import { readConf } from '../keepalived/conf.js';
import { confsOf, lintTogether } from '../keepalived/lint.js';
import { cause, type Finding } from './cause.js';
import { dropsVrrp } from './firewall.js';
import { failedScripts, faultReason, instanceOn, keepalivedCauses, masterWith } from './keepalived.js';
import { factsIf } from './look.js';
import type { VrrpSymptom } from '../world/symptom.js';

/** The members of a group whose keepalived could be looked at, by node. */
export type Group = ReadonlyMap<string, NodeFacts>;

export function groupOf(world: World, { among }: VrrpSymptom): Group {
  return new Map(
    among.flatMap((node): [string, NodeFacts][] => {
      const facts = factsIf(world, node);
      return facts?.keepalived === undefined ? [] : [[node, facts]];
    }),
  );
}

export function runningOn(group: Group, { instance, vip }: VrrpSymptom): ReadonlyMap<string, VrrpInstance> {
  const all = [...group.values()];
  return new Map(
    [...group].flatMap(([node, facts]): [string, VrrpInstance][] => {
      const found = instanceOn(facts, instance, all, vip);
      return found === undefined ? [] : [[node, found]];
    }),
  );
}

const several = (symptom: VrrpSymptom): boolean =>
  symptom.what === 'several-masters' || symptom.what === 'state' || symptom.what === 'vip-elsewhere';

/** Each node's own trouble: whoever does not run cannot be master, whoever runs another file is not what it says. */
function ownTrouble(symptom: VrrpSymptom, group: Group): readonly Finding[] {
  return [...group].flatMap(([node, facts]) =>
    keepalivedCauses(node, facts, undefined, 'vrrp').map((diagnosis): Finding => {
      // One that does not run, and left nothing behind, is no second master.
      const gone = ['keepalived-not-running', 'keepalived-not-installed', 'stopped-by-script'].includes(
        diagnosis.code,
      );
      const harmless =
        (symptom.what === 'several-masters' && gone) ||
        (symptom.what === 'state' &&
          symptom.node !== undefined &&
          symptom.node !== node &&
          gone &&
          diagnosis.code !== 'stopped-by-script' &&
          facts.keepalived?.running !== false) ||
        diagnosis.code === 'script-disabled';
      const expected = symptom.expect === undefined || symptom.expect === node || symptom.node === node;
      return { diagnosis, strength: harmless ? 'present' : 'proven', share: expected ? 1 : 0.8 };
    }),
  );
}

/** What the files of a group say differently: each of these makes two masters, or the wrong one. */
function differences(symptom: VrrpSymptom, group: Group): readonly Finding[] {
  return lintTogether(confsOf(group), symptom.instance)
    .filter((each) => each.severity !== 'warning')
    .map(({ diagnosis }): Finding => {
      const priority = diagnosis.code === 'equal-priority';
      const fits = priority
        ? ['wrong-master', 'no-failback', 'state'].includes(symptom.what)
        : several(symptom) || symptom.what === 'wrong-master';
      // Of two who hear each other the higher address wins: equal priorities make nobody a second master.
      const beside = priority && symptom.what === 'several-masters';
      return { diagnosis, strength: fits ? 'proven' : beside ? 'present' : 'likely' };
    });
}

/** A node in FAULT takes part in nothing: its own log says why. */
function faults(symptom: VrrpSymptom, group: Group): readonly Finding[] {
  return [...runningOn(group, symptom)].flatMap(([node, { name, state }]): readonly Finding[] => {
    if (state !== 'FAULT') return [];
    const facts = group.get(node)!;
    const conf = readConf(facts.keepalived, node);
    const own = conf.instances.find((each) => each.name === name);
    const [failed] = failedScripts(
      node,
      facts,
      conf,
      own?.scripts.filter(({ weight }) => weight === 0),
    );
    if (failed !== undefined) {
      const params = { ...failed, instance: name };
      return [{ diagnosis: { code: 'track-script-fault', params }, strength: 'proven' }];
    }
    const source = own?.unicastSource;
    if (source !== undefined && devicesWith(facts, source).length === 0)
      return [
        {
          diagnosis: { code: 'unicast-source-missing', params: { node, instance: name, address: source } },
          strength: 'proven',
        },
      ];
    const reason = faultReason(facts, name);
    const params = { node, instance: name, ...(reason === undefined ? {} : { reason }) };
    return [{ diagnosis: { code: 'vrrp-fault', params }, strength: 'proven' }];
  });
}

/** Who is master though the files would have another: a script's weight, a sync group, no preemption. */
function decided(symptom: VrrpSymptom, group: Group): readonly Finding[] {
  if (!['wrong-master', 'no-master', 'no-failback', 'state', 'vip-elsewhere'].includes(symptom.what))
    return [];
  const running = runningOn(group, symptom);
  const found: Finding[] = [];
  for (const [node, instance] of running) {
    if (symptom.expect !== undefined && symptom.expect !== node) continue;
    const facts = group.get(node)!;
    const conf = readConf(facts.keepalived, node);
    const own = conf.instances.find((each) => each.name === instance.name);
    const above = [...running].find(([other, each]) => other !== node && each.priority > instance.priority);
    const [failed] = failedScripts(
      node,
      facts,
      conf,
      own?.scripts.filter(({ weight }) => weight < 0),
    );
    if (
      failed !== undefined &&
      instance.priority < instance.basePriority &&
      (above !== undefined || symptom.expect === node)
    ) {
      const params = {
        ...failed,
        priority: instance.priority,
        base: instance.basePriority,
        other: above === undefined ? 0 : above[1].priority,
        peer: above?.[0] ?? '',
      };
      found.push({ diagnosis: { code: 'track-script-lowers', params }, strength: 'proven' });
    }
    if (own?.group !== undefined) {
      const members = conf.groups.find(({ name }) => name === own.group)?.instances ?? [];
      if (members.length > 1 && instance.state !== 'MASTER') {
        const params = { node, group: own.group, instances: members.join(', ') };
        found.push({ diagnosis: { code: 'sync-group', params }, strength: 'proven' });
      }
    }
    if (own?.nopreempt === true && instance.state !== 'MASTER' && above === undefined)
      found.push({
        diagnosis: { code: 'nopreempt-set', params: { node, instance: instance.name } },
        strength: 'proven',
      });
  }
  const wanted = symptom.expect === undefined ? undefined : running.get(symptom.expect);
  const higher =
    wanted &&
    [...running].find(([node, each]) => node !== symptom.expect && each.basePriority > wanted.basePriority);
  if (wanted !== undefined && higher !== undefined && symptom.expect !== undefined) {
    const params = {
      instance: wanted.name,
      master: symptom.expect,
      found: String(wanted.basePriority),
      other: higher[0],
      higher: String(higher[1].basePriority),
    };
    found.push({ diagnosis: { code: 'priority-decides', params }, strength: 'proven' });
  }
  // A node that should not be master is, because it has the higher priority.
  const own = symptom.what === 'state' && symptom.node !== undefined ? running.get(symptom.node) : undefined;
  const lower =
    own && [...running].find(([node, each]) => node !== symptom.node && each.basePriority < own.basePriority);
  if (own?.state === 'MASTER' && lower !== undefined && lower[1].state === 'BACKUP') {
    const params = {
      instance: own.name,
      master: lower[0],
      found: String(lower[1].basePriority),
      other: symptom.node ?? '',
      higher: String(own.basePriority),
    };
    found.push({ diagnosis: { code: 'priority-decides', params }, strength: 'likely' });
  }
  return found;
}

/** Who comes back and takes over: one with the higher priority, as long as nothing keeps it from that. */
function preemption(symptom: VrrpSymptom, group: Group): readonly Finding[] {
  const { node } = symptom;
  if (symptom.what !== 'failback' || node === undefined) return [];
  const running = runningOn(group, symptom);
  const back = running.get(node);
  const lower = back && [...running].find(([other, each]) => other !== node && each.priority < back.priority);
  if (back === undefined || lower === undefined) return [];
  const conf = readConf(group.get(node)!.keepalived, node);
  const own = conf.instances.find(({ name }) => name === back.name);
  if (own === undefined) return [];
  const instance = own.name;
  if (own.nopreempt)
    return own.state === 'MASTER'
      ? [{ diagnosis: { code: 'nopreempt-with-master', params: { node, instance } }, strength: 'proven' }]
      : [];
  const [peer, { priority: other }] = lower;
  const params = { node, instance, priority: back.priority, peer, other };
  return [{ diagnosis: { code: 'preempts', params }, strength: 'proven' }];
}

/** F-FWVRRP: only where a rule drops it; keepalived that hears nothing may be spoken to in words that it does not take. */
function filtered(world: World, group: Group, symptom: VrrpSymptom): readonly Finding[] {
  const speakers = world.topology.nodes
    .filter(({ name }) => group.has(name))
    .flatMap(({ interfaces }) => interfaces.map(({ address }) => address));
  return [...group].flatMap(([node, facts]): readonly Finding[] =>
    dropsVrrp(facts, speakers)
      ? [
          {
            diagnosis: { code: 'vrrp-filtered', params: { node } },
            strength: several(symptom) || symptom.what === 'wrong-master' ? 'proven' : 'likely',
          },
        ]
      : [],
  );
}

/** What is left when files agree and nothing filters: a VIP that somebody put there, or two who do not hear each other. */
function strangers(symptom: VrrpSymptom, group: Group): readonly Finding[] {
  const running = runningOn(group, symptom);
  const masters = [...running].filter(([, { state }]) => state === 'MASTER').map(([node]) => node);
  const found: Finding[] = [...running].flatMap(([node, { state, vips }]): readonly Finding[] => {
    const facts = group.get(node)!;
    // With the VIP in two of a node's instances, the other one has it rightly.
    const vip = vips
      .map((each) => each.split('/')[0] ?? '')
      .find((each) => devicesWith(facts, each).length > 0 && masterWith(facts, each) === undefined);
    return state === 'MASTER' || vip === undefined
      ? []
      : [{ diagnosis: { code: 'backup-has-vip', params: { node, vip } }, strength: 'proven' }];
  });
  if (masters.length > 1) {
    const instance = [...running.values()][0]?.name ?? '';
    found.push({
      diagnosis: { code: 'both-masters', params: { instance, nodes: masters.join(', ') } },
      strength: 'likely',
      share: 0.1,
    });
  }
  return found;
}

/** vrrp_strict: the address is there and answers ARP, and every packet to it is dropped. */
function strict(symptom: VrrpSymptom, group: Group): readonly Finding[] {
  return [...group].flatMap(([node, facts]): readonly Finding[] => {
    const conf = readConf(facts.keepalived, node);
    const deaf = conf.strict
      ? conf.instances.find(({ accept, priority }) => !accept && priority !== 255)
      : undefined;
    if (deaf === undefined) return [];
    const params = { node, vip: symptom.vip ?? deaf.vips[0] ?? '' };
    const fits =
      symptom.what === 'no-answer' || symptom.what === 'slow-failover' || symptom.what === 'no-failover';
    return [{ diagnosis: { code: 'strict-drops-vip', params }, strength: fits ? 'proven' : 'present' }];
  });
}

/** All that can be said of a group, in the order in which it is looked at. */
export function vrrpFindings(symptom: VrrpSymptom, world: World): readonly Finding[] {
  const group = groupOf(world, symptom);
  return [
    ...ownTrouble(symptom, group),
    ...faults(symptom, group),
    ...strict(symptom, group),
    ...decided(symptom, group),
    ...preemption(symptom, group),
    ...differences(symptom, group),
    ...filtered(world, group, symptom),
    ...strangers(symptom, group),
  ];
}

const facts = { network: true, keepalived: true, log: true, firewall: true };

export const vrrp = cause({
  explains: ['vrrp'],
  wants: ({ among }) => ({ facts: Object.fromEntries(among.map((node) => [node, facts])) }),
  find: (symptom, world) => vrrpFindings(symptom, world),
});
