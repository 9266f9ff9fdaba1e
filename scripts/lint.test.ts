import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';

// The rules of lint that guard something are seen to do so: each on a file that breaks it.

const project = fileURLToPath(new URL('..', import.meta.url));
const planted: Readonly<Record<string, readonly [rule: string, code: string]>> = {
  'contract/node.ts': [
    'no-restricted-imports',
    "import { join } from 'node:path';\nexport const x = join('a');\n",
  ],
  'renderer/electron.ts': [
    'no-restricted-imports',
    "import { app } from 'electron';\nexport const x = app;\n",
  ],
  'cli/electron.ts': ['no-restricted-imports', "import { app } from 'electron';\nexport const x = app;\n"],
  'engine/misused.ts': [
    'no-misused-promises',
    'export function x(): void {\n  [1].forEach(async () => {\n    await Promise.resolve();\n  });\n}\n',
  ],
  'engine/floating.ts': ['no-floating-promises', 'export function x(): void {\n  Promise.resolve();\n}\n'],
  'engine/any.ts': ['no-explicit-any', 'export const x: any = 1;\n'],
  'engine/nothing.test.ts': [
    'expect-expect',
    "import { test } from 'vitest';\ntest('a', () => {\n  Date.now();\n});\n",
  ],
  'engine/half.test.ts': [
    'valid-expect',
    "import { expect, test } from 'vitest';\ntest('a', () => {\n  expect(1);\n});\n",
  ],
  'engine/perhaps.test.ts': [
    'no-conditional-expect',
    "import { expect, test } from 'vitest';\ntest('a', () => {\n  if (Date.now() > 0) expect(1).toBe(1);\n});\n",
  ],
};

let root = '';
let told = '';
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-lint-'));
  cpSync(join(project, '.oxlintrc.json'), join(root, '.oxlintrc.json'));
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'));
  const compilerOptions = { strict: true, module: 'nodenext', target: 'es2023', types: ['node'] };
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['**/*.ts'] }));
  for (const [file, [, code]] of Object.entries(planted)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), code);
  }
  const { stdout } = await execa('oxlint', ['--deny-warnings', '--format', 'unix', '.'], {
    cwd: root,
    localDir: project,
    preferLocal: true,
    reject: false,
  });
  told = stdout;
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

test.each(Object.entries(planted))('%s is refused', (file, [rule]) => {
  const lines = told.split('\n').filter((line) => line.includes(file));
  expect(lines.filter((line) => line.includes(rule))).toHaveLength(1);
});
