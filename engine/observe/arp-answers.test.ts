import { expect, test } from 'vitest';
import { ArpAnswers } from './arp-answers.js';

const vip = '10.0.0.29';
const client = '10.0.0.100';
const nodes = (answers: ArpAnswers) => answers.of(vip).map(({ node }) => node);

test('three nodes that answer one question are all named', () => {
  const answers = new ArpAnswers(10);
  expect(answers.note(vip, client, 'rs1', 1000)).toBe(false);
  expect(answers.note(vip, client, 'director', 1003)).toBe(true);
  expect(answers.note(vip, client, 'rs2', 1004)).toBe(true);
  expect(answers.note(vip, client, 'rs2', 1005)).toBe(false);
  expect(answers.of(vip)).toEqual([
    { node: 'rs1', at: 1000 },
    { node: 'director', at: 1003 },
    { node: 'rs2', at: 1005 },
  ]);
});

test('who answers a later question, or that of another asker, is no rival of who answered before', () => {
  const answers = new ArpAnswers(10);
  answers.note(vip, client, 'lb1', 1000);
  answers.note(vip, client, 'lb2', 1501);
  expect(nodes(answers)).toEqual(['lb2']);
  answers.note(vip, '10.0.0.101', 'lb1', 1502);
  expect(nodes(answers)).toEqual(['lb1']);
});

test('a guest that answers for ever more addresses fills no memory', () => {
  const answers = new ArpAnswers(1);
  answers.note(vip, client, 'lb1', 1000);
  answers.note('10.0.0.30', client, 'lb1', 1000);
  expect(answers.of('10.0.0.30')).toEqual([]);
  expect(nodes(answers)).toEqual(['lb1']);
});

test('a question that was put to one machine alone is told from one to all', () => {
  const answers = new ArpAnswers(10);
  answers.probe('10.0.0.29', '10.0.0.100', 1000);
  expect(answers.isProbed('10.0.0.29', '10.0.0.100', 1001)).toBe(true);
  expect(answers.isProbed('10.0.0.29', '10.0.0.8', 1001)).toBe(false);
  expect(answers.isProbed('10.0.0.30', '10.0.0.100', 1001)).toBe(false);
  expect(answers.isProbed('10.0.0.29', '10.0.0.100', 2000)).toBe(false);
});
