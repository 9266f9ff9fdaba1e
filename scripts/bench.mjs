// `npm run bench`: measures what BENCH.md says, each number beside its baseline in the same run. `npm run bench -- 5 app`:
// the app only; `machines`: all but the app; `vagrant`: Vagrant, after `npm run test:vagrant` has set it up; `-- 40 class`: a class of forty
// graded.
import { electronFolder, electronPackages } from './electron.mjs';
import { run, setUp, testPackages } from './setup.mjs';

const args = process.argv.slice(2);
const app = [undefined, 'all', 'app'].includes(args[1]);
const machines = [undefined, 'all', 'machines'].includes(args[1]);
const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
const wanted = display ? ['ssh'] : ['ssh', 'xvfb-run', 'xauth'];

setUp([
  ...(machines ? [['vde_switch', 'vde2', 'the switch that ours is measured beside']] : []),
  ...(app ? [...electronPackages, ...testPackages.filter(([program]) => wanted.includes(program))] : []),
]);
const bench = [process.execPath, 'dist/test/bench/bench.js', ...args];
const env = { ...process.env, ...(app ? { ELECTRON_OVERRIDE_DIST_PATH: await electronFolder() } : {}) };
const [command, ...rest] =
  app && !display ? ['xvfb-run', '-a', '-s', '-screen 0 1280x800x24', ...bench] : bench;
run(command, rest, { env });
