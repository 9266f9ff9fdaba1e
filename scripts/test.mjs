// `npm test`: sets up what the tests need and runs everything: lint, dead code, unit tests, tests on real machines.
import { electronFolder, electronPackages } from './electron.mjs';
import { lvslab, run, say, setUp, testPackages } from './setup.mjs';

const node = process.execPath;
const bin = (name) => `node_modules/.bin/${name}`;
const timed = (what, work) => {
  const started = Date.now();
  say(what);
  work();
  say(`${what}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
};

timed('set-up', () => setUp([...testPackages, ...electronPackages]));
timed('lint', () => run(bin('oxlint'), ['--deny-warnings', '.']));
timed('format', () => run(bin('biome'), ['format', '.']));
timed('dead code', () => run(bin('knip'), []));
timed('unit tests', () => run(node, [bin('vitest'), 'run', '--project', 'unit']));
timed('guest image', () => lvslab('image', 'build'));
timed('tests on real machines', () => run(node, [bin('vitest'), 'run', '--project', 'vm']));

// A window wants a display: a virtual one, also on a host that has its own.
const electron = await electronFolder();
const e2e = [node, bin('vitest'), 'run', '--project', 'e2e'];
const screen = ['-a', '-s', '-screen 0 1280x800x24'];
timed('tests of the app', () =>
  run('xvfb-run', [...screen, ...e2e], { env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: electron } }),
);
