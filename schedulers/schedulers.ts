import { dh, sh } from './hash-table.js';
import { fo, ovf } from './highest.js';
import { lc, nq, sed, wlc } from './least.js';
import { lblc, lblcr } from './locality.js';
import { mh } from './maglev.js';
import { rr, wrr } from './round-robin.js';
import type { Scheduler } from './rule.js';

/** The schedulers of Linux 6.1, but for `twos`, which draws lots. */
export const schedulerNames = [
  'rr',
  'wrr',
  'lc',
  'wlc',
  'lblc',
  'lblcr',
  'dh',
  'sh',
  'mh',
  'sed',
  'nq',
  'fo',
  'ovf',
] as const;

export type SchedulerName = (typeof schedulerNames)[number];

/** By name; one that is missing does not compile. */
export const schedulers: { readonly [K in SchedulerName]: Scheduler } = {
  rr,
  wrr,
  lc,
  wlc,
  lblc,
  lblcr,
  dh,
  sh,
  mh,
  sed,
  nq,
  fo,
  ovf,
};

export function isScheduler(name: string): name is SchedulerName {
  return (schedulerNames as readonly string[]).includes(name);
}
