import type { FramePath } from '../../../contract/experiments.js';
import type { DiagnosisMessage } from '../../../contract/messages/verdicts.js';
import { type Cause, directors, firstCause, type VipCase } from './case.js';
import * as director from './director.js';
import * as realserver from './realserver.js';

const arp: readonly Cause[] = [
  realserver.vipOnNic,
  realserver.loPrefix,
  realserver.answersArp,
  realserver.announcesVip,
];

/** The page itself: a server answers, but with an error status. */
const page: Cause = (which) => {
  const bad = which.attempts?.find((each) => each.outcome === 'http-error');
  if (bad === undefined) return undefined;
  return { code: 'page-missing', params: { node: bad.server ?? which.vip, status: String(bad.status ?? 0) } };
};

/**
 * Why requests to a VIP do not do what they should, in the order in which each step excludes a class of causes
 * (who answers ARP; the director's VIP and service; each realserver; firewalls; persistence).
 */
export function vipCause(which: VipCase): DiagnosisMessage | undefined {
  // Requests are answered, so a missing service or server explains a wrong spread only after the ARP part.
  return firstCause(which, [
    director.vipMissing,
    director.serviceMissing,
    director.ignoresArp,
    ...arp,
    director.servers,
    realserver.webDown,
    realserver.vipMissing,
    director.forwarding,
    director.firewall,
    realserver.firewall,
    realserver.gateway,
    director.persistence,
    page,
    director.leftovers,
  ]);
}

/** Why the wrong node, or several, or none, answer ARP for a VIP. */
export function arpCause(which: VipCase): DiagnosisMessage | undefined {
  return firstCause(which, [director.vipMissing, director.ignoresArp, ...arp]);
}

/** Requests that the client sent to another node than the director, by the wire. */
export function bypassed(which: VipCase, path: FramePath | undefined): DiagnosisMessage | undefined {
  const first = directors(which)[0]?.node;
  if (path === undefined || first === undefined || which.from === undefined) return undefined;
  const names = directors(which).map((each) => each.node);
  const forwarded = names.some((name) => (path.requestSenders[name] ?? 0) > 0);
  const receivers = Object.keys(path.requestReceivers).filter((name) => !names.includes(name));
  if (forwarded || receivers.length === 0) return undefined;
  return { code: 'requests-bypass-director', params: { director: first, receivers: receivers.join(', ') } };
}
