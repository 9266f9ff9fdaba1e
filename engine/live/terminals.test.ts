import { expect, test } from 'vitest';
import type { Terminal, TerminalSize } from '../machines/shell.js';
import { LiveTerminal } from './terminals.js';

/** A node's end of a connection, which a test breaks. */
class Line {
  readonly written: string[] = [];
  #close: (how: 'ended' | 'cut') => void = () => {};

  readonly terminal: Terminal = {
    onData: () => {},
    onClose: (listener) => {
      this.#close = listener;
    },
    write: (data) => void this.written.push(data),
    resize: () => {},
    pause: () => {},
    resume: () => {},
    close: () => {},
  };

  end(how: 'ended' | 'cut'): void {
    this.#close(how);
  }
}

/** A terminal, and its connections as a test lets them come. */
function dialled() {
  const waiting: ((terminal: Terminal) => void)[] = [];
  const sizes: TerminalSize[] = [];
  const dial = (size: TerminalSize) => {
    sizes.push(size);
    return new Promise<Terminal>((resolve) => waiting.push(resolve));
  };
  const live = new LiveTerminal(dial, { change: () => {}, line: () => {}, print: () => {} });
  const comes = async () => {
    await expect.poll(() => waiting.length).toBe(1);
    const line = new Line();
    waiting.shift()!(line.terminal);
    await expect.poll(() => live.state).toBe('open');
    return line;
  };
  return { live, comes, sizes };
}

test('what is typed before the connection is there, or while it is being made again, comes with it', async () => {
  const { live, comes } = dialled();
  live.write('ip a');
  live.write('ddr\r');
  const first = await comes();
  live.write('uptime\r');
  expect(first.written).toEqual(['ip addr\r', 'uptime\r']);
  first.end('cut');
  expect(live.state).toBe('cut');
  live.write('hostname\r');
  const second = await comes();
  expect(second.written).toEqual(['hostname\r']);
});

test('what is typed to a shell that has ended is not kept, and no more is kept than a few commands', async () => {
  const { live, comes } = dialled();
  live.write('x'.repeat(10_000));
  const line = await comes();
  expect(line.written.join('')).toHaveLength(4096);
  line.end('ended');
  live.write('reboot\r');
  expect(live.state).toBe('ended');
  expect(line.written).toHaveLength(1);
});

test('a shell starts in the size that its first view says, and in the usual one when there is no view', async () => {
  const { live, comes, sizes } = dialled();
  live.resize({ cols: 133, rows: 17 });
  live.resize({ cols: 134, rows: 17 });
  await comes();
  expect(sizes).toEqual([{ cols: 133, rows: 17 }]);
  const unseen = dialled();
  await unseen.comes();
  expect(unseen.sizes).toEqual([{ cols: 80, rows: 24 }]);
});

test('a terminal that is closed before its first view came starts no shell', async () => {
  const { live, sizes } = dialled();
  live.close();
  live.resize({ cols: 100, rows: 30 });
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(sizes).toEqual([]);
});
