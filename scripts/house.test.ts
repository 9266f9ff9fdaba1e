import { expect, test } from 'vitest';
import { arrowsOf, faultsOf, roomOf, rooms, sources } from './house.mjs';

/** What is said of a house with these files beside its own. */
function planted(files: Readonly<Record<string, string>>): readonly string[] {
  return faultsOf(arrowsOf(new Map([...sources(), ...Object.entries(files)])));
}

test('no arrow goes up, and none in a circle', () => {
  expect(planted({})).toEqual([]);
  expect(arrowsOf(sources()).size).toBeGreaterThan(600);
});

test('the rooms stand on each other: none may import one above it', () => {
  const names = Object.keys(rooms);
  for (const [room, below] of Object.entries(rooms))
    for (const other of below)
      expect([room, other, names.indexOf(other) < names.indexOf(room)]).toContain(true);
});

test.each([
  ['contract/x.ts', "import { packsRoot } from '../engine/product.js';", 'contract does not import engine'],
  [
    'engine/world/x.ts',
    "import type { Cause } from '../causes/cause.js';",
    'engine/world does not import engine/causes',
  ],
  [
    'engine/checks/kinds/x.ts',
    "import { judgeOne } from '../../judging/evaluate.js';",
    'engine/checks does not import engine/judging',
  ],
  [
    'engine/session/x.ts',
    "import { QemuProvider } from '../../qemu/provider.js';",
    'engine/session does not import qemu',
  ],
  ['qemu/x.ts', "import { boxName } from '../vagrant/box.js';", 'qemu does not import vagrant'],
  [
    'vagrant/x.ts',
    "export { RecordedProvider } from '../recorded/provider.js';",
    'vagrant does not import recorded',
  ],
  ['cli/x.ts', "const it = await import('../main/messages.js');", 'cli does not import main'],
  ['main/x.ts', "import '../cli/main.js';", 'main does not import cli'],
  [
    'renderer/parts/x.tsx',
    "import {\n  Library,\n} from '../views/library.js';",
    'renderer/parts does not import renderer/views',
  ],
  [
    'renderer/logic/x.ts',
    "import { packsRoot } from '../../engine/product.js';",
    'renderer/logic does not import engine',
  ],
  [
    'engine/world/y.ts',
    "import { world } from '../judging/testing/world.js';",
    'only tests use what is in testing/',
  ],
])('%s is told: %s', (file, text, said) => {
  const found = planted({ [file]: `${text}\n` });
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(said);
});

test.each([
  ['in .ts', 'engine/world/x.ts', 'engine/world/y.ts'],
  ['in .tsx', 'renderer/parts/x.tsx', 'renderer/parts/y.tsx'],
  ['of types', 'contract/x.ts', 'contract/y.ts'],
])('a circle %s is told', (_what, one, other) => {
  const import_ = (file: string) =>
    `import type { X } from './${file
      .split('/')
      .at(-1)!
      .replace(/\.tsx?$/, '.js')}';\n`;
  expect(planted({ [one]: import_(other), [other]: import_(one) })).toEqual([
    `a circle: ${one} → ${other} → ${one}`,
  ]);
});

test('a room is the innermost that has a name', () => {
  expect(['engine/checks/kinds/http.ts', 'engine/product.ts', 'scripts/house.mjs'].map(roomOf)).toEqual([
    'engine/checks',
    'engine',
    undefined,
  ]);
});
