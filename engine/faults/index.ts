import type { FaultKind } from '../../contract/kinds/failover.js';
import { cutLink } from './cable.js';
import type { Fault, FaultContext } from './fault.js';
import { freeze } from './freeze.js';
import { stopUnit } from './unit.js';

/** What takes a node of a pair away. */
export const nodeFaults: Readonly<Record<FaultKind, (node: string, context: FaultContext) => Fault>> = {
  'stop-keepalived': (node, context) => stopUnit(node, 'keepalived', context),
  'cut-link': cutLink,
  freeze,
};
