import { expect, test } from 'vitest';
import { z } from 'zod';
import { checkParams } from '../../contract/checks.js';
import { mapOf, nodeIdSchema, nodesSchema } from '../../contract/primitives.js';
import { namedIn } from './named.js';

const words = (schema: z.ZodType, value: unknown) =>
  namedIn(schema, value, ['at']).map(({ meaning, word, path }) => `${meaning} ${word} ${path.join('.')}`);

test('what a schema says is a node is one, whatever its key is called', () => {
  const schema = z.strictObject({
    watched: nodeIdSchema.describe('of a kind to come').optional(),
    beside: nodesSchema,
    weights: mapOf(nodeIdSchema, z.number()).default({}),
    name: z.string(),
  });
  const value = { watched: 'lb1', beside: ['rs1', 'rs2'], weights: { rs3: 1 }, name: 'rs4' };
  expect(words(schema, value)).toEqual([
    'node lb1 at.watched',
    'node rs1 at.beside.0',
    'node rs2 at.beside.1',
    'node rs3 at.weights.rs3',
  ]);
});

test('ids of checks are no nodes, and a word of another form is no address', () => {
  expect(words(checkParams.reboot, { nodes: ['rs1'], checks: ['vip'] })).toEqual(['node rs1 at.nodes.0']);
  expect(words(checkParams.route, { on: 'rs1', to: '10.0.0.0/24', via: '10.0.0.1' })).toEqual([
    'node rs1 at.on',
    'address 10.0.0.1 at.via',
  ]);
  expect(words(checkParams.command, { on: 'rs1', run: 'true', exit: 0, stdout: '^a$' })).toEqual([
    'node rs1 at.on',
    'pattern ^a$ at.stdout',
  ]);
});
