// @vitest-environment happy-dom
import { cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ClassRoom } from '../recorded/testing/class-room.js';
import { Engine } from '../recorded/testing/engine.js';
import { App } from './app.js';

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 8000 });

let room: ClassRoom;
let engine: Engine;
beforeEach(async () => {
  room = new ClassRoom();
  await room.open();
});
afterEach(() => {
  cleanup();
  room.dispose();
});

function show(hash: string): void {
  engine = new Engine({ packs: room.packs });
  location.hash = hash;
  render(<App open={engine.open} />);
}

const classHash = () => `#/class/${encodeURIComponent(room.folder)}`;
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));
const row = async (name: RegExp) => (await screen.findByRole('rowheader', { name })).closest('tr')!;

/** Drops files into the window. */
function drop(...files: readonly (readonly [name: string, content: Uint8Array])[]): void {
  const event = new Event('drop', { cancelable: true, bubbles: true });
  const list = files.map(([name, content]) => new File([new Uint8Array(content)], name));
  Object.assign(event, { dataTransfer: { types: ['Files'], files: list } });
  fireEvent(window, event);
}

test('a class is opened by its folder, kept in the list, and taken off it', async () => {
  show('#/classes');
  fireEvent.change(await screen.findByLabelText("The class's folder, which has class.yaml"), {
    target: { value: room.nowhere },
  });
  await press('Open the class');
  expect(await screen.findByText(/There is no class/)).toBeTruthy();
  fireEvent.change(screen.getByLabelText("The class's folder, which has class.yaml"), {
    target: { value: room.folder },
  });
  await press('Open the class');
  expect(await screen.findByRole('heading', { name: 'Monday', level: 1 })).toBeTruthy();
  expect(within(await row(/^ann/)).getByText('not handed in')).toBeTruthy();
  await press('All classes');
  expect(await screen.findByText('4 students')).toBeTruthy();
  await press('Remove from the list: Monday');
  expect(await screen.findByText('No class was opened yet.')).toBeTruthy();
  expect(room.exists).toBe(true);
});

test('what is dropped is taken and graded as it comes, and what cannot be graded says why', async () => {
  show(classHash());
  await screen.findByRole('heading', { name: 'Monday' });
  const head = { nodes: [{ node: 'server', state: 'off' } as const] };
  const lacking = await room.handIn('ben.lvsub', { student: 'ben', head });
  const text = (of: string) => new TextEncoder().encode(of);
  drop(['ben.lvsub', lacking], ['noise.lvsub', text('no archive')], ['notes.txt', text('x')]);
  expect(await screen.findByText(/Only \.lvsub hand-ins/)).toBeTruthy();
  expect(await screen.findByText('2 hand-ins were taken')).toBeTruthy();
  expect(within(await row(/^ben/)).getByText('not handed in')).toBeTruthy();
  await waitFor(async () => expect(within(await row(/^ben/)).getByText(/cannot be graded/)).toBeTruthy());
  expect(await screen.findByText('noise.lvsub')).toBeTruthy();
  fireEvent.click(within(await row(/^ben/)).getByRole('link'));
  expect(await screen.findByText(/the state of server is missing/)).toBeTruthy();
  expect(screen.getByText('There are no verdicts to look at yet.')).toBeTruthy();
});

test('a grade leads to its checks and what they rest on, and the teacher decides otherwise', async () => {
  await room.judged();
  show(classHash());
  expect((await row(/^ann/)).textContent).toContain('2');
  fireEvent.click(within(await row(/^ann/)).getByRole('link'));
  expect(await screen.findByRole('heading', { name: /ann of the class/ })).toBeTruthy();
  expect(screen.getByText(/failed: Check one/)).toBeTruthy();
  expect(screen.getByText('Check three')).toBeTruthy();
  expect(screen.getAllByText("replayed on the grader's machines")).toHaveLength(2);
  expect(screen.getByText("from the student's journal")).toBeTruthy();
  fireEvent.change(screen.getByLabelText(/: Points \(/), { target: { value: '99' } });
  expect(screen.getByRole('button', { name: 'Save' }).hasAttribute('disabled')).toBe(true);
  fireEvent.change(screen.getByLabelText(/: Points \(/), { target: { value: '3' } });
  fireEvent.change(screen.getByLabelText('Reason'), { target: { value: 'shown at her desk' } });
  await press('Save');
  expect(await screen.findByText(/set to 3 by the teacher: shown at her desk/)).toBeTruthy();
  await press('Take it back');
  await waitFor(() => expect(screen.queryByText(/by the teacher/)).toBeNull());
});

test('grades are had as files, and a worksheet is filled in', async () => {
  await room.judged();
  show(classHash());
  const saved: Blob[] = [];
  const names: string[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    saved.push(blob as Blob);
    return 'blob:x';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    names.push(this.download);
  });
  await press('CSV');
  await waitFor(() => expect(names).toEqual(['grades.csv']));
  expect(await saved[0]!.text()).toMatch(/ann,ann of the class/);
  const sheet =
    'Identifier,Full name,ID number,Grade,Maximum Grade\nParticipant 1,ann of the class,ann,,100\nParticipant 2,Eve,eve,,100\n';
  fireEvent.change(document.querySelector('input[type=file][accept=".csv"]')!, {
    target: { files: [new File([sheet], 'nat.csv')] },
  });
  expect(await screen.findByText('1 row filled in; not in the class: Eve')).toBeTruthy();
  expect(names).toEqual(['grades.csv', 'nat.csv']);
  expect(await saved[1]!.text()).toMatch(/Participant 1,ann of the class,ann,66\.67,100/);
  vi.restoreAllMocks();
});
