import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { expect, test, vi } from 'vitest';
import { causeName } from '../../contract/messages/verdicts.js';
import type { Judgement } from '../../contract/verdict.js';
import { type Case, casesFolder, readCases } from './cases.js';
import { labFolders, requireLab } from '../../engine/packs/library.js';
import { packsRoot, productRoot } from '../../engine/product.js';
import { foreignTo } from './foreign.js';
import { publicCauses } from './public-causes.js';
import { judges } from '../../engine/checks/registry.js';
import { unpack } from '../../engine/recording/recording.js';
import { rejudge } from '../../engine/recording/rejudge.js';

// What people really did, and what each lab's own mistakes do, as machines showed it: judged again without them.

/** A folder of recordings: of a set of cases, or of a lab. */
const ofCases = (set: string) => join(casesFolder, 'recordings', set);
const ofLab = (lab: string) => join(packsRoot, 'lvs', lab, 'recordings');
const labs = labFolders(packsRoot).map((folder) => basename(folder));

const known = new Map<string, ReadonlyMap<string, Judgement>>();

function judged(folder: string, id: string): ReadonlyMap<string, Judgement> {
  const file = join(folder, `${id}.br`);
  const judgements = known.get(file) ?? rejudge(unpack(readFileSync(file)));
  known.set(file, judgements);
  return judgements;
}

function nameOf({ diagnosis }: Partial<Judgement> = {}): string | undefined {
  return diagnosis && causeName(diagnosis);
}

/** Checks that are not as the case says, with what was said of them. */
function wrong(each: Case, judgements: ReadonlyMap<string, Judgement>): readonly string[] {
  const told = (id: string): string => {
    const { status, message, diagnosis } = judgements.get(id) ?? {};
    return `${id}: ${status ?? 'not judged'} ${message?.code ?? ''} ${diagnosis?.code ?? ''}`.trim();
  };
  const mustFail = each.expected === 'all pass' ? [] : each.expected;
  const may = new Set([...mustFail, ...Object.keys(each.may_fail ?? {}), ...(each.blocked ?? [])]);
  const failed = mustFail.filter((id) => judgements.get(id)?.status !== 'fail').map(told);
  const passed = [...(each.must_pass ?? [])].filter((id) => judgements.get(id)?.status !== 'pass').map(told);
  const forged = (each.must_not_pass ?? []).filter((id) => judgements.get(id)?.status === 'pass').map(told);
  for (const id of each.must_not_pass ?? []) may.add(id);
  const falsely = [...judgements]
    .filter(([id, { status }]) => status !== 'pass' && !may.has(id) && !each.must_pass?.includes(id))
    .map(([id]) => told(id));
  return [...failed, ...passed, ...forged, ...falsely];
}

for (const set of ['public', 'own'] as const) {
  const cases = readCases(set).filter(({ id }) => existsSync(join(ofCases(set), `${id}.br`)));
  test.each(cases.map((each) => [each.id, each] as const))(`${set} case %s`, (_id, each) => {
    const judgements = judged(ofCases(set), each.id);
    expect(wrong(each, judgements)).toEqual([]);
    const causes = [...judgements.values()].flatMap((judgement) =>
      judgement.status === 'fail' ? [nameOf(judgement) ?? '-'] : [],
    );
    const wanted = each.causes ?? publicCauses[each.id];
    expect(causes.filter((code) => wanted?.includes(code) === false)).toEqual([]);
  });
}

/** What is said of each recording of a folder, a line a check that does not simply pass. */
function said(folder: string): string {
  const lines = readdirSync(folder)
    .filter((file) => file.endsWith('.br'))
    .toSorted()
    .flatMap((file) => {
      const id = file.slice(0, -'.br'.length);
      return [...judged(folder, id)].flatMap(([check, { status, message, diagnosis, also = [] }]) => {
        if (status === 'pass' && also.length === 0) return [];
        const beside = also.map((each) => `${each.how} ${causeName(each.diagnosis)}`).join(', ');
        const cause = status === 'pass' ? '' : ` → ${diagnosis === undefined ? '–' : causeName(diagnosis)}`;
        return [`${id}  ${check}: ${status} ${message.code}${cause}${beside === '' ? '' : ` (${beside})`}`];
      });
    });
  return `${lines.join('\n')}\n`;
}

// A judge or a cause that says something else than it did is seen in these files: whoever commits accepts the difference
// (`npx vitest run --project unit test/cases -u`), or mends it.
test.each(
  [...['public', 'own'].map(ofCases), ...labs.map(ofLab)].map((folder) => [
    relative(productRoot, folder),
    folder,
  ]),
)('of %s is said what was said before', async (_name, folder) => {
  await expect(said(folder)).toMatchFileSnapshot(join(folder, 'said.txt'));
});

test('a judge that is broken is told, by which recording and how', () => {
  const before = said(ofLab('dr-by-hand')).split('\n');
  const real = { ...judges['ipvs-service'] };
  vi.spyOn(judges['ipvs-service'], 'judge').mockImplementation((...given) => ({
    ...real.judge(...given),
    status: 'pass',
  }));
  known.clear();
  const after = new Set(said(ofLab('dr-by-hand')).split('\n'));
  vi.restoreAllMocks();
  known.clear();
  expect(before.filter((line) => !after.has(line)).map((line) => line.split(' → ')[0])).toEqual([
    'default-scheduler  service: fail ipvs-service.scheduler',
    'service-with-persistence  service: fail ipvs-service.persistent',
    'unsolved  service: fail ipvs.not-loaded',
  ]);
});

for (const lab of labs) {
  const { mistakes, variants } = requireLab(join(packsRoot, 'lvs', lab)).lab;
  const foreign = foreignTo(lab, labs);
  test(`${lab}, solved, passes`, () => {
    const failed = [...judged(ofLab(lab), 'solved')].filter(([, { status }]) => status === 'fail');
    expect(failed.map(([id, { message }]) => `${id} ${message.code}`)).toEqual([]);
  });
  for (const { id } of variants)
    test(`${lab}, done in another way (${id}), passes`, () => {
      const wrong = [...judged(ofLab(lab), id)].filter(([, { status }]) => status !== 'pass');
      expect(wrong.map(([check, { message }]) => `${check} ${message.code}`)).toEqual([]);
    });
  test.each(mistakes.map((mistake) => [mistake.id, mistake] as const))(
    `mistake %s of ${lab}`,
    (id, mistake) => {
      const judgements = judged(ofLab(lab), id);
      const judgement = judgements.get(mistake.fails);
      expect([judgement?.status, nameOf(judgement)]).toEqual(['fail', mistake.hint]);
      const told = [...judgements.values()].flatMap((each) => nameOf(each) ?? []);
      expect(told.filter((code) => foreign.has(code))).toEqual([]);
    },
  );
}
