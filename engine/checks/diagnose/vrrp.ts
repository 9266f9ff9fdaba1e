import type { NodeFacts } from '../../../contract/facts.js';
import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import type { World } from '../judge.js';
import { devicesWith } from '../ipvs-lookup.js';
import { readConf } from '../keepalived/conf.js';
import { confsOf, lintNode, lintTogether } from '../keepalived/lint.js';
import { factsIf } from './case.js';
import { dropsVrrp } from './firewall.js';

/** Is keepalived meant to run here: it runs, or has a configuration, or others expect it to be asked for. */
export function usesKeepalived(facts: NodeFacts): boolean {
  return (
    facts.keepalived !== undefined && (facts.keepalived.running || facts.keepalived.config !== undefined)
  );
}

/** Why keepalived does not do its work on one node; undefined when nothing is wrong with it alone. */
export function nodeCause(node: string, facts: NodeFacts): DiagnosisMessage | undefined {
  const { keepalived } = facts;
  if (keepalived === undefined) return undefined;
  const left = (): DiagnosisMessage | undefined => {
    const conf = readConf(keepalived.config ?? '');
    const vip = conf.instances
      .flatMap((each) => each.vips)
      .find((each) => devicesWith(facts, each).length > 0);
    return vip === undefined ? undefined : { code: 'vip-left-after-kill', params: { node, vip } };
  };
  if (!keepalived.running && keepalived.test === undefined)
    return { code: 'keepalived-not-installed', params: { node } };
  if (keepalived.config === undefined) return { code: 'keepalived-config-missing', params: { node } };
  const problem = lintNode(node, facts).find(
    (each) => each.severity === 'error' && each.diagnosis.code !== 'health-check-wrong-port',
  );
  if (problem !== undefined) return problem.diagnosis;
  if (!keepalived.running) return left() ?? { code: 'keepalived-not-running', params: { node } };
  return notReloaded(node, facts);
}

/** The running instance against the file: a changed file needs a reload. */
function notReloaded(node: string, facts: NodeFacts): DiagnosisMessage | undefined {
  const { keepalived } = facts;
  if (keepalived?.config === undefined || keepalived.instances.length === 0) return undefined;
  for (const wanted of readConf(keepalived.config).instances) {
    const running = keepalived.instances.find((each) => each.name === wanted.name);
    const differs = (setting: string): DiagnosisMessage => ({
      code: 'config-not-reloaded',
      params: { node, instance: wanted.name, setting },
    });
    if (running === undefined) return differs('vrrp_instance');
    if (wanted.vrid !== undefined && wanted.vrid !== running.vrid) return differs('virtual_router_id');
    if (wanted.priority !== running.basePriority) return differs('priority');
    const vips = running.vips.map((each) => each.split('/')[0]);
    if (wanted.vips.some((each) => !vips.includes(each))) return differs('virtual_ipaddress');
  }
  return undefined;
}

export interface VrrpCase {
  readonly vip?: string;
  readonly instance?: string;
  /** The nodes of the group; absent: all directors with facts of keepalived. */
  readonly among?: readonly string[];
}

function groupOf(world: World, which: VrrpCase): ReadonlyMap<string, NodeFacts> {
  const names =
    which.among ?? world.topology.nodes.filter((each) => each.role === 'director').map((each) => each.name);
  return new Map(
    names.flatMap((node): [string, NodeFacts][] => {
      const facts = factsIf(world, node);
      return facts?.keepalived === undefined ? [] : [[node, facts]];
    }),
  );
}

/**
 * Why a VRRP group is not as it should be: each node's own trouble, then what differs between them, then a filter.
 * Undefined when nothing can be seen.
 */
export function vrrpCause(world: World, which: VrrpCase): DiagnosisMessage | undefined {
  const group = groupOf(world, which);
  for (const [node, facts] of group) {
    const own = nodeCause(node, facts);
    if (own !== undefined) return own;
  }
  const [cross] = lintTogether(confsOf(group), which.instance).filter((each) => each.severity === 'error');
  if (cross !== undefined) return cross.diagnosis;
  return splitBrain(group, which);
}

/** Two masters whose files agree: somebody does not get the adverts (F-FWVRRP), or a VIP was put there by hand. */
function splitBrain(group: ReadonlyMap<string, NodeFacts>, which: VrrpCase): DiagnosisMessage | undefined {
  const filtered = [...group].find(([, facts]) => dropsVrrp(facts));
  if (filtered !== undefined) return { code: 'vrrp-filtered', params: { node: filtered[0] } };
  const names = new Set(
    [...group.values()].flatMap((facts) => facts.keepalived?.instances.map((each) => each.name) ?? []),
  );
  for (const name of names) {
    if (which.instance !== undefined && which.instance !== name) continue;
    const masters = [...group].filter(([, facts]) =>
      facts.keepalived?.instances.some((each) => each.name === name && each.state === 'MASTER'),
    );
    if (masters.length > 1) {
      const deaf = masters.find(([, facts]) =>
        facts.keepalived?.instances.some(
          (each) => each.name === name && (each.stats['advert_rcvd'] ?? 0) === 0,
        ),
      );
      if (deaf !== undefined) return { code: 'vrrp-filtered', params: { node: deaf[0] } };
      return {
        code: 'both-masters',
        params: { instance: name, nodes: masters.map(([node]) => node).join(', ') },
      };
    }
    for (const [node, facts] of group) {
      const instance = facts.keepalived?.instances.find((each) => each.name === name);
      const vip = instance?.vips
        .map((each) => each.split('/')[0] ?? '')
        .find((each) => devicesWith(facts, each).length > 0);
      if (instance !== undefined && instance.state !== 'MASTER' && vip !== undefined) {
        return { code: 'backup-has-vip', params: { node, vip } };
      }
    }
  }
  return undefined;
}
