// `npm run bench`: measures what BENCH.md says, each number beside its baseline in the same run.
import { run, setUp } from './setup.mjs';

setUp([['vde_switch', 'vde2', 'the switch that ours is measured beside']]);
run(process.execPath, ['dist/test/bench/bench.js', ...process.argv.slice(2)]);
