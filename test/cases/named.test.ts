import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diagnosisCatalogue } from '../../contract/messages/diagnoses.js';
import { productRoot } from '../../engine/product.js';

/** Where causes are named that something shows: what is said of recordings, and unit tests of worlds. */
function shown(): string {
  const of = (folder: string, wanted: RegExp) =>
    readdirSync(join(productRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => wanted.test(file))
      .map((file) => readFileSync(join(productRoot, folder, file), 'utf8'));
  return [
    ...of('labs', /\/said\.txt$/),
    ...of('test/cases/recordings', /said\.txt$/),
    ...of('engine', /\.test\.ts$/),
  ].join('\n');
}

test('every cause is shown by a recording, or by a unit test of a world: what nothing can show is no cause', () => {
  const text = shown();
  expect(text.length).toBeGreaterThan(100_000);
  const codes = Object.keys(diagnosisCatalogue).filter((code) => code !== 'cause-of-lab');
  expect(codes.filter((code) => !new RegExp(`['" ]${code}['"\\n,) ]`).test(text))).toEqual([]);
});
