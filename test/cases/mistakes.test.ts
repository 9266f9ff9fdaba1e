import { expect, test } from 'vitest';
import { placedLabs, requireLab } from '../../engine/packs/library.js';
import { packsRoot } from '../../engine/product.js';
import { decksOf } from '../../engine/proving/decks.js';

/** What a lab of the course must tell apart at least: fewer show that it fails, not that it knows why. */
const leastMistakes = 4;

test('every lab of the course has at least four recorded mistakes, and more than one way to do it right', () => {
  const labs = placedLabs(packsRoot).map(({ folder }) => requireLab(folder).lab);
  expect(labs.length).toBeGreaterThan(40);
  const few = labs.filter(({ mistakes }) => mistakes.length < leastMistakes).map(({ id }) => id);
  // What a drill draws is mended in as many ways as it has cards.
  const oneWay = labs.filter((lab) => lab.variants.length + decksOf(lab).length === 0).map(({ id }) => id);
  expect({ few, oneWay }).toEqual({ few: [], oneWay: [] });
});
