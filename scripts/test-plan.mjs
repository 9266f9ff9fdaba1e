// Which tests run on machines this time: all that fit into the time there is, on a machine as fast as this one was
// measured to be. What changed first, then the others in turn, so that each gets its turn on a slow machine.
import { execFileSync } from 'node:child_process';

/** Seconds in which four nodes boot cold on the machine that `seconds` below were measured on (BENCH.md). */
export const referenceBoot = 22.9;

/**
 * Parts of the tests on machines, with their seconds on the reference machine and the folders that they are about; `due`: it has to be
 * shown anew, whatever changed when; `alone`: seconds from its beginning to its end.
 * @typedef {{ name: string, seconds: number, alone?: number, about: string[], files: string[], lab?: string, due?: boolean }} Part
 * @type {Part[]}
 */
export const machineParts = [
  {
    name: 'power',
    seconds: 235,
    about: ['qemu', 'guest', 'engine/machines', 'cli/commands'],
    files: ['test/power.test.ts'],
  },
  {
    name: 'picture',
    seconds: 75,
    about: ['engine/observe', 'engine/live', 'engine/app', 'renderer'],
    files: ['test/picture.test.ts'],
  },
  {
    name: 'crash',
    seconds: 130,
    about: ['qemu', 'engine/session', 'engine/live'],
    files: ['test/crash.test.ts'],
  },
  { name: 'dr', seconds: 120, about: ['engine', 'qemu', 'guest'], files: ['test/dr.test.ts'] },
  { name: 'failover', seconds: 70, about: ['engine/experiments'], files: ['test/failover.test.ts'] },
  {
    name: 'packs',
    seconds: 70,
    about: ['engine/install', 'engine/archive', 'engine/packs'],
    files: ['test/packs.test.ts'],
  },
  {
    name: 'schedulers',
    seconds: 140,
    about: ['schedulers', 'engine/experiments'],
    files: ['test/schedulers.test.ts'],
  },
  {
    name: 'grade',
    seconds: 260,
    about: ['engine/gradebook', 'engine/handins', 'engine/replay', 'engine/classes'],
    files: ['test/grade.test.ts'],
  },
  { name: 'bad-input', seconds: 50, about: ['cli', 'engine/packs'], files: ['test/bad-input.test.ts'] },
];

/**
 * A lab proven from both sides, as one of the parts. Two run side by side: these are half of the seconds that one takes alone.
 * @param {{ id: string, pack: string, mistakes: number, reboots: boolean, proven: boolean, took?: number }} lab `took`: seconds
 *   of the proof beside it, from a machine half as fast again as the reference; what a lab waits for (a cache that expires, a machine
 *   that hangs) is not told by the number of its mistakes
 * @returns {Part}
 */
export function labPart({ id, pack, mistakes, reboots, proven, took = 0 }) {
  return {
    name: `lab ${pack}/${id}`,
    seconds: Math.max(65 + 4 * mistakes + (reboots ? 30 : 0), Math.round(took / 3)),
    about: [
      'engine/checks',
      'engine/causes',
      'engine/judging',
      'engine/experiments',
      'engine/facts',
      'guest',
    ],
    files: ['test/labs.test.ts'],
    lab: `${pack}/${id}`,
    alone: Math.round(took / 1.5),
    due: !proven,
  };
}

/** Seconds of a proof, both sides, mistakes and variants; undefined: not proven whole. */
export function proofSeconds(proof) {
  if (proof?.sides === undefined) return undefined;
  const each = [...Object.values(proof.mistakes), ...Object.values(proof.variants)];
  return each.reduce((sum, { seconds }) => sum + seconds, proof.sides.seconds);
}

/** On machines that Vagrant makes: a part like the others, but its own suite. */
export const vagrantPart = { name: 'Vagrant', seconds: 730, about: ['vagrant', 'test/vagrant'], files: [] };
export const appSeconds = 480;

/**
 * Minutes for everything: what is allowed, but on a machine as fast as the one that was measured on no more than 35, and 25 where nobody
 * said anything; Infinity is all that there is.
 * @param {number | undefined} allowed
 * @param {number} slowness
 */
export function minutesFor(allowed, slowness) {
  if (allowed === undefined) return Math.round(25 * slowness);
  return Number.isFinite(allowed) ? Math.min(allowed, Math.round(35 * slowness)) : allowed;
}

/**
 * @param {Part[]} parts
 * @param {{ seconds: number, slowness: number, changed: string[], turn: number }} given `turn`: another number each time
 * @returns {{ chosen: Part[], left: Part[] }}
 */
export function choose(parts, { seconds, slowness, changed, turn }) {
  const touched = (part) =>
    changed.some((file) => part.about.some((folder) => file.startsWith(`${folder}/`)));
  const start = turn % parts.length;
  const inTurn = [...parts.slice(start), ...parts.slice(0, start)];
  const due = inTurn.filter((part) => part.due === true);
  const rest = inTurn.filter((part) => part.due !== true);
  const order = [...due, ...rest.filter(touched), ...rest.filter((part) => !touched(part))];
  const chosen = [];
  let left = seconds;
  for (const part of order) {
    // What takes long by itself is no shorter for what runs beside it.
    if (Math.max(part.seconds, part.alone ?? 0) * slowness > left) continue;
    left -= part.seconds * slowness;
    chosen.push(part);
  }
  return { chosen, left: order.filter((part) => !chosen.includes(part)) };
}

/**
 * What is said of what did not run; undefined: everything did.
 * @param {string[]} names
 * @param {{ minutes: number, slowness: number }} given
 * @returns {string | undefined}
 */
export function leftOutText(names, { minutes, slowness }) {
  if (names.length === 0) return undefined;
  return `left out, as ${minutes} minutes are too few on this machine (× ${slowness.toFixed(1)}): ${names.join(', ')}; each gets its turn`;
}

/** Files that the commits of the last day changed. Without a history all count as old. */
export function changedFiles(root) {
  try {
    const args = ['log', '--since=24 hours ago', '--name-only', '--pretty=format:'];
    const text = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
    return [...new Set(text.split('\n').filter((line) => line !== ''))];
  } catch {
    return [];
  }
}
