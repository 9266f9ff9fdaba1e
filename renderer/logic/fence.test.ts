import { expect, test } from 'vitest';
import { commandsOf, parseFence } from './fence.js';

test('a block names its node and whether it may be run', () => {
  expect(parseFence('{node=director run}')).toEqual({ node: 'director', run: true });
  expect(parseFence('{run node=rs1}')).toEqual({ node: 'rs1', run: true });
  expect(parseFence('{node=rs1}')).toEqual({ node: 'rs1', run: false });
});

test('a block without a node cannot be run', () => {
  for (const meta of [undefined, '', '{run}', 'node=rs1 run', '{node=rs1;rm run}', '{node= run}']) {
    expect(parseFence(meta)).toEqual({ run: false });
  }
});

test('a block is put in whole, without its last Return', () => {
  expect(commandsOf('a\nb\n')).toBe('a\nb');
  expect(commandsOf('a\r\nb')).toBe('a\nb');
});
