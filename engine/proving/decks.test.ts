import { expect, test } from 'vitest';
import { checkSchema } from '../../contract/checks.js';
import type { Lab } from '../../contract/lab.js';
import { decksOf } from './decks.js';

const text = (en: string) => ({ 'zh-CN': en, en });
const asked = { well: ['pages'], from: 'client', url: 'http://10.0.0.29/' };

function drill(id: string, turn: number, faults: readonly string[]) {
  const effect = { listening: { on: 'rs1', port: 80 } };
  const cards = faults.map((fault) => ({
    id: fault,
    on: 'rs1',
    text: text(fault),
    make: 'break',
    mend: 'mend',
    effect,
  }));
  return checkSchema.parse({ id, drill: { ...asked, turn, healthy: 1, faults: cards } });
}
const pages = checkSchema.parse({ id: 'pages', listening: { on: 'rs1', port: 80 } });
const lab = (checks: readonly (readonly object[])[]) =>
  ({ steps: checks.map((each, at) => ({ id: `step-${at}`, checks: each })) }) as unknown as Lab;
const shown = (given: Lab) =>
  decksOf(given).map(({ check, cards, steps }) => [
    check.id,
    cards.map(({ name }) => name).join(' '),
    steps.map(({ id }) => id).join(' '),
  ]);

test('each deck is tried at its first turn, with the steps that follow until something is drawn again', () => {
  const steps = lab([
    [pages],
    [drill('first', 0, ['cable', 'page'])],
    [pages],
    [drill('second', 1, ['cable', 'page'])],
    [pages],
    [drill('other', 0, ['vip', 'route'])],
    [pages],
  ]);
  expect(shown(steps)).toEqual([
    ['first', 'cable page nothing', 'step-1 step-2'],
    ['other', 'vip route nothing', 'step-5 step-6'],
  ]);
  expect(decksOf(lab([[pages]]))).toEqual([]);
});
