import { readFileSync } from 'node:fs';
import { askedBy } from '../../engine/checks/parts.js';
import { handIn } from '../../engine/live/handing-in.js';
import type { LoadedLab } from '../../engine/packs/compiled.js';
import { Session } from '../../engine/session/session.js';
import { solutionOf } from '../../engine/session/solution.js';
import { SessionStore } from '../../engine/session/store.js';
import { makeQemu } from '../../wiring/providers.js';

/** How a student does a lab. */
export interface Way {
  readonly seed: string;
  readonly student: string;
  /** Steps are done until this one, itself included; absent: all that have to be. */
  readonly until?: string;
  /** One of the lab's recorded mistakes or variants, made at its place. */
  readonly mistake?: string;
  readonly variant?: string;
}

/**
 * A lab done by a student's own hands, so that its points are theirs: each step's commands and answers, and a check of it; then it is handed
 * in.
 * @param sandbox where its session is
 * @returns the file's bytes
 */
export async function doLab(
  sandbox: { readonly data: string },
  loaded: LoadedLab,
  way: Way,
): Promise<Buffer> {
  process.env['LVSLAB_DATA'] = sandbox.data;
  process.env['XDG_RUNTIME_DIR'] = sandbox.data;
  const store = new SessionStore();
  const { seed, student } = way;
  const of = { digest: '0000', student };
  const record = store.create(loaded, { seed, drawn: true, provider: 'qemu', class: of });
  const session = new Session({ store, record, loaded, provider: makeQemu(), learner: true });
  await session.start();
  try {
    await session.lookFirst();
    await work(session, way);
    const { file } = await handIn(session, {});
    return readFileSync(file);
  } finally {
    await session.destroy();
    store.remove(record.id);
  }
}

async function work(session: Session, { until, mistake, variant }: Way): Promise<void> {
  const { steps, mistakes, variants } = session.lab;
  const wrong = mistakes.find(({ id }) => id === mistake);
  const other = variants.find(({ id }) => id === variant);
  if (until === 'nothing') return;
  for (const step of steps) {
    if (step.optional) continue;
    if (other?.instead === step.id) await session.makeVariant(other.id);
    const nodes = other?.instead === step.id ? Object.keys(other.make) : [];
    for (const check of step.checks) {
      const asked = askedBy(check, session.topology);
      if (asked !== undefined) await session.answer(check.id, asked.answer);
    }
    const typed = Object.entries(solutionOf(step)).filter(([node]) => !nodes.includes(node));
    await Promise.all(
      typed.map(([node, script]) => session.machines.shell(node).exec(script, { timeout: 600_000 })),
    );
    if (step.checks.length === 0) await session.finishReading(step.id);
    else await session.check(step.id);
    if (wrong?.after === step.id) {
      await session.makeMistake(wrong.id);
      await session.check(step.id);
      return;
    }
    if (other !== undefined && other.instead === undefined && other.after === step.id)
      await session.makeVariant(other.id);
    if (until === step.id) return;
  }
}
