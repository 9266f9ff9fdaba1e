import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { checkKinds } from '../../contract/checks.js';

const engine = fileURLToPath(new URL('../', import.meta.url));
const kindsFolder = join('checks', 'kinds');

/** What the engine is made of, tests and what they use left out; paths from its folder. */
const sources = readdirSync(engine, { recursive: true, withFileTypes: true })
  .filter(
    ({ name, parentPath }) =>
      name.endsWith('.ts') && !name.endsWith('.test.ts') && !parentPath.endsWith('testing'),
  )
  .map(({ name, parentPath }) => relative(engine, join(parentPath, name)));

const kind = `(?:${checkKinds.join('|')})`;
/** Whose `kind` is a word of another vocabulary. */
const others = ['symptom', 'request', 'result', 'packet'];
/** What has a kind of check: `kind`, `part.kind`, `kindOf(check).kind`; nothing of `others`. */
const ofCheck = `(?<!\\b(?:${others.join('|')})[?!]?\\.)\\bkind\\b`;
const byName: readonly RegExp[] = [
  new RegExp(`${ofCheck}\\)? [!=]== '${kind}'`),
  new RegExp(`'${kind}' [!=]== [\\w.?!()]*${ofCheck}`),
  new RegExp(`switch \\([^{\\n]*${ofCheck}\\)`),
  new RegExp(`\\b(?:includes|has)\\([\\w.?!]*${ofCheck}\\)`),
  new RegExp(`\\b(?:[cC]heck|condition)[?!]?\\.${kind}\\b(?!\\()`),
  new RegExp(`\\b(?:[cC]heck|condition)(?:\\?\\.)?\\['${kind}'\\]`),
  new RegExp(`\\bCheckParams<'|\\bJudge<'|\\bCheck\\['${kind}'\\]`),
  /from '[./]*kinds\/|from '[./]*checks\/kinds\//,
];

/** Kinds that no file beside theirs tests. */
function untested(kinds: readonly string[], files: readonly string[]): readonly string[] {
  return kinds.filter((each) => !files.includes(`${each}.test.ts`));
}

/** Lines of code that know a kind of check by its name. */
function knowing(code: string): readonly string[] {
  return code.split('\n').filter((line) => byName.some((pattern) => pattern.test(line)));
}

describe('each kind of check is one file, beside its schema and its texts', () => {
  test('whose name is the name of the kind', () => {
    const schemas = readdirSync(join(engine, '..', 'contract', 'kinds'));
    expect(schemas.toSorted()).toEqual(checkKinds.map((each) => `${each}.ts`).toSorted());
    // A kind over conditions says what they say.
    expect(schemas).toEqual(
      expect.arrayContaining(readdirSync(join(engine, '..', 'contract', 'messages', 'kinds'))),
    );
    const files = sources
      .filter((file) => file.startsWith(kindsFolder))
      .map((file) => file.slice(kindsFolder.length + 1));
    expect(files.toSorted()).toEqual(checkKinds.map((each) => `${each}.ts`).toSorted());
  });

  test('with its own test beside it', () => {
    expect(untested(checkKinds, readdirSync(join(engine, kindsFolder)))).toEqual([]);
    // As a kind without one would be told, whatever it is tested by elsewhere.
    expect(untested(['http', 'ping'], ['http.test.ts', 'ping.ts', 'http-ping.test.ts'])).toEqual(['ping']);
  });

  test('and nothing else in the engine knows it by its name', () => {
    const rest = sources.filter(
      (file) =>
        !file.startsWith(kindsFolder) &&
        file !== join('checks', 'registry.ts') &&
        // It knows kinds of entries of a tar, and no checks: it may not import them.
        !file.startsWith(`archive${sep}`) &&
        // They know kinds of changes to files, and of links; they may not import checks, either.
        !file.startsWith(`handins${sep}`) &&
        !file.startsWith(`kernel${sep}`) &&
        // It knows kinds of Ruby's and of pages, and writes checks as an author does: it may not import them, either.
        !file.startsWith(`importing${sep}`),
    );
    expect(rest.length).toBeGreaterThan(100);
    const found = rest.flatMap((file) =>
      knowing(readFileSync(join(engine, file), 'utf8')).map((line) => `${file}: ${line.trim()}`),
    );
    expect(found).toEqual([]);
  });

  test.each([
    "if (kind === 'packet-path') return 'capture';",
    "if (part.kind !== 'quiz') return;",
    "if (kindOf(check).kind === 'reboot') return;",
    "if ('any-of' === part.kind) return;",
    '  switch (kind) {',
    '  switch (partOf(check).kind) {',
    'if (notAnew.includes(kind))',
    'const { checks } = check.reboot ?? {};',
    "if (lab.steps[0]?.checks[0]?.failover !== undefined || check.failover?.fault === 'cut-link') return;",
    "const all = check['any-of'];",
    "function lintQuiz(quiz: CheckParams<'quiz'>): void {",
    "function quizView(quiz: NonNullable<Check['quiz']>): QuizView {",
    "import { isRight } from '../checks/kinds/quiz.js';",
  ])('as this would: %s', (line) => {
    expect(knowing(line)).toEqual([line]);
  });

  test.each([
    "if (symptom.kind === 'address') return symptom.address;",
    "if (outcome.result.kind !== 'http') return;",
    '  switch (request.kind) {',
    "if (packet?.kind !== 'arp') return;",
    'const { judge, kind, params } = partOf(check);',
    "const message = { code: 'unknown-check', params: { kind } };",
  ])('unlike this: %s', (line) => {
    expect(knowing(line)).toEqual([]);
  });
});
