// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { QuizView } from '../../contract/quiz-view.js';
import { LanguageProvider } from '../base/i18n.js';
import { NodePicks, useNodePicks } from './node-pick.js';
import { Quiz } from './quiz.js';

afterEach(cleanup);

const both = (en: string) => ({ 'zh-CN': `中${en}`, en });
const question = both('Which?');

/** The picture, as far as it is asked for a node. */
function Picture() {
  const picking = useNodePicks()?.picking;
  return picking === undefined ? null : <button onClick={() => picking.pick('rs2')}>picture of rs2</button>;
}

function show(quiz: QuizView, answer?: string) {
  const onAnswer = vi.fn<(answer: string) => void>();
  render(
    <LanguageProvider language="en">
      <NodePicks>
        <Quiz quiz={quiz} answer={answer} asked={false} onAnswer={onAnswer} />
        <Picture />
      </NodePicks>
    </LanguageProvider>,
  );
  return {
    send: () => fireEvent.click(screen.getByRole('button', { name: /^(Answer|Note my prediction)$/ })),
    answers: () => onAnswer.mock.calls.map(([given]) => given),
  };
}

const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
/** Chooses from the list that this button opens. */
async function choose(label: RegExp, option: string) {
  press(label);
  fireEvent.click(await screen.findByRole('option', { name: option }));
}

test('an order is made by buttons, and sent as places in what was shown', () => {
  const { send, answers } = show({ type: 'order', question, items: ['a', 'b', 'c'].map(both) });
  const rows = () => within(screen.getByRole('grid', { name: 'Which?' })).getAllByRole('row');
  expect(rows().map((row) => row.textContent)).toEqual(['1a', '2b', '3c']);
  expect(screen.getByRole('button', { name: 'Move up: a' })).toHaveProperty('disabled', true);
  press('Move up: c');
  press('Move down: a');
  expect(rows().map((row) => row.textContent)).toEqual(['1c', '2a', '3b']);
  send();
  expect(answers()).toEqual(['2,0,1']);
});

test('pairs are chosen from lists, and cannot be sent before each left side has one', async () => {
  const { send, answers } = show({
    type: 'match',
    question,
    lefts: ['DR', 'NAT'].map(both),
    rights: ['MAC', 'ports', 'addresses'].map(both),
  });
  await choose(/DR/, 'MAC');
  send();
  expect(answers()).toEqual([]);
  await choose(/NAT/, 'addresses');
  send();
  expect(answers()).toEqual(['0=0,1=2']);
});

test('a line of a capture is chosen as it was printed', () => {
  const lines = ['10:00 ARP, Request', '10:01 ARP, Reply'];
  const { send, answers } = show({ type: 'line', question, lines, several: false });
  expect(screen.getByText(lines[1]!).tagName).toBe('CODE');
  fireEvent.click(screen.getByRole('radio', { name: lines[1]! }));
  send();
  expect(answers()).toEqual(['1']);
});

test('nodes are chosen by name, or in the picture once that was asked for', () => {
  const { send, answers } = show({
    type: 'node',
    question,
    nodes: ['director', 'rs1', 'rs2'],
    several: true,
  });
  fireEvent.click(screen.getByRole('checkbox', { name: 'rs1' }));
  expect(screen.queryByText('picture of rs2')).toBeNull();
  press('Choose in the picture');
  press('picture of rs2');
  expect(screen.getByRole('checkbox', { name: 'rs2' })).toHaveProperty('checked', true);
  send();
  press('picture of rs2');
  send();
  expect(answers()).toEqual(['rs1,rs2', 'rs1']);
  press('Click a node in the picture');
  expect(screen.queryByText('picture of rs2')).toBeNull();
});

test('of one node the last click counts', () => {
  const { send, answers } = show({ type: 'node', question, nodes: ['rs1', 'rs2'], several: false }, 'rs1');
  press('Choose in the picture');
  press('picture of rs2');
  send();
  expect(answers()).toEqual(['rs2']);
});

test('what is no MAC address cannot be sent', () => {
  const { send, answers } = show({ type: 'mac', question });
  const field = screen.getByRole('textbox', { name: 'Which?' });
  fireEvent.change(field, { target: { value: '52:54:00' } });
  send();
  fireEvent.change(field, { target: { value: ' 52:54:00:0a:00:08' } });
  send();
  expect(answers()).toEqual(['52:54:00:0a:00:08']);
});

test('a number is predicted with its unit beside it, and can be changed', () => {
  const { send, answers } = show({ type: 'predict', form: 'number', question, unit: both('seconds') }, '3');
  expect(screen.getByText('seconds')).toBeTruthy();
  send();
  const field = screen.getByRole('textbox', { name: 'Which?' });
  fireEvent.change(field, { target: { value: '0,5' } });
  send();
  expect(screen.getByText('a number, like 5 or 2.5')).toBeTruthy();
  fireEvent.change(field, { target: { value: '5' } });
  expect(screen.queryByText(/a number, like/)).toBeNull();
  send();
  expect(answers()).toEqual(['5']);
});

test('a sequence is predicted node by node', async () => {
  const { send, answers } = show({
    type: 'predict',
    form: 'sequence',
    question,
    of: ['rs1', 'rs2'],
    length: 2,
  });
  await choose(/ 1$|^1/, 'rs2');
  send();
  await choose(/ 2$|^2/, 'rs2');
  send();
  expect(answers()).toEqual(['rs2,rs2']);
});
