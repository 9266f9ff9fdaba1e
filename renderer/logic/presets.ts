import type { SchedulerName } from '../../schedulers/schedulers.js';
import { type Setup, serversOf, usual } from './simulation.js';

/** An example that can be chosen, and what its order is held against. */
export interface Preset {
  readonly setup: Setup;
  readonly beside?: SchedulerName;
}

const of = (scheduler: SchedulerName, change: Partial<Setup> = {}): Preset => ({
  setup: { ...usual, scheduler, servers: serversOf([1, 2, 3]), ...change },
});

/** The course's example of SED (1.5.10), and of each scheduler what surprises about it. */
export const presets = {
  course: {
    setup: { ...usual, scheduler: 'sed', servers: serversOf([1, 2, 3], [1, 2, 3]), requests: 6 },
    beside: 'wlc',
  },
  rr: of('rr'),
  wrr: of('wrr'),
  lc: of('lc'),
  wlc: { ...of('wlc', { held: false }), beside: 'sed' },
  sed: { ...of('sed', { held: false }), beside: 'wlc' },
  nq: { ...of('nq'), beside: 'sed' },
  dh: of('dh', { clients: 20 }),
  sh: { ...of('sh', { clients: 20, servers: serversOf([100, 200, 300]) }), beside: 'mh' },
  mh: { ...of('mh', { clients: 20, servers: serversOf([1, 1, 1]), requests: 20 }), beside: 'sh' },
  lblc: of('lblc', { servers: serversOf([4, 4, 4]), requests: 16 }),
  lblcr: { ...of('lblcr', { servers: serversOf([4, 4, 4]), requests: 16 }), beside: 'lblc' },
  fo: of('fo'),
  ovf: of('ovf', { servers: serversOf([2, 3, 4]), requests: 14 }),
} as const satisfies Readonly<Record<string, Preset>>;

export type PresetName = keyof typeof presets;

export const presetNames = Object.keys(presets) as readonly PresetName[];
