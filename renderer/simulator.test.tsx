// @vitest-environment happy-dom
import { cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { Engine } from '../recorded/testing/engine.js';
import type { NodeFactsView } from '../contract/views.js';
import { App } from './app.js';
import { LanguageProvider } from './base/i18n.js';
import { IpvsTable } from './parts/ipvs-table.js';

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 8000 });

// A terminal draws, which a test's page cannot.
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

afterEach(() => {
  cleanup();
});

const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));

/** The simulator, as it opens from the library. */
async function opened(): Promise<HTMLElement> {
  location.hash = '#/';
  render(<App open={new Engine().open} />);
  await press('Schedulers');
  return screen.findByRole('dialog', { name: 'Schedulers' });
}

const rows = (table: HTMLElement) =>
  within(table)
    .getAllByRole('row')
    .slice(1)
    .map((row) => [...row.children].map((cell) => cell.textContent));
const decisions = (dialog: HTMLElement) =>
  rows(within(dialog).getByRole('table', { name: 'Where each connection goes' }));

test("the course's example is stepped through: which server, by which numbers, and why; WLC beside it", async () => {
  const dialog = await opened();
  expect(within(dialog).getByText(/The course's example of SED/)).toBeTruthy();
  expect(within(dialog).queryByRole('table', { name: 'Where each connection goes' })).toBeNull();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Next connection' }));
  const numbers = (name: RegExp) => rows(within(dialog).getByRole('table', { name }));
  expect(numbers(/connection 1 came · sed/)).toEqual([
    ['C', '3', '3', '0', '4/3', ' chosen'],
    ['B', '2', '2', '0', '3/2', ''],
    ['A', '1', '1', '0', '2', ''],
  ]);
  expect(numbers(/connection 1 came · wlc/)[0]).toEqual(['C', '3', '3', '0', '768/3', ' chosen']);
  expect(decisions(dialog)).toEqual([
    ['1', '10.0.0.100 → 10.0.0.29', 'C', 'C', 'C has the least value: 4/3'],
  ]);
  fireEvent.click(within(dialog).getByRole('button', { name: 'All of them' }));
  expect(decisions(dialog)).toHaveLength(6);
  expect(within(dialog).getByText('Got: C 3 · B 2 · A 1')).toBeTruthy();
  // The numbers of an earlier one are looked at again.
  fireEvent.click(within(dialog).getByRole('button', { name: 'The numbers when connection 2 came' }));
  expect(numbers(/connection 2 came · sed/)[0]?.slice(0, 3)).toEqual(['C', '3', '4']);
});

test('a weight that is changed makes it one’s own, and begins anew', async () => {
  const dialog = await opened();
  fireEvent.click(within(dialog).getByRole('button', { name: 'All of them' }));
  const weight = within(dialog).getByRole('textbox', { name: 'Weight of C' });
  fireEvent.change(weight, { target: { value: '0' } });
  fireEvent.blur(weight);
  await waitFor(() => expect(within(dialog).queryByText(/^Got:/)).toBeNull());
  fireEvent.click(within(dialog).getByRole('button', { name: 'Next connection' }));
  expect(decisions(dialog)[0]?.[4]).toBe('B has the least value: 3/2');
  fireEvent.click(within(dialog).getByRole('button', { name: 'Remove C' }));
  expect(within(dialog).queryByRole('textbox', { name: 'Weight of C' })).toBeNull();
  expect(within(dialog).getByRole('button', { name: 'Remove A' }).hasAttribute('disabled')).toBe(true);
  fireEvent.click(within(dialog).getByRole('button', { name: 'Add a server' }));
  expect(within(dialog).getAllByRole('textbox', { name: /^Weight of/ })).toHaveLength(3);
});

test("a director's table in a running lab is what it begins with", async () => {
  const engine = new Engine();
  const live = await engine.up('dr-by-hand');
  for (const { id } of live.session.lab.steps.slice(0, 5))
    await live.work('solve', (work) => live.session.solve(id, work));
  location.hash = `#/session/${live.session.id}`;
  render(<App open={engine.open} />);
  await press('Table');
  fireEvent.click(
    await screen.findByRole('button', { name: 'Work out where connections of TCP 10.0.0.29:80 go' }),
  );
  const dialog = await screen.findByRole('dialog', { name: 'Schedulers' });
  expect(within(dialog).getByText(/Begins with the table of TCP 10\.0\.0\.29:80/)).toBeTruthy();
  fireEvent.click(within(dialog).getByRole('button', { name: 'All of them' }));
  const went = decisions(dialog).map((row) => row[2]);
  // Which one was added last is the kernel's to say: the order is that of its own list.
  expect(new Set(went)).toEqual(new Set(['rs1', 'rs2']));
  expect(went.slice(0, 4)).toEqual(['rs2', 'rs1', 'rs2', 'rs1']);
});

test('what the kernel does meanwhile is put beside the rule, connection by connection', async () => {
  const of = (at: number, rs1: number, rs2: number): NodeFactsView => ({
    status: 'ok',
    at,
    ipvs: [
      {
        protocol: 'tcp',
        address: '10.0.0.29',
        port: 80,
        scheduler: 'wlc',
        flags: [],
        servers: [
          { node: 'rs2', address: '10.0.0.9', weight: 1, place: 0, connections: rs2 },
          { node: 'rs1', address: '10.0.0.8', weight: 1, place: 1, connections: rs1 },
        ].map((server) => ({
          ...server,
          port: 80,
          method: 'dr',
          active: server.connections,
          inactive: 0,
          rate: 0,
        })),
      },
    ],
  });
  const at = Date.parse('2026-11-30T10:00:00Z');
  const table = (facts: NodeFactsView) => (
    <LanguageProvider language="en">
      <IpvsTable facts={facts} way={undefined} />
    </LanguageProvider>
  );
  const { rerender } = render(table(of(at, 0, 0)));
  await press('Work out where connections of TCP 10.0.0.29:80 go');
  const kernel = await screen.findByRole('region', { name: 'What the kernel does' });
  expect(within(kernel).getByText('No new connection since this was opened.')).toBeTruthy();
  rerender(table(of(at + 1000, 0, 1)));
  rerender(table(of(at + 1000, 0, 1)));
  rerender(table(of(at + 2000, 1, 1)));
  // Not by the rule: rs2 is first in the list, and both have one.
  rerender(table(of(at + 3000, 2, 1)));
  const deals = () =>
    rows(within(kernel).getByRole('table', { name: 'What the kernel does' })).map(([, ...row]) => row);
  await waitFor(() => expect(deals()).toHaveLength(3));
  expect(deals()).toEqual([
    ['rs1 1', 'rs2 1', expect.stringMatching(/^not the same/), expect.stringMatching(/^rs2 and rs1 have/)],
    ['rs1 1', 'rs1 1', 'the same', 'rs1 has the least value: 0'],
    ['rs2 1', 'rs2 1', 'the same', expect.stringMatching(/^rs2 and rs1 have the least value/)],
  ]);
  expect(within(kernel).getByText('The kernel gave, in all: rs1 2 · rs2 1')).toBeTruthy();
  rerender(table({ status: 'ok', at: at + 4000, ipvs: [] }));
  expect(await within(kernel).findByText(/has no such service now/)).toBeTruthy();
});
