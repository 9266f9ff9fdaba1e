// Live verdicts held against replayed ones, lab by lab: node scripts/replayed.mjs RESULT.json… takes what `lvslab --json test LAB --replay`
// printed into test/replayed.json, and writes docs/replayed.md from all of it. Without arguments it only writes the page.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const kept = join(root, 'test/replayed.json');

/**
 * @typedef {{ check: string, live: string, replayed: string, found: string, why?: string }} Difference
 * @typedef {{ state: string, checks: number, differ: Difference[], seconds: number }} Held
 */

/** @type {Record<string, { made: string, states: Held[] }>} */
const labs = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};
for (const file of process.argv.slice(2)) {
  const printed = JSON.parse(readFileSync(file, 'utf8'));
  for (const { lab, replayed } of Array.isArray(printed) ? printed : [printed]) {
    if (!Array.isArray(replayed)) throw new Error(`${file}: it has nothing that was replayed (--replay)`);
    labs[lab] = {
      made: new Date().toISOString().slice(0, 10),
      states: replayed.map(({ state, checks, differ, seconds }) => ({ state, checks, differ, seconds })),
    };
  }
}
const sorted = Object.fromEntries(Object.entries(labs).toSorted(([one], [other]) => (one < other ? -1 : 1)));
writeFileSync(kept, `${JSON.stringify(sorted, null, 2)}\n`);

const shipped = readdirSync(join(root, 'labs/lvs'), { withFileTypes: true })
  .filter((each) => each.isDirectory() && existsSync(join(root, 'labs/lvs', each.name, 'lab.yaml')))
  .map(({ name }) => name);
const reasons = { 'not-handed-in': 'the mistake is on a machine that is not handed in' };
const rows = Object.entries(sorted).map(([lab, { made, states }]) => {
  const checks = states.reduce((sum, each) => sum + each.checks, 0);
  const told = states.flatMap(({ state, differ }) =>
    differ.map(({ check, live, replayed, found, why }) => {
      const reason =
        why === undefined ? '**not explained**' : (reasons[/** @type {keyof typeof reasons} */ (why)] ?? why);
      return `${state}: ${check} ${live} → ${replayed} (${found}): ${reason}`;
    }),
  );
  return { lab, made, states: states.length, checks, told };
});
const all = rows.reduce(
  (sum, { states, checks }) => ({ states: sum.states + states, checks: sum.checks + checks }),
  {
    states: 0,
    checks: 0,
  },
);
const missing = shipped.filter((lab) => sorted[lab] === undefined);
const page = `# Live = replayed

Each lab's solution, its recorded mistakes and its variants were made on machines, handed in, put onto fresh machines and judged there
(\`lvslab test LAB --replay\`). Held against each other: ${all.checks} verdicts of ${all.states} states in ${rows.length} of ${shipped.length} labs.
\`scripts/replayed.mjs\` writes this page.

| lab | on | states | verdicts | not the same |
|---|---|---|---|---|
${rows.map(({ lab, made, states, checks, told }) => `| ${lab} | ${made} | ${states} | ${checks} | ${told.join('<br>') || '–'} |`).join('\n')}

${missing.length === 0 ? 'No lab is missing.' : `Not held yet: ${missing.join(', ')}.`}
`;
writeFileSync(join(root, 'docs/replayed.md'), page);
process.stdout.write(`${rows.length} labs, ${missing.length} missing\n`);
