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

const size: TerminalSize = { rows: 24, cols: 80 };

/** A terminal, and its connections as a test lets them come. */
function dialled() {
  const waiting: ((terminal: Terminal) => void)[] = [];
  const live = new LiveTerminal(() => new Promise((resolve) => waiting.push(resolve)), size, {
    change: () => {},
    line: () => {},
    print: () => {},
  });
  const comes = async () => {
    await expect.poll(() => waiting.length).toBe(1);
    const line = new Line();
    waiting.shift()!(line.terminal);
    await expect.poll(() => live.state).toBe('open');
    return line;
  };
  return { live, comes };
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
