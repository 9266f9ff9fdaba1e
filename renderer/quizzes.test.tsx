// @vitest-environment happy-dom
import { act, cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { Engine } from '../recorded/testing/engine.js';
import { withQuizzes } from '../recorded/testing/quizzes.js';
import { App } from './app.js';

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 8000 });

vi.mock('./parts/terminal-screen.js', () => ({
  TerminalScreen: class {
    open(): void {}
    fit(): void {}
    look(): void {}
    focus(): void {}
    dispose(): void {}
    follow(): void {}
  },
}));
afterEach(cleanup);

/** A session whose first step has a quiz of every type, on its page. */
async function showQuizzes() {
  const engine = new Engine();
  const live = await engine.up('dr-by-hand');
  const document = withQuizzes(live.session.loaded);
  await live.service.relab({ document }, { signal: new AbortController().signal, onEvent: () => {} });
  location.hash = `#/session/${live.session.id}`;
  render(<App open={engine.open} />);
  await screen.findByRole('button', { name: 'Check this step' });
  return live;
}

const rowOf = async (title: string) => within((await screen.findByText(title)).closest('li')!);
const press = (row: Awaited<ReturnType<typeof rowOf>>, name: string) =>
  fireEvent.click(row.getByRole('button', { name }));

test('under an answer stands why it is wrong, and with the right one why it is right', async () => {
  await showQuizzes();
  const row = await rowOf('Who answers ARP');
  fireEvent.click(row.getByRole('radio', { name: 'both realservers' }));
  press(row, 'Answer');
  expect(await row.findByText(/arp_ignore=1 keeps them silent/)).toBeTruthy();
  fireEvent.click(row.getByRole('radio', { name: 'the director' }));
  press(row, 'Answer');
  expect(await row.findByText('the answer is right: It alone has the VIP on eth0.')).toBeTruthy();
});

test('what was predicted stands beside the verdict of the check that measures it', async () => {
  const live = await showQuizzes();
  const guess = await rowOf('How long');
  fireEvent.change(guess.getByRole('textbox'), { target: { value: '5' } });
  press(guess, 'Note my prediction');
  expect(await guess.findByText('noted: 5 seconds')).toBeTruthy();
  await act(() => live.work('check', (work) => live.session.check('install', work)));
  const measured = await rowOf('The kernel has loaded the ip_vs module');
  expect((await measured.findByText('You predicted')).parentElement?.textContent).toBe(
    'You predicted 5 seconds',
  );
  // What was found stands beside it, also where it passes.
  await act(() => live.work('solve', (work) => live.session.solve('install', work)));
  await act(() => live.work('check', (work) => live.session.check('install', work)));
  expect(await measured.findByText('pass')).toBeTruthy();
  expect(await measured.findByText(/ip_vs.*loaded/)).toBeTruthy();
});

test('a node of the picture is chosen by a click while it is asked for, and shows its details again after', async () => {
  const live = await showQuizzes();
  const row = await rowOf('The realservers');
  press(row, 'Choose in the picture');
  const picture = await screen.findByRole('region', { name: 'rs1' });
  fireEvent.click(within(picture).getByRole('button', { name: 'rs1' }));
  expect(row.getByRole('checkbox', { name: 'rs1' })).toHaveProperty('checked', true);
  fireEvent.click(await screen.findByRole('region', { name: 'rs2' }));
  press(row, 'Answer');
  await waitFor(() => expect(live.view().answers).toEqual({ servers: 'rs1,rs2' }));
  press(row, 'Click a node in the picture');
  expect(within(picture).queryByRole('button', { name: 'rs1' })).toBeNull();
});
