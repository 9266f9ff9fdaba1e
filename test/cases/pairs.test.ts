import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { causeName } from '../../contract/messages/verdicts.js';
import { requireLab } from '../../engine/packs/library.js';
import { packsRoot } from '../../engine/product.js';
import { unpack } from '../../engine/recording/recording.js';
import { rejudge } from '../../engine/recording/rejudge.js';
import { casesFolder } from './cases.js';

// Two recorded mistakes of a lab at once, as machines showed them: one of the two is named, never a third.

const folder = join(casesFolder, 'recordings', 'pairs');

/** What two mistakes make only together. */
const together: Readonly<Record<string, string>> = {
  // By NAT a server may have a port of its own: then it is the check of the service's port that asks the wrong one.
  'keepalived-lvs/wrong-kind+other-port.br': 'health-check-wrong-port',
};

/** Causes of the checks that failed. */
function causesIn(file: string): readonly string[] {
  const judgements = rejudge(unpack(readFileSync(file)));
  return [...judgements.values()].flatMap(({ status, diagnosis }) =>
    status === 'fail' && diagnosis !== undefined ? [causeName(diagnosis)] : [],
  );
}

for (const lab of existsSync(folder) ? readdirSync(folder) : []) {
  const labFolder = join(packsRoot, 'lvs', lab);
  const mistakes = new Map(requireLab(labFolder).lab.mistakes.map((mistake) => [mistake.id, mistake]));
  /** What a mistake is told by when it is the only one: its cause, and those of its step's other checks. */
  const alone = (id: string): readonly string[] => [
    mistakes.get(id)!.hint,
    ...causesIn(join(labFolder, 'recordings', `${id}.br`)),
  ];
  test(`of two mistakes of ${lab} one is named, and never a third`, () => {
    const pairs = readdirSync(join(folder, lab)).filter((file) => file.endsWith('.br'));
    const judged = pairs.map((file) => {
      const [one = '', other = ''] = file.slice(0, -'.br'.length).split('+');
      const told = causesIn(join(folder, lab, file));
      const named = [mistakes.get(one)?.hint, mistakes.get(other)?.hint].some((hint) =>
        told.includes(hint ?? ''),
      );
      const known = new Set([...alone(one), ...alone(other), together[`${lab}/${file}`]]);
      return { file, named, third: told.filter((code) => !known.has(code)) };
    });
    expect(pairs.length).toBeGreaterThan(20);
    expect(judged.filter(({ third }) => third.length > 0)).toEqual([]);
    const named = judged.filter((each) => each.named).length;
    expect(named / judged.length).toBeGreaterThanOrEqual(0.8);
  });
}
