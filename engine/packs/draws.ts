import { type Lab, labSchema } from '../../contract/lab.js';
import { resolve } from './compiled.js';
import { lint } from './lint.js';
import type { ProblemList } from './problem.js';
import { reportIssues } from './schema-words.js';
import type { Places } from './source.js';
import { drawVars, goesAlong, readPick } from './vars.js';

/** How many draws of the variables are tried: a clash may need certain values. */
const triedSeeds = 25;

/** The lab's variables; undefined where they have not the schema's shape. */
export function readVars(raw: unknown, source: Places, problems: ProblemList): Lab['vars'] | undefined {
  const parsed = labSchema.shape.vars.safeParse((raw as { vars?: unknown } | null)?.vars);
  if (!parsed.success) return undefined;
  for (const [name, { pick, follows }] of Object.entries(parsed.data)) {
    if (readPick(pick) === undefined)
      problems.add(source.problem(['vars', name, 'pick'], { code: 'bad-pick', params: { name, pick } }));
    else if (follows !== undefined && !goesAlong(parsed.data, name))
      problems.add(
        source.problem(['vars', name, 'follows'], { code: 'bad-follows', params: { name, follows } }),
      );
  }
  return parsed.data;
}

/** Reports what values that a session could draw would break. */
export function lintDraws(raw: unknown, vars: Lab['vars'], source: Places, problems: ProblemList): void {
  if (Object.keys(vars).length === 0) return;
  for (let seed = 0; seed < triedSeeds && problems.length === 0; seed += 1) {
    const drawn = resolve(raw, drawVars(vars, `lint ${seed}`));
    const parsed = labSchema.safeParse(drawn);
    if (parsed.success) lint(parsed.data, source, problems);
    else reportIssues(parsed.error.issues, drawn, source, problems);
  }
}
