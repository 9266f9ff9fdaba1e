// The house, as files import each other: node scripts/house.mjs draws it, and says what must not be.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * The rooms, lowest first, each with those that it may import from besides itself. What is in none of them (scripts,
 * configuration) stands outside. Tests and what only they use (`testing/`) may look into every room.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const rooms = {
  contract: [],
  schedulers: [],
  engine: [],
  'engine/rpc': ['contract'],
  'engine/signing': ['contract'],
  'engine/machines': ['contract'],
  'engine/log': ['contract', 'engine', 'engine/machines'],
  'engine/facts': ['contract', 'engine/log', 'engine/machines'],
  'engine/world': ['contract', 'engine/machines', 'engine/facts'],
  'engine/kernel': ['contract', 'engine/machines', 'engine/facts'],
  'engine/keepalived': ['contract'],
  'engine/causes': ['contract', 'engine/machines', 'engine/world', 'engine/keepalived'],
  'engine/checks': [
    'contract',
    'schedulers',
    'engine/machines',
    'engine/facts',
    'engine/world',
    'engine/keepalived',
    'engine/causes',
  ],
  'engine/judging': ['contract', 'engine/machines', 'engine/world', 'engine/causes', 'engine/checks'],
  'engine/archive': ['contract', 'engine/machines'],
  'engine/packs': [
    'contract',
    'engine',
    'engine/machines',
    'engine/checks',
    'engine/archive',
    'engine/signing',
  ],
  'engine/install': ['contract', 'engine/machines', 'engine/archive', 'engine/signing', 'engine/packs'],
  'engine/classes': ['contract', 'engine/machines', 'engine/packs'],
  'engine/translation': ['contract', 'engine/machines', 'engine/packs'],
  'engine/importing': ['contract', 'engine', 'engine/machines', 'engine/packs'],
  'engine/faults': ['contract', 'engine/machines'],
  'engine/experiments': [
    'contract',
    'schedulers',
    'engine/machines',
    'engine/facts',
    'engine/world',
    'engine/kernel',
    'engine/faults',
  ],
  'engine/recording': [
    'contract',
    'engine/machines',
    'engine/facts',
    'engine/world',
    'engine/causes',
    'engine/checks',
    'engine/judging',
  ],
  'engine/session': [
    'contract',
    'engine/log',
    'engine/rpc',
    'engine/machines',
    'engine/facts',
    'engine/world',
    'engine/checks',
    'engine/judging',
    'engine/packs',
    'engine/experiments',
    'engine/recording',
  ],
  'engine/handins': [
    'contract',
    'engine/machines',
    'engine/facts',
    'engine/kernel',
    'engine/archive',
    'engine/signing',
    'engine/packs',
  ],
  'engine/observe': [
    'contract',
    'engine/machines',
    'engine/facts',
    'engine/log',
    'engine/world',
    'engine/experiments',
    'engine/session',
  ],
  'engine/live': [
    'contract',
    'engine/log',
    'engine/rpc',
    'engine/machines',
    'engine/checks',
    'engine/packs',
    'engine/session',
    'engine/observe',
    'engine/world',
    'engine/handins',
    'engine',
  ],
  'engine/proving': [
    'contract',
    'engine',
    'engine/machines',
    'engine/facts',
    'engine/checks',
    'engine/experiments',
    'engine/packs',
    'engine/recording',
    'engine/session',
    'engine/live',
  ],
  'engine/replay': [
    'contract',
    'engine/machines',
    'engine/experiments',
    'engine/checks',
    'engine/packs',
    'engine/session',
    'engine/handins',
    'engine/world',
  ],
  'engine/grading': ['contract', 'engine', 'engine/machines', 'engine/session'],
  'engine/gradebook': [
    'contract',
    'engine',
    'engine/log',
    'engine/machines',
    'engine/packs',
    'engine/classes',
    'engine/session',
    'engine/grading',
    'engine/handins',
    'engine/replay',
    'engine/world',
  ],
  'engine/app': [
    'contract',
    'engine/log',
    'engine/machines',
    'engine/packs',
    'engine/install',
    'engine/classes',
    'engine/session',
    'engine/live',
    'engine/grading',
    'engine/handins',
    'engine/replay',
    'engine/gradebook',
  ],
  guest: ['contract', 'engine', 'engine/machines', 'engine/signing'],
  qemu: ['contract', 'engine/machines', 'guest'],
  vagrant: ['contract', 'engine', 'engine/machines', 'guest'],
  recorded: ['contract', 'engine', 'engine/machines', 'engine/facts', 'engine/recording'],
  wiring: [
    'contract',
    'engine',
    'engine/machines',
    'engine/session',
    'engine/app',
    'engine/packs',
    'engine/install',
    'guest',
    'qemu',
    'vagrant',
    'recorded',
  ],
  cli: [
    'contract',
    'schedulers',
    'engine',
    'engine/log',
    'engine/archive',
    'engine/signing',
    'engine/rpc',
    'engine/machines',
    'engine/packs',
    'engine/install',
    'engine/classes',
    'engine/translation',
    'engine/importing',
    'engine/session',
    'engine/live',
    'engine/proving',
    'engine/grading',
    'engine/handins',
    'engine/replay',
    'engine/gradebook',
    'engine/app',
    'guest',
    'vagrant',
    'wiring',
  ],
  main: ['contract', 'engine', 'engine/log', 'engine/rpc', 'engine/app', 'wiring'],
  'renderer/logic': ['contract', 'schedulers'],
  'renderer/base': ['contract', 'renderer/logic'],
  'renderer/texts': ['contract', 'renderer/logic', 'renderer/base'],
  'renderer/parts': ['contract', 'schedulers', 'renderer/logic', 'renderer/base', 'renderer/texts'],
  'renderer/views': [
    'contract',
    'schedulers',
    'renderer/logic',
    'renderer/base',
    'renderer/texts',
    'renderer/parts',
  ],
  renderer: ['contract', 'renderer/base', 'renderer/texts', 'renderer/parts', 'renderer/views'],
};

/** Every import of ours, types as well: an arrow is an arrow. Code is formatted, so that one pattern sees each. */
const imports =
  /(?:^|\n)(?:import|export)\b[^'";]*?\bfrom\s*'(\.{1,2}\/[^']+)'|(?:^|\n)import\s*'(\.{1,2}\/[^']+)'|\bimport\(\s*'(\.{1,2}\/[^']+)'/g;

const isTest = (/** @type {string} */ file) => /\.test\.tsx?$|(?:^|\/)testing\//.test(file);

/** @param {string} file @returns {string | undefined} the room that a file is in: the innermost that has a name */
export function roomOf(file) {
  for (let folder = dirname(file); folder !== '.'; folder = dirname(folder))
    if (folder in rooms) return folder;
  return undefined;
}

/**
 * @param {ReadonlyMap<string, string>} texts by file, from the root
 * @returns {ReadonlyMap<string, readonly string[]>} what each file imports of ours
 */
export function arrowsOf(texts) {
  const arrows = new Map();
  for (const [file, text] of texts) {
    const targets = [...text.matchAll(imports)].flatMap(([, from, bare, called]) => {
      const path = normalize(join(dirname(file), from ?? bare ?? called ?? ''));
      const stem = path.replace(/\.[cm]?jsx?$/, '');
      return (
        [path, ...['.ts', '.tsx', '.cts'].map((end) => stem + end)].find((each) => texts.has(each)) ?? []
      );
    });
    arrows.set(file, [...new Set(targets)]);
  }
  return arrows;
}

/**
 * @param {ReadonlyMap<string, readonly string[]>} arrows
 * @returns {readonly string[]} what must not be: arrows that no room has, tests that are needed to run, circles of files
 */
export function faultsOf(arrows) {
  const faults = [];
  for (const [file, targets] of arrows) {
    const room = roomOf(file);
    if (room === undefined || isTest(file)) continue;
    for (const target of targets) {
      const other = roomOf(target);
      if (isTest(target)) faults.push(`${file} → ${target}: only tests use what is in testing/`);
      else if (other !== room && !(other !== undefined && rooms[room]?.includes(other)))
        faults.push(`${file} → ${target}: ${room} does not import ${other ?? 'what is in no room'}`);
    }
  }
  return [...faults, ...circlesOf(arrows).map((circle) => `a circle: ${circle.join(' → ')}`)];
}

/** @param {ReadonlyMap<string, readonly string[]>} arrows @returns {readonly (readonly string[])[]} */
function circlesOf(arrows) {
  const circles = [];
  const done = new Set();
  /** @type {string[]} */
  const trail = [];
  const visit = (/** @type {string} */ file) => {
    const at = trail.indexOf(file);
    if (at !== -1) return void circles.push([...trail.slice(at), file]);
    if (done.has(file)) return;
    trail.push(file);
    for (const target of arrows.get(file) ?? []) visit(target);
    trail.pop();
    done.add(file);
  };
  for (const file of arrows.keys()) visit(file);
  return circles;
}

/** @returns {ReadonlyMap<string, string>} */
export function sources() {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx', '*.cts'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = listed
    .trim()
    .split('\n')
    .filter((file) => existsSync(join(root, file)));
  return new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const arrows = arrowsOf(sources());
  if (!process.argv.includes('--quiet'))
    for (const room of Object.keys(rooms)) {
      /** @type {Map<string, number>} */
      const to = new Map();
      for (const [file, targets] of arrows)
        if (roomOf(file) === room && !isTest(file))
          for (const target of targets) {
            const other = roomOf(target) ?? '';
            if (other !== room) to.set(other, (to.get(other) ?? 0) + 1);
          }
      console.log(
        `${room.padEnd(18)} → ${[...to].map(([other, count]) => `${other} ${count}`).join(', ') || '–'}`,
      );
    }
  const faults = faultsOf(arrows);
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
