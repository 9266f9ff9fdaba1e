// @vitest-environment happy-dom
import { cleanup, configure, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeCode } from '../contract/class-code.js';
import { Engine, type EngineOptions } from '../recorded/testing/engine.js';
import { App } from './app.js';

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 8000 });

// A terminal draws, which a test's page cannot.
vi.mock('./parts/terminal-screen.js', () => ({ TerminalScreen: vi.fn<() => void>() }));

beforeEach(() => {
  location.hash = '#/';
});
afterEach(() => cleanup());

const secret = Uint8Array.from({ length: 16 }, (_, index) => index);
const digest = Uint8Array.of(1, 2);
const code = writeCode({ kind: 'class', digest, key: secret });
const ticket = writeCode({ kind: 'ticket', digest, seed: secret, student: 'S-7' });

function show(hash: string, options: EngineOptions = {}): Engine {
  const engine = new Engine(options);
  location.hash = hash;
  render(<App open={engine.open} />);
  return engine;
}

/** Types into a field, and leaves it. */
async function type(label: string, value: string): Promise<HTMLElement> {
  const field = await screen.findByLabelText(label);
  fireEvent.focus(field);
  fireEvent.change(field, { target: { value } });
  fireEvent.blur(field);
  return field;
}

const codeField = 'Class code or ticket, from your teacher';
const kept = (engine: Engine) =>
  engine.asked.filter(([name]) => name === 'setSettings').map(([, input]) => input);

test('a class code is kept once a student id stands beside it; what is wrong is told under its field', async () => {
  const engine = show('#/settings');
  expect(await screen.findByText(/In no class/)).toBeTruthy();
  const field = await type(codeField, `${code.slice(0, -1)}0`);
  expect(await screen.findByText(/Not saved: its checksum does not fit/)).toBeTruthy();
  expect(field.getAttribute('aria-invalid')).toBe('true');
  await type(codeField, code.toLowerCase());
  expect(await screen.findByText('Not saved: your student id is wanted, too')).toBeTruthy();
  expect(screen.queryByText(/checksum/)).toBeNull();
  expect(kept(engine)).toEqual([]);
  await type('Student id', 'S 7');
  expect(await screen.findByText(/Not saved: a student id has letters/)).toBeTruthy();
  await type('Student id', 'S-7');
  await waitFor(() => expect(kept(engine)).toEqual([{ settings: { class: { code, student: 'S-7' } } }]));
  expect(await screen.findByText(/In a class as student S-7/)).toBeTruthy();
  expect(screen.getByLabelText<HTMLInputElement>(codeField).value).toBe(code);
  await type(codeField, '');
  await waitFor(() => expect(kept(engine).at(-1)).toEqual({ settings: { class: null } }));
  expect(await screen.findByText(/In no class/)).toBeTruthy();
});

test('a ticket has its student’s id', async () => {
  const engine = show('#/settings');
  await type(codeField, ticket);
  await waitFor(() =>
    expect(kept(engine)).toEqual([{ settings: { class: { code: ticket, student: 'S-7' } } }]),
  );
  expect(screen.getByLabelText<HTMLInputElement>('Student id').value).toBe('S-7');
});

test('who is in a class is told whose values a lab begins with', async () => {
  show('#/', { settings: { class: { code, student: 'S-7' } } });
  fireEvent.click(await screen.findByRole('button', { name: 'Start "LVS-DR by hand"' }));
  expect(await screen.findByText('drawn for student S-7: what you hand in is of these')).toBeTruthy();
  expect(screen.queryByText(/The lab's own values/)).toBeNull();
});
