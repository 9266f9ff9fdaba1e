// Makes cases, and pairs of recorded mistakes, on machines, and keeps what their checks saw (a lab's own are kept by its proof:
// `lvslab test LAB --keep`):
//   node dist/test/cases/record.js public|own|pairs [LAB|CASE…]
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { causeName } from '../../contract/messages/verdicts.js';
import type { Verdict } from '../../contract/verdict.js';
import type { Step } from '../../contract/lab.js';
import { requireLab } from '../../engine/packs/library.js';
import { packsRoot } from '../../engine/product.js';
import { pack } from '../../engine/recording/recording.js';
import { scriptCommand } from '../../engine/machines/shell.js';
import type { Session } from '../../engine/session/session.js';
import { endLab, startedLab } from '../solved-lab.js';
import { type Case, casesFolder, readCases } from './cases.js';

/** Seconds that one node's commands may take. */
const limit = 180;

const shell = scriptCommand();

const [set = '', ...only] = process.argv.slice(2);
const labs = ['dr-by-hand', 'keepalived-single', 'keepalived-multi', 'keepalived-lvs'];
const wanted = (lab: string, id: string) => only.length === 0 || only.includes(lab) || only.includes(id);

async function type(session: Session, node: string, script: string): Promise<void> {
  const { exit, stdout } = await session.machines
    .shell(node)
    .exec(shell, { input: script, timeout: limit * 1000 });
  if (exit !== 0) console.log(`    ${node}: exit ${exit}: ${stdout.trim().slice(-300)}`);
}

function told(verdicts: ReadonlyMap<string, Verdict>): string {
  return [...verdicts.values()]
    .filter(({ status }) => status !== 'pass')
    .map(
      ({ check, status, message, diagnosis }) =>
        `    ${check}: ${status} ${message.code} → ${diagnosis === undefined ? '–' : causeName(diagnosis)}`,
    )
    .join('\n');
}

async function keep(session: Session, folder: string, id: string, checks: readonly string[]): Promise<void> {
  const started = Date.now();
  const { result, recording } = await session.recorded(() => session.probe(checks));
  const file = join(casesFolder, 'recordings', folder, `${id}.br`);
  mkdirSync(join(file, '..'), { recursive: true });
  const packed = pack(recording);
  writeFileSync(file, packed);
  console.log(
    `  ${id}: ${((Date.now() - started) / 1000).toFixed(0)} s, ${packed.length} bytes\n${told(result)}`,
  );
}

const replaced = ({ apply }: Case) => /^instead-of-step:(.*)/.exec(apply)?.[1];
const graded = (session: Session) => session.lab.steps.filter(({ optional }) => !optional);

async function make(session: Session, each: Case): Promise<void> {
  const step = replaced(each);
  await session.machines.restore(step === undefined ? 'solved' : `before-${step}`);
  if (step !== undefined) {
    const own = session.lab.steps.find(({ id }) => id === step)!;
    for (const [node, script] of Object.entries(own.solve)) {
      if (each.node_commands[node] === undefined) await type(session, node, script);
    }
  }
  for (const node of each.order) await type(session, node, each.node_commands[node] ?? '');
  if (step === undefined) return;
  const steps = graded(session);
  for (const later of steps.slice(steps.findIndex(({ id }) => id === step) + 1)) await solve(session, later);
}

async function solve(session: Session, step: Step): Promise<void> {
  await Promise.all(Object.entries(step.solve).map(([node, script]) => type(session, node, script)));
}

type Mistake = Session['lab']['mistakes'][number];

function pairs(mistakes: readonly Mistake[]): readonly (readonly [Mistake, Mistake])[] {
  return mistakes.flatMap((one, index) => mistakes.slice(index + 1).map((other) => [one, other] as const));
}

/** Two at once stand where the later one does. */
async function makeMistakes(session: Session, all: readonly Mistake[]): Promise<void> {
  const order = session.lab.steps.map(({ id }) => id);
  const points = all.map(({ after }) => after).toSorted((a, b) => order.indexOf(b) - order.indexOf(a));
  await session.machines.restore(`after-${points[0]}`);
  for (const { id } of all) await session.makeMistake(id);
}

/** The checks of the steps that a mistake shows in. */
function checksOf(session: Session, all: readonly Mistake[]): readonly string[] {
  const steps = session.lab.steps.filter(({ checks }) =>
    all.some(({ fails }) => checks.some(({ id }) => id === fails)),
  );
  return steps.flatMap(({ checks }) => checks.map(({ id }) => id));
}

async function inLab(lab: string): Promise<void> {
  const proof = set === 'pairs';
  const cases = proof
    ? []
    : readCases(set as 'public' | 'own').filter((each) => each.lab === lab && wanted(lab, each.id));
  const known = requireLab(join(packsRoot, 'lvs', lab)).lab.mistakes;
  if (proof ? !known.some(({ id }) => wanted(lab, id)) : cases.length === 0) return;
  const sandbox = { data: mkdtempSync(join(tmpdir(), 'lvslab-cases-')) };
  const session = await startedLab(lab, sandbox);
  try {
    // A reboot of every machine for each pair takes an hour, and shows what its mistake alone does.
    const reboots = session.lab.steps.flatMap(({ checks }) =>
      checks.filter((check) => check.reboot !== undefined),
    );
    const mistakes = proof
      ? session.lab.mistakes.filter(
          ({ id, fails }) => wanted(lab, id) && !reboots.some((check) => check.id === fails),
        )
      : [];
    const before = new Set(cases.map(replaced));
    const after = new Set(mistakes.map((mistake) => mistake.after));
    for (const step of proof ? session.lab.steps : graded(session)) {
      if (before.has(step.id)) await session.machines.checkpoint(`before-${step.id}`);
      await session.solve(step.id);
      if (after.has(step.id)) {
        // As the lab's proof does: what a step's checks wait for has settled.
        await session.check(step.id);
        await session.machines.checkpoint(`after-${step.id}`);
      }
    }
    const all = graded(session).flatMap((step) => step.checks.map(({ id }) => id));
    console.log(`${lab} solved`);
    await session.machines.checkpoint('solved');
    for (const each of cases) {
      try {
        await make(session, each);
        await keep(session, set, each.id, all);
      } catch (error) {
        console.log(`  ${each.id}: ${String(error)}`);
      }
    }
    for (const pair of pairs(mistakes)) {
      // A rig that was interrupted is gone on with.
      const name = pair.map(({ id }) => id).join('+');
      if (existsSync(join(casesFolder, 'recordings', 'pairs', lab, `${name}.br`))) continue;
      try {
        await makeMistakes(session, pair);
        await keep(session, join('pairs', lab), name, checksOf(session, pair));
      } catch (error) {
        console.log(`  ${pair.map(({ id }) => id).join(' + ')} cannot be combined: ${String(error)}`);
      }
    }
  } finally {
    await endLab(session, sandbox);
  }
}

for (const lab of labs.filter(
  (each) => only.length === 0 || only.includes(each) || !only.some((one) => labs.includes(one)),
)) {
  await inLab(lab);
}
