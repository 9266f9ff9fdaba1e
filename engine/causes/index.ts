import type { World } from '../world/judge.js';
import type { Topology } from '../machines/provider.js';
import { addressMissing } from './address.js';
import { adverts } from './adverts.js';
import { answersArp, announcesVip, clientMistaken, directorIgnoresArp, ignoresAll, vipOnNic } from './arp.js';
import { type Cause, causeWants, explain, type Explanation } from './cause.js';
import { askedNode, direct } from './direct.js';
import * as director from './director.js';
import { forwardChain } from './forward-chain.js';
import { health } from './health.js';
import { lanLocal } from './lan-local.js';
import * as realserver from './realserver.js';
import type { Symptom } from '../world/symptom.js';
import * as table from './table.js';
import { unicastPeers } from './unicast.js';
import { unitDown } from './unit.js';
import { vipIsSource } from './vip-source.js';
import { vrrp } from './vrrp.js';

/**
 * Every cause. Of causes that are equally sure the first counts: each step excludes a class (who answers ARP; the VIP and
 * its service; each realserver; firewalls; shares).
 */
export const causes: readonly Cause[] = [
  lanLocal,
  director.vipMissing,
  director.serviceMissing,
  directorIgnoresArp,
  vipIsSource,
  vipOnNic,
  answersArp,
  announcesVip,
  clientMistaken,
  director.strangeServers,
  director.servers,
  director.method,
  realserver.webDown,
  realserver.vipMissing,
  realserver.tunnelDown,
  realserver.reversePath,
  director.forwarding,
  director.firewall,
  forwardChain,
  realserver.firewall,
  realserver.gateway,
  ignoresAll,
  director.spread,
  realserver.page,
  director.leftovers,
  director.bypassed,
  table.serviceMissing,
  table.serverMissing,
  table.tableDiffers,
  health,
  addressMissing,
  unitDown,
  vrrp,
  unicastPeers,
  adverts,
];

/** The own address of a node that is no director has no virtual service: who is asked there answers for itself. */
const ownAddress: readonly Cause[] = [lanLocal, direct, ignoresAll, realserver.page, realserver.gateway];

function causesOf(symptom: Symptom, world: { readonly topology: Topology }): readonly Cause[] {
  return symptom.kind === 'requests' && askedNode(world, symptom) !== undefined ? ownAddress : causes;
}

/** What has to be known to explain a symptom. */
export function explanationWants(symptom: Symptom, topology: Topology): ReturnType<typeof causeWants> {
  return causeWants(causesOf(symptom, { topology }), symptom, topology);
}

/** Why something is as it was seen. */
export function explanationOf(symptom: Symptom, world: World): Explanation {
  return explain(causesOf(symptom, world), symptom, world);
}
