// `npm test`: sets up what the tests need and runs everything: lint, dead code, unit tests, tests on real machines, of
// the app. What does not fit into 25 minutes of a fast machine (more of a slow one) is left out in turn, and said;
// LVSLAB_TEST_MINUTES sets others (CI), Infinity for everything.
// LVSLAB_TEST_VAGRANT=1 runs the tests on Vagrant's machines, too.
import { execFileSync } from 'node:child_process';
import { electronFolder, electronPackages } from './electron.mjs';
import { lvslab, root, run, say, setUp, testPackages } from './setup.mjs';
import {
  appSeconds,
  changedFiles,
  choose,
  labPart,
  leftOutText,
  machineParts,
  minutesFor,
  proofSeconds,
  referenceBoot,
  vagrantPart,
} from './test-plan.mjs';

const begun = Date.now();
const node = process.execPath;
const bin = (name) => `node_modules/.bin/${name}`;
const timed = (what, work) => {
  const started = Date.now();
  say(what);
  work();
  say(`${what}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
};
const given = process.env.LVSLAB_TEST_MINUTES;
const minutes = given === undefined ? undefined : Number(given);
if (minutes !== undefined && !(minutes > 0)) {
  console.error(`lvslab: LVSLAB_TEST_MINUTES=${given} is no number of minutes`);
  process.exit(2);
}
let budget = Infinity;
const left = () => budget * 60 - (Date.now() - begun) / 1000;
const leftOut = [];

timed('set-up', () => setUp([...testPackages, ...electronPackages]));
timed('lint', () => run(bin('oxlint'), ['--deny-warnings', '.']));
timed('house', () => run(node, ['scripts/house.mjs', '--quiet']));
timed('format', () => run(bin('biome'), ['format', '.']));
timed('dead code', () => run(bin('knip'), []));
timed('unit tests', () =>
  run(node, [bin('vitest'), 'run', '--project', 'unit'], {
    env: { ...process.env, LVSLAB_FUZZ_ARCHIVES: '100000' },
  }),
);
timed('guest image', () => lvslab('image', 'build'));

let slowness = 1;
timed('measuring this machine', () => {
  const boot = Number(
    execFileSync(node, ['dist/test/measure.js'], { cwd: root, encoding: 'utf8', timeout: 600_000 }).trim(),
  );
  slowness = Math.max(1, boot / referenceBoot);
  budget = minutesFor(minutes, slowness);
  say(
    `four nodes boot cold in ${boot} s (${referenceBoot} s where the tests were timed): time limits × ${slowness.toFixed(1)}`,
  );
});
const env = { ...process.env, LVSLAB_TEST_SLOWNESS: String(slowness) };

/** Every lab of the library, and whether the proof beside it is of what it is now. */
async function labParts() {
  const engine = `${root}/dist/engine`;
  const { placedLabs, requireLab } = await import(`${engine}/packs/library.js`);
  const { basisOf, isProven, readProof } = await import(`${engine}/proving/proof.js`);
  const { machineHash } = await import(`${root}/dist/guest/image-store.js`);
  const { requireArch } = await import(`${root}/dist/wiring/providers.js`);
  const { packsRoot } = await import(`${engine}/product.js`);
  const guest = await machineHash(requireArch());
  return placedLabs(packsRoot).map(({ folder, id, pack }) => {
    const loaded = requireLab(folder);
    const proof = readProof(folder);
    const proven = isProven(proof, basisOf(loaded, guest), loaded);
    const reboots = loaded.lab.steps.some(({ checks }) => checks.some(({ reboot }) => reboot !== undefined));
    return labPart({
      id,
      pack,
      mistakes: loaded.lab.mistakes.length,
      reboots,
      proven,
      took: proofSeconds(proof),
    });
  });
}

// The app is tested whole whenever it fits; the machines get what is left.
const app = appSeconds * slowness < left();
const vagrant = process.env.LVSLAB_TEST_VAGRANT === '1' ? [vagrantPart] : [];
const { chosen, left: later } = choose([...machineParts, ...(await labParts()), ...vagrant], {
  seconds: left() - (app ? appSeconds * slowness : 0),
  slowness,
  changed: changedFiles(root),
  turn: Math.floor(Date.now() / 3_600_000),
});
leftOut.push(...later.map(({ name }) => name));
const files = [...new Set(chosen.flatMap((part) => part.files))];
if (files.length > 0) {
  const labs = chosen.flatMap(({ lab }) => (lab === undefined ? [] : [lab]));
  const machineEnv = { ...env, LVSLAB_TEST_LABS: labs.join(',') };
  const names = chosen.filter((part) => part !== vagrantPart).map(({ name }) => name);
  timed(`tests on real machines (${names.join(', ')})`, () =>
    run(node, [bin('vitest'), 'run', '--project', 'vm', ...files], { env: machineEnv }),
  );
}

// A window wants a display: a virtual one, also on a host that has its own.
if (app) {
  const electron = await electronFolder();
  const e2e = [node, bin('vitest'), 'run', '--project', 'e2e'];
  const screen = ['-a', '-s', '-screen 0 1280x800x24'];
  timed('tests of the app', () =>
    run('xvfb-run', [...screen, ...e2e], { env: { ...env, ELECTRON_OVERRIDE_DIST_PATH: electron } }),
  );
} else leftOut.push('the app');

if (chosen.includes(vagrantPart))
  timed("tests on Vagrant's machines", () => run(node, ['scripts/test-vagrant.mjs'], { env }));

const notRun = leftOutText(leftOut, { minutes: budget, slowness });
if (notRun !== undefined) say(notRun);
