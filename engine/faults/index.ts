import type { FaultKind } from '../../contract/kinds/failover.js';
import type { FailureKind } from '../../contract/kinds/random-failure.js';
import type { ServerFault } from '../../contract/kinds/server-failure.js';
import { cutLink } from './cable.js';
import type { Fault, FaultContext } from './fault.js';
import { freeze } from './freeze.js';
import { killKeepalived } from './kill.js';
import { stopUnit } from './unit.js';
import { losePage, stopWeb } from './web.js';

/** What takes a node of a pair away. */
export const nodeFaults: Readonly<Record<FaultKind, (node: string, context: FaultContext) => Fault>> = {
  'stop-keepalived': (node, context) => stopUnit(node, 'keepalived', context),
  'cut-link': cutLink,
  freeze,
};

/** What makes a realserver fail. */
export const serverFaults: Readonly<
  Record<ServerFault, (node: string, context: FaultContext) => Fault | Promise<Fault>>
> = {
  'stop-service': stopWeb,
  'no-page': losePage,
  freeze,
  'cut-link': cutLink,
};

/** What can happen to any node. */
export const failures: Readonly<
  Record<FailureKind, (node: string, context: FaultContext) => Fault | Promise<Fault>>
> = { ...serverFaults, ...nodeFaults, 'kill-keepalived': killKeepalived };
