import { makeQemu } from '../../wiring/providers.js';
import { packsRoot } from '../../engine/product.js';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { wantsOf } from '../../engine/checks/plan.js';
import { observe } from '../../engine/facts/observe.js';
import { requireLab } from '../../engine/packs/library.js';
import { Session } from '../../engine/session/session.js';
import type { Known } from '../../engine/session/work.js';
import { SessionStore } from '../../engine/session/store.js';
import { inTurns, median, type Report, seconds } from './measure.js';
import { memoryOf, processes } from './processes.js';
import { ourSwitch, vdeSwitch } from './switches.js';

/** The switch and the machines, without a window. @param data where sessions go */
export async function benchMachines(runs: number, data: string, report: Report): Promise<void> {
  const folder = join(packsRoot, 'lvs', 'dr-by-hand');
  const loaded = requireLab(folder);
  const store = new SessionStore();
  const newSession = (cold: boolean, learner = false): Session => {
    const record = store.create(loaded, { seed: 'bench', drawn: false, provider: 'qemu' });
    return new Session({ store, record, loaded, provider: makeQemu({ cold }), learner });
  };
  const start = async (cold: boolean): Promise<number> => {
    const session = newSession(cold);
    const time = await seconds(() => session.start());
    await session.destroy();
    return time;
  };

  report.compare({
    name: 'virtual switch, two ports, 1514-byte frames',
    unit: 'Gbit/s',
    ...(await inTurns(runs, ourSwitch, vdeSwitch)),
    baselineName: 'vde_switch',
    higherIsBetter: true,
    target: '≥ 1 Gbit/s',
  });
  await start(false); // makes the snapshot if it is not there yet
  report.compare({
    name: 'start of the four-node DR lab to SSH-ready',
    unit: 's',
    ...(await inTurns(
      runs,
      () => start(false),
      () => start(true),
    )),
    baselineName: 'cold boot',
    higherIsBetter: false,
    target: '≤ 1.5 s; cold ≤ 30 s',
  });

  const session = newSession(false, true);
  await session.start();
  // Without the optional step: its check reboots every machine.
  const steps = session.lab.steps.filter((step) => !step.optional);
  for (const step of steps) {
    await session.solve(step.id);
    await session.check(step.id);
  }
  const checks = steps.flatMap((step) => step.checks);
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
  report.compare({
    name: `facts of the ${checks.length} checks of the DR lab`,
    unit: 's',
    ...(await inTurns(runs, batched, oneByOne)),
    baselineName: 'one exec per check',
    higherIsBetter: false,
  });
  const times: number[] = [];
  for (let index = 0; index < runs; index += 1) times.push(await seconds(() => session.grade()));
  report.say('check of the whole solved lab, every experiment made', `${median(times).toFixed(2)} s`, {
    target: '≤ 4 s',
  });
  const ids = checks.map((check) => check.id);
  const again = () => seconds(() => session.probe(ids, { reuse: true }));
  await again();
  times.length = 0;
  for (let index = 0; index < runs; index += 1) times.push(await again());
  report.say(
    'check of the whole solved lab, nothing changed since the last one',
    `${median(times).toFixed(2)} s`,
    { target: '≤ 0.8 s' },
  );
  // As in a window that shows the nodes: the check begins with what the picture has read.
  const known = new Map<string, Known>();
  for (const { name } of session.topology.nodes) {
    const { observed, request } = await session.observatory.look(name, { ...facts[name], witness: true });
    if (observed.ok) known.set(name, { request, facts: observed.facts });
  }
  times.length = 0;
  for (let index = 0; index < runs; index += 1)
    times.push(await seconds(() => session.probe(ids, { reuse: true, known })));
  report.say('the same where the live picture has just read the nodes', `${median(times).toFixed(2)} s`, {
    target: '≤ 0.8 s',
  });
  const checkpoint = join(store.folder(session.id), 'machines', 'snapshots', 'step-arp');
  await session.machines.checkpoint('step-arp');
  await thinned(checkpoint);
  const saved = onDisk(checkpoint);
  const size = (ending: string) =>
    Math.round(saved.filter(({ name }) => name.endsWith(ending)).reduce((sum, { mb }) => sum + mb, 0) / 4);
  report.say('one checkpoint, a node', `${size('.state')} MB of memory, ${size('.qcow2')} MB of disk`);
  const saves: number[] = [];
  for (let index = 0; index < runs; index += 1)
    saves.push(await seconds(() => session.machines.checkpoint('step-arp')));
  report.say('saving a checkpoint of four nodes', `${median(saves).toFixed(2)} s`);
  // A learner goes back to what was saved some time ago.
  await thinned(checkpoint);
  const resets: number[] = [];
  for (let index = 0; index < runs; index += 1) resets.push(await seconds(() => session.reset('arp')));
  report.say("reset of the lab to a step's start", `${median(resets).toFixed(2)} s`, { target: '≤ 1.5 s' });
  const one: number[] = [];
  for (let index = 0; index < runs; index += 1)
    one.push(await seconds(() => session.reset('arp', {}, 'rs1')));
  report.say('reset of one node, the others live on', `${median(one).toFixed(2)} s`);
  const reboot = () => seconds(() => session.power('rs1', 'reboot'));
  const switchedOn = async () => {
    await session.power('rs1', 'off');
    return seconds(() => session.power('rs1', 'boot'));
  };
  report.compare({
    name: 'reboot of one node to SSH-ready, its shutdown included',
    unit: 's',
    ...(await inTurns(runs, reboot, switchedOn)),
    baselineName: 'the same node switched on, a cold boot',
    higherIsBetter: false,
    target: '≤ 20 s',
  });
  const machines = processes().filter(
    ({ command }) => command.startsWith('qemu-system') && command.includes(data),
  );
  const { rss, pss } = memoryOf(machines.map(({ pid }) => pid));
  report.say(
    'memory of the four machines together',
    `${Math.round(pss)} MB (PSS; RSS ${Math.round(rss)} MB)`,
    { target: '≤ 1.0 GB' },
  );
  await session.destroy();
}

/** Waits until a checkpoint has only what the golden memory has not. */
async function thinned(folder: string): Promise<void> {
  const whole = () => onDisk(folder).some(({ name, mb }) => name.endsWith('.state') && mb > 100);
  for (let tries = 0; whole() && tries < 600; tries += 1) await sleep(100);
}

/** What a folder's files take on the disk, in MB of 10^6 bytes. */
function onDisk(folder: string): readonly { readonly name: string; readonly mb: number }[] {
  return readdirSync(folder).map((name) => ({ name, mb: (statSync(join(folder, name)).blocks * 512) / 1e6 }));
}
