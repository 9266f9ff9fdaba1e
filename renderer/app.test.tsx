// @vitest-environment happy-dom
import { act, cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { App } from './app.js';
import { Demo, type DemoOptions } from './testing/demo.js';
import { drLab, vrrpLab } from './testing/demo-data.js';

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 8000 });

// A terminal draws, which a test's page cannot: what it is asked for is enough here.
vi.mock('./parts/terminal-screen.js', () => ({
  TerminalScreen: class {
    readonly #id: string;
    #client: { call(name: string, input: unknown): Promise<unknown> } | undefined;
    constructor(id: string) {
      this.#id = id;
    }
    open(): void {}
    fit(): void {}
    look(): void {}
    focus(): void {}
    dispose(): void {}
    follow(client: never): void {
      this.#client = client;
    }
    run(commands: string): void {
      const data = `${commands.replaceAll('\n', '\r')}\r`;
      void this.#client?.call('writeTerminal', { terminal: this.#id, data });
    }
  },
}));

beforeEach(() => {
  location.hash = '#/';
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function show(hash = '#/', options: Partial<DemoOptions> = {}): Demo {
  const demo = new Demo({ pace: 1, settings: { language: 'en' }, ...options });
  demo.add('dr', drLab);
  demo.add('vrrp', vrrpLab);
  location.hash = hash;
  render(<App open={demo.open} />);
  return demo;
}

const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));

test('the library shows labs, sessions and what is wrong with the host', async () => {
  show();
  expect(await screen.findByRole('heading', { name: 'LVS-NAT with two NICs' })).toBeTruthy();
  const host = screen.getByRole('region', { name: 'This host' });
  expect(await within(host).findByText(/only 900 MB of memory available/)).toBeTruthy();
  expect(within(host).queryByText(/swapoff/)).toBeNull();
  fireEvent.click(within(host).getByRole('button', { name: 'Details (2)' }));
  expect(within(host).getByText(/swapoff/)).toBeTruthy();
  fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'vrrp' } });
  await waitFor(() => expect(screen.queryByRole('heading', { name: 'LVS-NAT with two NICs' })).toBeNull());
  expect(screen.getByText('1 of 4 labs')).toBeTruthy();
});

test('a start that fails says what, why and what next, and can be tried again', async () => {
  const demo = show('#/', { failStart: true });
  await press('Start "LVS-DR by hand"');
  await press('Start the machines');
  expect(await screen.findByText('What failed: rs1 (boot)')).toBeTruthy();
  expect(screen.getByText(/Node rs1 did not come up within 90 s/)).toBeTruthy();
  await press('Try again');
  await screen.findByRole('button', { name: 'Check this step' });
  expect(demo.asked).toEqual([
    'start lvs/dr-by-hand "own"',
    'end dr-by-hand-1',
    'start lvs/dr-by-hand "own"',
  ]);
});

test('a session whose machines did not come back is not promised to come back as it was', async () => {
  const demo = show('#/');
  demo.add('rests', drLab, { state: 'suspended' });
  demo.add('failed', drLab, {
    state: 'suspended',
    error: { code: 'session.no-machines', params: { id: 'failed' } },
  });
  act(() => {
    location.hash = '#/session/rests';
  });
  expect(await screen.findByText(/come back as they were\.$/)).toBeTruthy();
  act(() => {
    location.hash = '#/session/failed';
  });
  expect(await screen.findByText(/cannot come back as they were/)).toBeTruthy();
  expect(screen.queryByText(/disk and come back as they were/)).toBeNull();
});

test('a start that was cancelled is no failure', async () => {
  const demo = show('#/');
  await press('Start "LVS-DR by hand"');
  await press('Start the machines');
  await press('Cancel the start');
  expect(await screen.findByText('The start was cancelled')).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
  expect(screen.queryByText('It did not start')).toBeNull();
  await press('Back to the labs');
  expect(demo.asked).toEqual(['start lvs/dr-by-hand "own"']);
});

test('verdicts of all three kinds differ by word, and only a failure has hints', async () => {
  const demo = show('#/session/dr');
  await press('Check this step');
  const failed = (await screen.findByText('fail')).closest('li')!;
  const unknown = (await screen.findByText('unknown')).closest('li')!;
  expect(within(failed).getByText(/Install the package first/)).toBeTruthy();
  expect(within(unknown).queryByRole('button', { name: /Hint/ })).toBeNull();
  expect(unknown.className).not.toContain('fail');
  fireEvent.click(within(failed).getByRole('button', { name: /^Hint \(free\)/ }));
  expect(await within(failed).findByText(/Use the package manager/)).toBeTruthy();
  expect(within(failed).queryByText(/The commands of this step|Run on this node/)).toBeNull();
  fireEvent.click(within(failed).getByRole('button', { name: /^Commands \(costs 2 points\)/ }));
  const dialog = await screen.findByRole('alertdialog');
  expect(within(dialog).getByText(/it costs 2 points/)).toBeTruthy();
  expect(demo.sessions.get('dr')!.view.solved).toEqual([]);
  fireEvent.click(within(dialog).getByRole('button', { name: 'Show' }));
  expect(await within(failed).findByText('its commands were shown: no points')).toBeTruthy();
  expect(demo.sessions.get('dr')!.view.solved).toEqual(['install']);
  fireEvent.click(within(failed).getByRole('button', { name: /^Evidence/ }));
  expect(within(failed).getByText(/no packages found matching/)).toBeTruthy();
});

test('a run button types into the node’s terminal, and the check then passes', async () => {
  const demo = show('#/session/dr');
  await waitFor(() => expect(demo.sessions.get('dr')!.terminals.size).toBe(1));
  const runs = await screen.findAllByRole('button', { name: 'Run in director' });
  fireEvent.click(runs[1]!);
  await waitFor(() => expect(demo.written).toEqual(['apt-get install -y ipvsadm\rmodprobe ip_vs\r']));
  await press('Check this step');
  expect(await screen.findByText('2 of 2 pass')).toBeTruthy();
});

test('a run button of a node without a terminal opens one and types the command once', async () => {
  const demo = show('#/session/dr');
  await waitFor(() => expect(demo.sessions.get('dr')!.terminals.size).toBe(1));
  await press(/^Step 3/);
  const [first] = await screen.findAllByRole('button', { name: 'Run in rs1' });
  fireEvent.click(first!);
  await waitFor(() => expect(demo.written.join('')).toMatch(/\r$/));
  await new Promise((resolve) => setTimeout(resolve, 2000));
  expect(demo.written).toHaveLength(1);
  expect([...demo.sessions.get('dr')!.terminals.values()].map(({ node }) => node).toSorted()).toEqual([
    'director',
    'rs1',
  ]);
});

test('a check that nobody asked for does not keep one from being asked for', async () => {
  const demo = show('#/session/dr');
  const button = await screen.findByRole('button', { name: 'Check this step' });
  const session = demo.sessions.get('dr')!;
  act(() => demo.change(session, { doing: { what: 'check', since: Date.now(), byItself: true } }));
  await screen.findByText('Checking');
  expect((button as HTMLButtonElement).disabled).toBe(false);
  act(() => demo.change(session, { doing: { what: 'check', since: Date.now() } }));
  await waitFor(() => expect((button as HTMLButtonElement).disabled).toBe(true));
});

test('a reset asks before it is done', async () => {
  const demo = show('#/session/dr');
  await press('More');
  fireEvent.click(await screen.findByRole('menuitem', { name: "Reset to this step's start" }));
  const dialog = await screen.findByRole('alertdialog');
  expect(demo.asked).toEqual([]);
  fireEvent.click(within(dialog).getByRole('button', { name: 'Reset' }));
  await waitFor(() => expect(demo.asked).toEqual(['reset install']));
});

test('a question does not follow to another page, and comes before the commands', async () => {
  show('#/session/dr');
  await press('More');
  fireEvent.click(await screen.findByRole('menuitem', { name: "Reset to this step's start" }));
  await screen.findByRole('alertdialog');
  fireEvent.keyDown(window, { key: 'k', ctrlKey: true, shiftKey: true });
  expect(screen.queryByPlaceholderText('Type what to do')).toBeNull();
  act(() => {
    location.hash = '#/';
  });
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
});

test('a quiz is answered in place', async () => {
  const demo = show('#/session/dr');
  await press(/^Step 4/);
  fireEvent.click(await screen.findByLabelText('Replies go from the realservers to the client directly'));
  fireEvent.click(screen.getAllByRole('button', { name: 'Answer' })[0]!);
  await waitFor(() => expect(demo.sessions.get('dr')!.view.answers).toEqual({ 'quiz-outpkts': '1' }));
  expect(await screen.findByText('the answer is right')).toBeTruthy();
});

test('what happens is listed, newest first, said, and shown with its evidence', async () => {
  const demo = show('#/session/vrrp');
  await screen.findByRole('button', { name: 'Check this step' });
  expect(await screen.findByText('Nothing has happened yet')).toBeTruthy();
  const session = demo.sessions.get('vrrp')!;
  const evidence = [{ node: 'lb2', command: 'tcpdump -e arp', output: '10.0.0.29 is-at 52:54', at: 1 }];
  act(() => demo.happen(session, { code: 'power', params: { node: 'lb1', action: 'off' } }));
  act(() =>
    demo.happen(
      session,
      { code: 'vip.moved', params: { vip: '10.0.0.29', from: ['lb1'], to: ['lb2'] } },
      evidence,
    ),
  );
  const list = await screen.findByRole('list', { name: 'Timeline, newest first' });
  await waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(2));
  expect(within(list).getAllByRole('listitem')[1]!.textContent).toContain('lb1: power off');
  fireEvent.click(within(list).getByRole('button', { name: /10\.0\.0\.29 moved from lb1 to lb2/ }));
  expect(await within(list).findByText('10.0.0.29 is-at 52:54')).toBeTruthy();
  const said = within(screen.getByRole('region', { name: 'Timeline' })).getByRole('status');
  await waitFor(() => expect(said.textContent).toMatch(/moved from lb1 to lb2/));
});

test('the language switches at once, and without asking the engine anew', async () => {
  const demo = show('#/settings');
  await screen.findByRole('heading', { name: 'Settings' });
  fireEvent.keyDown(document.body, { key: 'K', ctrlKey: true, shiftKey: true });
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Language: 简体中文' }));
  expect(await screen.findByRole('heading', { name: '设置' })).toBeTruthy();
  expect(document.documentElement.lang).toBe('zh-CN');
  expect(demo.settings.language).toBe('zh-CN');
});

test('a problem is reported with a file that is looked at first', async () => {
  show('#/settings');
  await press('See what is in it…');
  expect((await screen.findByText(/===== versions =====/)).textContent).toContain('product: demo');
  expect(screen.getByText(/the learner's name and answers/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Save the file' })).toBeTruthy();
  await press('Close');
  await waitFor(() => expect(screen.queryByText(/===== versions =====/)).toBeNull());
});

test('when the engine ends the view stays, and everything is subscribed to again', async () => {
  const demo = show('#/session/dr');
  await screen.findByRole('button', { name: 'Check this step' });
  act(() => demo.crash());
  expect(await screen.findByText(/The engine ended/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Check this step' })).toBeTruthy();
  await press('Reconnect now');
  await waitFor(() => expect(screen.queryByText(/The engine ended/)).toBeNull());
  await press('Check this step');
  expect(await screen.findByText('fail')).toBeTruthy();
});

test('the result shows points by step and says when it is no grade yet', async () => {
  show('#/session/dr/result');
  expect(await screen.findByRole('heading', { name: 'Result: LVS-DR by hand' })).toBeTruthy();
  expect(screen.getByText(/Not graded yet/)).toBeTruthy();
  expect(screen.getAllByText('0 of 2 points').length).toBeGreaterThan(0);
});

test('a session that does not exist leads back to the labs', async () => {
  show('#/session/nobody');
  expect(await screen.findByText(/There is no session nobody/)).toBeTruthy();
  await press('Back to the labs');
  expect(await screen.findByRole('heading', { name: 'LVS-NAT with two NICs' })).toBeTruthy();
});
