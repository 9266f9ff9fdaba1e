/// <reference types="vite/client" />
import { expect, test } from 'vitest';
import { badWords } from '../../contract/testing/wording.js';

const modules = import.meta.glob<Readonly<Record<string, unknown>>>(['./*.ts', '!./*.test.ts'], {
  eager: true,
});
const catalogues = Object.entries(modules).flatMap(([file, module]) =>
  Object.entries(module)
    .filter(([, value]) => typeof value === 'object')
    .map(([name, value]) => ({ name: `${file} ${name}`, value })),
);

test.each(catalogues)('$name: no word twice, no code of ours, no word of the other language', ({ value }) => {
  expect(badWords(value as never)).toEqual([]);
});

test('all texts of the window are looked at', () => {
  expect(catalogues.length).toBeGreaterThan(15);
});
