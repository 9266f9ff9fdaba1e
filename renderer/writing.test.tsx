// @vitest-environment happy-dom
import { act, cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { App } from './app.js';
import { Engine } from '../recorded/testing/engine.js';

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

beforeEach(() => {
  location.hash = '#/';
});
afterEach(() => {
  cleanup();
});

/** A session on its page, and its lab as whoever writes it can change it. */
async function showWritten() {
  const engine = new Engine();
  const live = await engine.up('dr-by-hand');
  location.hash = `#/session/${live.session.id}`;
  render(<App open={engine.open} />);
  await screen.findByRole('button', { name: 'Check this step' });
  const take = async (from: string, to: string) => {
    const text = JSON.stringify(live.session.loaded.compiled);
    if (!text.includes(from)) throw new Error(`no ${from}`);
    const document = JSON.parse(text.replaceAll(from, () => to)) as Record<string, unknown>;
    await act(() =>
      live.service.relab({ document }, { signal: new AbortController().signal, onEvent: () => {} }),
    );
  };
  return { engine, live, take };
}

test('a text and a check that were written meanwhile are on the screen, and the step is the one that was read', async () => {
  const { take } = await showWritten();
  await take('Install ipvsadm and load the ip_vs module', 'Install it all');
  expect((await screen.findAllByText('Install it all')).length).toBeGreaterThan(0);
  expect(screen.queryByText('Install ipvsadm and load the ip_vs module')).toBeNull();
  await take('"id":"ip-vs",', '"id":"ip-vs","hidden":true,');
  const row = (await screen.findByText('hidden from learners')).closest('li')!;
  expect(within(row).getByText('The kernel has loaded the ip_vs module')).toBeTruthy();
});

test('mistakes are told while somebody writes; a changed topology offers a new session, which is of the same values', async () => {
  const { engine, live, take } = await showWritten();
  const writer = new AbortController();
  const written = live.writing.last(writer.signal);
  await act(async () => live.writing.stands(2));
  expect(await screen.findByText(/has 2 mistakes: this is the state before/)).toBeTruthy();
  await take('10.0.0.9', '10.0.0.19');
  expect(await screen.findByText(/Changed: the topology/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Start the session anew' }));
  const dialog = await screen.findByRole('alertdialog');
  fireEvent.click(within(dialog).getByRole('button', { name: 'Start anew' }));
  await waitFor(() => expect(location.hash).not.toContain(live.session.id));
  expect(engine.asked.at(-1)?.[0]).toMatch(/startAnew|openTerminal/);
  expect(live.state).toBe('ended');
  const next = decodeURIComponent(location.hash.split('/').at(-1)!);
  await waitFor(() => expect(engine.live(next).state).toBe('running'));
  expect(engine.live(next).session.values).toEqual(live.session.values);
  writer.abort();
  await written;
});
