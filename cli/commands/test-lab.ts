import { randomBytes } from 'node:crypto';
import { LabError } from '../../contract/errors.js';
import { machineHash } from '../../guest/image-store.js';
import type { LoadedLab } from '../../engine/packs/compiled.js';
import { findLab, labFolders, requireLab } from '../../engine/packs/library.js';
import { packsRoot } from '../../engine/product.js';
import { Keeper } from '../../engine/proving/keeper.js';
import { type Basis, basisOf, isProven, type Proof, readProof } from '../../engine/proving/proof.js';
import { type Proven, prove } from '../../engine/proving/prove.js';
import { type Agreement, Agreements } from '../../engine/replay/agreement.js';
import { several } from '../../engine/proving/several.js';
import { requireCapabilities } from '../../engine/session/requirements.js';
import { requireArch } from '../../wiring/providers.js';
import { whileCancellable } from '../cancel.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import { LiveView } from '../live.js';
import { sessionsOf } from '../sessions.js';
import type { Register } from '../registration.js';
import { wholeFrom } from '../whole.js';

export interface TestOptions {
  readonly all?: true;
  readonly only?: readonly string[];
  readonly jobs?: number;
  readonly keep?: true;
  readonly resume?: true;
  readonly draws?: true;
  readonly replay?: true;
}

export const registerTest: Register = ({ program, t, does }) => {
  program
    .command('test [labs...]')
    .description(
      t(
        '双向测试实验：不做不通过，做对全通过，每种典型错误得到各自的原因，每种变体都通过',
        'prove labs: unsolved fails, solved passes, each recorded mistake gets its cause, each variant passes',
      ),
    )
    .option('--all', t('所有内置实验', 'every lab of the library'))
    .option('--only <id...>', t('只测这些错误和变体', 'only these mistakes and variants'))
    .option('--jobs <n>', t('同时测几个实验', 'so many labs side by side'), wholeFrom(t, 64))
    .option(
      '--keep',
      t(
        '在实验目录里保存证明和记录（proof.json、recordings/）',
        'keep proof and recordings beside each lab (proof.json, recordings/)',
      ),
    )
    .option(
      '--resume',
      t(
        '只测还没有证明的；证明过的错误不再重做',
        'only what is not proven; mistakes that were shown are not made again',
      ),
    )
    .option(
      '--draws',
      t(
        '还要逐个试遍演练会抽到的每一种故障',
        'also every fault that a drill of the lab can draw, one after the other',
      ),
    )
    .option(
      '--replay',
      t(
        '每个状态还要像作业那样放到全新的虚拟机上重判一遍，说出哪些检查不一样',
        'each state also as a hand-in: judged again on fresh machines, and which checks differ',
      ),
    )
    .action(does(async (context, labs: string[], options: TestOptions) => testLabs(context, labs, options)));
};

/** `test LAB…` */
async function testLabs(
  context: CliContext,
  names: readonly string[],
  options: TestOptions,
): Promise<ExitCode> {
  const folders =
    options.all === true ? labFolders(packsRoot) : names.map((name) => findLab(name, packsRoot));
  return testFolders(context, folders, options);
}

/** Proves labs on machines. All are read before the first machine starts. */
export async function testFolders(
  context: CliContext,
  folders: readonly string[],
  options: TestOptions,
): Promise<ExitCode> {
  const { output, provider } = context;
  if (folders.length === 0) throw new LabError({ code: 'lab.none', params: {} });
  const labs = folders.map((folder) => requireLab(folder, { proof: true }));
  await sessionsOf(context);
  for (const { lab } of labs) requireCapabilities(lab, provider);
  const guest = await machineHash(requireArch());
  return whileCancellable(async (signal) => {
    const results = await several(labs, options.jobs ?? 1, async (loaded) => {
      signal.throwIfAborted();
      return testLab(context, loaded, basisOf(loaded, guest), options, signal);
    });
    // However what was under way ended: somebody wanted it.
    if (signal.aborted) throw new LabError({ code: 'cancelled', params: {} });
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    const proven = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    if (output.json) output.result(proven.length === 1 ? proven[0] : proven);
    return proven.every(({ good }) => good) ? 0 : 1;
  });
}

async function testLab(
  context: CliContext,
  loaded: LoadedLab,
  basis: Basis,
  options: TestOptions,
  signal: AbortSignal,
): Promise<
  | (Proven & { readonly replayed?: readonly Agreement[] })
  | { readonly lab: string; readonly good: true; readonly proven: true }
> {
  const { output, store, provider } = context;
  const { lab, folder } = loaded;
  const before = options.resume === true ? readProof(folder) : undefined;
  if (isProven(before, basis, loaded)) {
    output.message({ code: 'test.proven', params: { lab: lab.id } });
    return { lab: lab.id, good: true, proven: true };
  }
  const keeper =
    options.keep === true ? new Keeper(folder, basis, provider.name, options.resume === true) : undefined;
  const only =
    options.only ??
    (options.resume === true && keeper !== undefined ? open(loaded, keeper.proof) : undefined);
  const seed = randomBytes(8).toString('hex');
  // Titles have the values that messages have: those of this session.
  const view = new LiveView(output, loaded.instantiate(seed).lab);
  const alone = (options.jobs ?? 1) === 1;
  const line = (good: boolean, text: string) =>
    output.line(`${output.paint(good ? 'pass' : 'fail', good ? '✔' : '✘')} ${text}`);
  const agreements =
    options.replay === true ? new Agreements({ loaded, provider, store }, signal) : undefined;
  const held: Agreement[] = [];
  const proving = prove(
    { store, provider, loaded, seed },
    {
      signal,
      ...(only === undefined ? {} : { only: new Set(only) }),
      // Of several at once only what comes of them can be followed.
      ...(alone ? { onEvent: (event) => view.show(event) } : {}),
      ...(keeper === undefined ? {} : { keep: (id, recording) => keeper.recording(id, recording) }),
      onSides: ({ early, notPassed, seconds }) => {
        const failed = [...new Set(notPassed.map(({ check }) => check))];
        keeper?.sides({ early: [...early], notPassed: failed, seconds });
        output.line();
        line(
          early.length === 0,
          output.say({ code: 'test.unsolved', params: { lab: lab.id, passed: early.join(', ') || '–' } }),
        );
        line(
          failed.length === 0,
          output.say({ code: 'test.solved', params: { lab: lab.id, failed: failed.join(', ') || '–' } }),
        );
      },
      onMistake: (result) => {
        keeper?.result('mistakes', result.mistake, result);
        const { mistake, check, wanted, said, good } = result;
        const params = { lab: lab.id, mistake, wanted: `${check} ${wanted}`, got: said };
        line(good, output.say({ code: 'test.mistake', params }));
      },
      onWitness: (machines) => {
        for (const { node, journal } of machines) output.line(`--- ${node}: journalctl -b\n${journal}`);
      },
      ...(agreements === undefined
        ? {}
        : {
            onState: async (state, session, verdicts) => {
              const agreement = await agreements.hold(state, session, verdicts);
              held.push(agreement);
              const { checks, differ, notes } = agreement;
              const told = differ.map(({ check, live, replayed, found, why }) => {
                const reason =
                  why === undefined ? '' : `: ${output.say({ code: 'test.not-handed-in', params: {} })}`;
                return `${check} ${live} → ${replayed} (${found})${reason}`;
              });
              const params = { lab: lab.id, state, checks, differ: told };
              line(isSame(agreement), output.say({ code: 'test.replayed', params }));
              for (const { node, what, detail } of notes)
                output.message({ code: 'replay.note', params: { node, what, detail } });
            },
          }),
      ...(options.draws === true ? { draws: true } : {}),
      onDraw: ({ draw, said, good }) => {
        line(good, output.say({ code: 'test.draw', params: { lab: lab.id, draw, got: said } }));
      },
      onVariant: (result) => {
        keeper?.result('variants', result.variant, result);
        const { variant, said, good } = result;
        line(good, output.say({ code: 'test.variant', params: { lab: lab.id, variant, got: said } }));
      },
    },
  );
  let proven: Proven;
  try {
    proven = await proving;
  } finally {
    await agreements?.end();
  }
  const seconds = Math.round(Number(view.seconds));
  const good = proven.good && held.every(isSame);
  output.message(
    good
      ? { code: 'test.good', params: { lab: lab.id, seconds } }
      : { code: 'test.bad', params: { lab: lab.id } },
  );
  return held.length === 0 ? proven : { ...proven, good, replayed: held };
}

/** Are verdicts the same, but where there is a reason that they are not? */
function isSame({ differ }: Agreement): boolean {
  return differ.every(({ why }) => why !== undefined);
}

/** Mistakes and variants that a proof has not, or not good. */
function open({ lab }: LoadedLab, { mistakes, variants }: Proof): readonly string[] {
  return [
    ...lab.mistakes.filter(({ id }) => mistakes[id]?.good !== true),
    ...lab.variants.filter(({ id }) => variants[id]?.good !== true),
  ].map(({ id }) => id);
}
