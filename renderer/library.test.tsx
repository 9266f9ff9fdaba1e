// @vitest-environment happy-dom
import { cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { builtInIds } from '../engine/packs/testing/built-in.js';
import { Engine } from '../recorded/testing/engine.js';
import { App } from './app.js';

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 8000 });

afterEach(() => {
  cleanup();
});

function show(engine = new Engine()): Engine {
  location.hash = '#/';
  render(<App open={engine.open} />);
  return engine;
}

const rows = () => screen.queryAllByRole('listitem').filter(({ className }) => className.includes('lab-row'));
const rowOf = async (title: string) => (await screen.findByRole('heading', { name: title })).closest('li')!;
const search = (value: string) => fireEvent.change(screen.getByRole('searchbox'), { target: { value } });
const next = () => screen.findByRole('region', { name: 'What comes next' });

test('every lab of the course stands in the map, with its number, in modules that fold', async () => {
  show();
  await rowOf('LVS-DR by hand');
  expect(rows().map((row) => row.querySelector('.lab-number .sr-only')?.textContent)).toEqual(
    builtInIds().map((_, at) => `Lab ${at + 1}`),
  );
  const dr = await rowOf('LVS-DR by hand');
  expect(within(dr).getByText('not begun')).toBeTruthy();
  const module = dr.closest<HTMLElement>('.module')!;
  const turn = within(module).getByRole('button', { expanded: true });
  expect(within(module).getByText(/^0 of \d+ done$/)).toBeTruthy();
  const others = rows().length - within(module).getAllByRole('listitem').length;
  fireEvent.click(turn);
  await waitFor(() => expect(rows()).toHaveLength(others));
  expect(turn.getAttribute('aria-expanded')).toBe('false');
  // What is searched for is shown, folded or not.
  search('DR by hand');
  expect(await rowOf('LVS-DR by hand')).toBeTruthy();
});

test('a section is found with all below it, and said', async () => {
  show();
  await next();
  search('1.8.2');
  await waitFor(() => expect(rows().length).toBeLessThan(builtInIds().length));
  const row = await rowOf('LVS-DR by hand');
  expect(within(row).getByText('Found in course 1.8.2').tagName).toBe('MARK');
  search('1.8');
  expect(await within(row).findByText('Found in course 1.8.1 1.8.2 1.8.3 1.8.4 1.8.5')).toBeTruthy();
  search('手工');
  expect(await rowOf('LVS-DR by hand')).toBeTruthy();
  expect(screen.queryByText(/^Found in course/)).toBeNull();
  search('9.9.9');
  expect(await screen.findByText('No lab matches.')).toBeTruthy();
});

test('the first lab whose ground is laid comes next, with a button that starts it', async () => {
  const engine = show();
  fireEvent.click(within(await next()).getByRole('button', { name: 'Start the next lab' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Start the machines' }));
  await waitFor(() =>
    expect(engine.asked.find(([name]) => name === 'start')?.[1]).toMatchObject({
      lab: `lvs/${builtInIds()[0]}`,
    }),
  );
});

test('a session that runs comes next, and its lab says so and leads to it', async () => {
  const engine = new Engine();
  const live = await engine.up('dr-by-hand');
  show(engine);
  expect(within(await next()).getByRole('button', { name: /^Open/ })).toBeTruthy();
  // It stands there, and not below once more.
  expect(screen.queryByRole('region', { name: 'Sessions' })).toBeNull();
  const row = await rowOf('LVS-DR by hand');
  expect(within(row).getByText('running · 0 of 9 steps done')).toBeTruthy();
  fireEvent.click(within(row).getByRole('button', { name: 'Go on with "LVS-DR by hand"' }));
  await screen.findByRole('button', { name: 'Check this step' });
  expect(location.hash).toBe(`#/session/${live.session.id}`);
});
