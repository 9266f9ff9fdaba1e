import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeQemu } from '../../cli/context.js';
import { packsRoot } from '../../engine/product.js';
import { wantsOf } from '../../engine/checks/plan.js';
import { observe } from '../../engine/facts/observe.js';
import { requireLab } from '../../engine/packs/library.js';
import { Session } from '../../engine/session/session.js';
import { SessionStore } from '../../engine/session/store.js';
import { type Comparison, inTurns, median, row } from './measure.js';
import { ourSwitch, vdeSwitch } from './switches.js';

// Prints the table of BENCH.md. `npm run bench -- 7` takes seven runs of each.
const runs = Number(process.argv[2] ?? 5);
const data = mkdtempSync(join(tmpdir(), 'lvslab-bench-data-'));
process.env['LVSLAB_DATA'] = data;
const folder = join(packsRoot, 'lvs', 'dr-by-hand');
const loaded = requireLab(folder, 'en');
const store = new SessionStore();

function newSession(cold: boolean, checkpoints = false): Session {
  const record = store.create({
    labId: 'dr-by-hand',
    labFolder: folder,
    seed: 'bench',
    drawn: false,
    provider: 'qemu',
  });
  return new Session({ store, record, loaded, provider: makeQemu({ cold }), checkpoints });
}

const seconds = async (work: () => Promise<unknown>) => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
};

async function start(cold: boolean): Promise<number> {
  const session = newSession(cold);
  const time = await seconds(() => session.start());
  await session.destroy();
  return time;
}

/** Resident and proportional memory of this run's QEMUs together, in MB (proc(5), smaps_rollup). */
function memory(): { rss: number; pss: number } {
  let rss = 0;
  let pss = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (!line.startsWith('qemu-system') || !line.includes(data)) continue;
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      rss += Number(/^Rss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
      pss += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
    } catch {
      // ended meanwhile
    }
  }
  return { rss, pss };
}

const say = (line: string) => process.stderr.write(`${line}\n`);
const rows: string[] = [];
const add = (comparison: Comparison) => {
  rows.push(row(comparison));
  say(rows.at(-1)!);
};

try {
  say(`bench: ${runs} runs of each; a few minutes`);
  add({
    name: 'virtual switch, two ports, 1514-byte frames',
    unit: 'Gbit/s',
    ...(await inTurns(runs, ourSwitch, vdeSwitch)),
    baselineName: 'vde_switch',
    higherIsBetter: true,
  });
  await start(false); // makes the snapshot if it is not there yet
  add({
    name: 'start of the four-node DR lab to SSH-ready',
    unit: 's',
    ...(await inTurns(
      runs,
      () => start(false),
      () => start(true),
    )),
    baselineName: 'cold boot',
    higherIsBetter: false,
  });

  const session = newSession(false, true);
  await session.start();
  for (const step of session.lab.steps) {
    await session.solve(step.id);
    await session.check();
  }
  const checks = session.lab.steps.flatMap((step) => step.checks);
  const { facts } = wantsOf(checks, session.topology);
  const nodes = Object.entries(facts);
  const batched = () =>
    seconds(() =>
      Promise.all(nodes.map(([node, request]) => observe(session.machines.shell(node), request))),
    );
  const oneByOne = () =>
    seconds(async () => {
      for (const check of checks) {
        const wants = wantsOf([check], session.topology);
        await Promise.all(
          Object.entries(wants.facts).map(([node, request]) =>
            observe(session.machines.shell(node), request),
          ),
        );
      }
    });
  await batched();
  add({
    name: `facts of the ${checks.length} checks of the DR lab`,
    unit: 's',
    ...(await inTurns(runs, batched, oneByOne)),
    baselineName: 'one exec per check',
    higherIsBetter: false,
  });
  const times: number[] = [];
  for (let index = 0; index < runs; index += 1) times.push(await seconds(() => session.grade()));
  rows.push(
    `| check of the whole solved lab, every experiment made | ${median(times).toFixed(2)} s | – | – |`,
  );
  const ids = checks.map((check) => check.id);
  const again = () => seconds(() => session.probe(ids, { reuse: true }));
  await again();
  times.length = 0;
  for (let index = 0; index < runs; index += 1) times.push(await again());
  rows.push(
    `| check of the whole solved lab, nothing changed since the last one | ${median(times).toFixed(2)} s | – | – |`,
  );
  const resets: number[] = [];
  for (let index = 0; index < runs; index += 1) resets.push(await seconds(() => session.reset('arp')));
  rows.push(`| reset of the lab to a step's start | ${median(resets).toFixed(2)} s | – | – |`);
  const { rss, pss } = memory();
  rows.push(
    `| memory of the four machines together | ${Math.round(pss)} MB (PSS; RSS ${Math.round(rss)} MB) | – | – |`,
  );
  await session.destroy();
} finally {
  rmSync(data, { recursive: true, force: true });
}
console.log(
  ['| what | ours: median (range) | baseline, same run | times better |', '|---|---|---|---|', ...rows].join(
    '\n',
  ),
);
