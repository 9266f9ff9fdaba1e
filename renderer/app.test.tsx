// @vitest-environment happy-dom
import { act, cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { App } from './app.js';
import { Engine, type EngineOptions } from '../recorded/testing/engine.js';

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
});

function show(hash = '#/', options: EngineOptions = {}): Engine {
  const engine = new Engine(options);
  location.hash = hash;
  render(<App open={engine.open} />);
  return engine;
}

/** A session of the DR lab that runs, on its page. */
async function showLab(options: EngineOptions = {}, solved: readonly string[] = []) {
  const engine = new Engine(options);
  const live = await engine.up('dr-by-hand');
  for (const step of solved) await live.work('solve', (work) => live.session.solve(step, work));
  if (solved.length > 0) await live.work('check', (work) => live.session.check(undefined, work));
  location.hash = `#/session/${live.session.id}`;
  render(<App open={engine.open} />);
  await screen.findByRole('button', { name: 'Check this step' });
  return { engine, live };
}

const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));
const asked = (engine: Engine) => engine.asked.map(([name]) => name);

test('the library shows labs and what is wrong with the host', async () => {
  show('#/', { doctor: 'warning' });
  expect(await screen.findByRole('heading', { name: 'LVS-DR by hand' })).toBeTruthy();
  const host = screen.getByRole('region', { name: 'This host' });
  expect(await within(host).findByText(/only 900 MB of memory available/)).toBeTruthy();
  fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'two instances' } });
  await waitFor(() => expect(screen.queryByRole('heading', { name: 'LVS-DR by hand' })).toBeNull());
  expect(screen.getByText(/^1 of \d+ labs$/)).toBeTruthy();
});

test('a start that fails says what, why and what next, and can be tried again', async () => {
  const engine = show('#/', { fail: { up: 'ssh', node: 'rs1' } });
  await press('Start "LVS-DR by hand"');
  await press('Start the machines');
  expect(await screen.findByText('What failed: rs1 (SSH connection)')).toBeTruthy();
  expect(screen.getByText(/Node rs1 cannot be reached/)).toBeTruthy();
  await press('Try again');
  await screen.findByRole('button', { name: 'Check this step' });
  expect(asked(engine).filter((name) => /start|end/.test(name))).toEqual(['start', 'end', 'start']);
});

test('a session whose machines did not come back is not promised to come back as it was', async () => {
  const { engine, live } = await showLab();
  await act(() => live.suspend());
  expect(await screen.findByText(/come back as they were\.$/)).toBeTruthy();
  engine.loseMachines(live.session.id);
  await press('Resume');
  expect((await screen.findAllByText(/cannot come back as they were/)).length).toBeGreaterThan(0);
  expect(screen.queryByText(/disk and come back as they were/)).toBeNull();
});

test('a start that was cancelled is no failure', async () => {
  const engine = show('#/', { delay: 2000 });
  await press('Start "LVS-DR by hand"');
  await press('Start the machines');
  await press('Cancel the start');
  expect(await screen.findByText('The start was cancelled')).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
  expect(screen.queryByText('It did not start')).toBeNull();
  await press('Back to the labs');
  expect(asked(engine)).toEqual(['start', 'cancel']);
});

test('verdicts of all three kinds differ by word, and only a failure has hints', async () => {
  const { live } = await showLab({}, ['install']);
  await act(() => live.work('power', (work) => live.session.power('rs1', 'pause', work)));
  await press('Check this step');
  const row = (title: RegExp) => screen.getByText(title).closest('li')!;
  await waitFor(() => expect(within(row(/^The page of rs2/)).getByText('fail')).toBeTruthy());
  const failed = row(/^The page of rs2/);
  const unknown = row(/^The page of rs1/);
  expect(await within(unknown).findByText('unknown')).toBeTruthy();
  expect(within(unknown).queryByRole('button', { name: /Hint/ })).toBeNull();
  expect(unknown.className).not.toContain('fail');
  fireEvent.click(within(failed).getByRole('button', { name: /^Hint \(free\)/ }));
  expect(await within(failed).findByText(/The two pages have to differ/)).toBeTruthy();
  expect(within(failed).queryByText(/The commands of this step|Run on this node/)).toBeNull();
  fireEvent.click(within(failed).getByRole('button', { name: /^Commands \(costs \d+ points\)/ }));
  const dialog = await screen.findByRole('alertdialog');
  expect(within(dialog).getByText(/it costs \d+ points/)).toBeTruthy();
  const solved = () => live.view().solved;
  expect(solved()).toEqual(['install']);
  fireEvent.click(within(dialog).getByRole('button', { name: 'Show' }));
  expect(await within(failed).findByText('its commands were shown: no points')).toBeTruthy();
  expect(solved()).toEqual(['install', 'web-servers']);
  fireEvent.click(within(failed).getByRole('button', { name: /^Evidence/ }));
  expect(within(failed).getAllByText(/index\.html/).length).toBeGreaterThan(0);
});

test('a run button types into the node’s terminal, and the check then passes', async () => {
  const { live } = await showLab();
  await waitFor(() => expect(live.view().terminals.map(({ node }) => node)).toEqual(['director']));
  for (const command of ['apt-get install -y ipvsadm', 'modprobe ip_vs']) {
    const fence = (await screen.findByText(command)).closest('.fence, figure, div')!;
    fireEvent.click(within(fence as HTMLElement).getByRole('button', { name: 'Run in director' }));
  }
  await press('Check this step');
  expect(await screen.findByText('2 of 2 pass')).toBeTruthy();
});

test('a run button of a node without a terminal opens one and types the command once', async () => {
  const { engine, live } = await showLab();
  await waitFor(() => expect(live.view().terminals).toHaveLength(1));
  await press(/^Step 2/);
  const [first] = await screen.findAllByRole('button', { name: 'Run in rs1' });
  fireEvent.click(first!);
  const written = () => engine.asked.filter(([name]) => name === 'writeTerminal');
  await waitFor(() => expect(written()).toHaveLength(1));
  expect(written()[0]![1]).toMatchObject({ data: 'service nginx start\r' });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  expect(written()).toHaveLength(1);
  expect(
    live
      .view()
      .terminals.map(({ node }) => node)
      .toSorted(),
  ).toEqual(['director', 'rs1']);
});

test('a check that nobody asked for does not keep one from being asked for', async () => {
  const { live } = await showLab();
  const button = await screen.findByRole('button', { name: 'Check this step' });
  const until = async (byItself: boolean, look: () => Promise<unknown>) => {
    let end = () => {};
    const running = new Promise<void>((resolve) => {
      end = resolve;
    });
    const work = live.work('check', () => running, byItself ? { byItself } : {});
    await look();
    end();
    await act(() => work);
  };
  await until(true, async () => {
    await screen.findByText('Checking');
    expect((button as HTMLButtonElement).disabled).toBe(false);
  });
  await until(false, () => waitFor(() => expect((button as HTMLButtonElement).disabled).toBe(true)));
});

test('a reset asks before it is done', async () => {
  const { engine } = await showLab();
  await press('More');
  fireEvent.click(await screen.findByRole('menuitem', { name: "Reset to this step's start" }));
  const dialog = await screen.findByRole('alertdialog');
  expect(asked(engine)).not.toContain('reset');
  fireEvent.click(within(dialog).getByRole('button', { name: 'Reset' }));
  await waitFor(() =>
    expect(engine.asked.find(([name]) => name === 'reset')?.[1]).toMatchObject({ step: 'install' }),
  );
});

test('a question does not follow to another page, and comes before the commands', async () => {
  await showLab();
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
  const { live } = await showLab();
  await press(/^Step 9/);
  for (const right of [
    'ipvsadm, installed on the director',
    'The line in /etc/hosts of the client',
    'The page of rs1',
  ])
    fireEvent.click(await screen.findByLabelText(right));
  fireEvent.click(screen.getAllByRole('button', { name: 'Answer' })[0]!);
  await waitFor(() => expect(Object.keys(live.view().answers)).toEqual(['what-stays']));
  expect(await screen.findByText('the answer is right')).toBeTruthy();
});

test('what happens is listed, newest first, said, and shown with its evidence', async () => {
  const { live } = await showLab();
  expect(await screen.findByText('Nothing has happened yet')).toBeTruthy();
  const evidence = [{ node: 'rs2', command: 'tcpdump -e arp', output: '10.0.0.29 is-at 52:54', at: 1 }];
  await act(() => live.work('power', (work) => live.session.power('rs1', 'off', work)));
  const params = { vip: '10.0.0.29', from: ['rs1'], to: ['rs2'] };
  live.timeline.note({ at: Date.now(), message: { code: 'vip.moved', params }, evidence });
  const list = await screen.findByRole('list', { name: 'Timeline, newest first' });
  await waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(2));
  expect(within(list).getAllByRole('listitem')[1]!.textContent).toContain('rs1: power off');
  fireEvent.click(within(list).getByRole('button', { name: /10\.0\.0\.29 moved from rs1 to rs2/ }));
  expect(await within(list).findByText('10.0.0.29 is-at 52:54')).toBeTruthy();
  const said = within(screen.getByRole('region', { name: 'Timeline' })).getByRole('status');
  await waitFor(() => expect(said.textContent).toMatch(/moved from rs1 to rs2/));
});

test('the language switches at once, and without asking the engine anew', async () => {
  const engine = show('#/settings');
  await screen.findByRole('heading', { name: 'Settings' });
  fireEvent.keyDown(document.body, { key: 'K', ctrlKey: true, shiftKey: true });
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Language: 简体中文' }));
  expect(await screen.findByRole('heading', { name: '设置' })).toBeTruthy();
  expect(document.documentElement.lang).toBe('zh-CN');
  await waitFor(() => expect(engine.asked.at(-1)?.[1]).toMatchObject({ settings: { language: 'zh-CN' } }));
});

test('a problem is reported with a file that is looked at first', async () => {
  show('#/settings');
  await press('See what is in it…');
  expect((await screen.findByText(/===== versions =====/)).textContent).toContain('product: ');
  expect(screen.getByText(/the learner's name and answers/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Save the file' })).toBeTruthy();
  await press('Close');
  await waitFor(() => expect(screen.queryByText(/===== versions =====/)).toBeNull());
});

test('when the engine ends the view stays, and everything is subscribed to again', async () => {
  const { engine } = await showLab();
  act(() => engine.crash());
  expect(await screen.findByText(/The engine ended/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Check this step' })).toBeTruthy();
  await press('Reconnect now');
  await waitFor(() => expect(screen.queryByText(/The engine ended/)).toBeNull());
  await press('Check this step');
  expect((await screen.findAllByText('fail')).length).toBeGreaterThan(0);
});

test('the result shows points by step and says when it is no grade yet', async () => {
  const { live } = await showLab();
  act(() => {
    location.hash = `#/session/${live.session.id}/result`;
  });
  expect(await screen.findByRole('heading', { name: 'Result: LVS-DR by hand' })).toBeTruthy();
  expect(screen.getByText(/Not graded yet/)).toBeTruthy();
  expect(screen.getAllByText('0 of 2 points').length).toBeGreaterThan(0);
});

test('a session that does not exist leads back to the labs', async () => {
  show('#/session/nobody');
  expect(await screen.findByText(/There is no session nobody/)).toBeTruthy();
  await press('Back to the labs');
  expect(await screen.findByRole('heading', { name: 'LVS-DR by hand' })).toBeTruthy();
});
