import { expect, test } from 'vitest';
import type { Topology } from '../engine/machines/provider.js';
import { floodLine } from './commands/processes.js';
import { Lab } from './lab.js';
import { FakeTerminal } from './terminal.js';
import { TypedTerminal } from './testing/typed-terminal.js';

const topology: Topology = {
  networks: [{ name: 'lan', cidr: '10.0.0.0/24' }],
  nodes: [
    {
      name: 'one',
      role: 'client',
      memory: 256,
      disk: 2048,
      interfaces: [
        { network: 'lan', dev: 'eth0', mac: '52:54:00:80:00:07', address: '10.0.0.7', prefix: 24 },
      ],
    },
  ],
};

function open(): { terminal: FakeTerminal; typed: TypedTerminal } {
  const terminal = new FakeTerminal(new Lab(topology, () => {}), 'one', 1000, { cols: 80, rows: 24 });
  return { terminal, typed: new TypedTerminal(terminal) };
}

const prompt = 'root@one:~# ';

test('lines are echoed, run, and followed by a prompt', async () => {
  const { typed } = open();
  await typed.type('echo "héllo"');
  expect(typed.text).toBe(`${prompt}echo "héllo"\r\nhéllo\r\n${prompt}`);
});

test('keys edit the line: backspace, Ctrl-U, arrows and history', async () => {
  const { terminal, typed } = open();
  terminal.write('rubbish\x15');
  await typed.type('echo ax\x7fb\x1b[D-');
  expect(typed.text).toMatch(/\r\na-b\r\nroot@one:~# $/);
  await typed.type('\x1b[A\x1b[B\x1b[A2');
  expect(typed.text).toMatch(/\r\na-b2\r\nroot@one:~# $/);
});

test('a here-document and a loop may take several lines', async () => {
  const { typed } = open();
  await typed.type("cat >/tmp/x <<'EOF'\na $b\nEOF\nfor i in 1 2\ndo\ncat /tmp/x\ndone");
  expect(typed.text).toMatch(/> done\r\na \$b\r\na \$b\r\nroot@one:~# $/);
});

test('Ctrl-C ends what runs, what was typed meanwhile comes after it', async () => {
  const { terminal, typed } = open();
  terminal.write('while sleep 5; do :; done\r');
  terminal.write('echo later\r');
  terminal.write('\x03');
  await typed.until(() => typed.text.endsWith(`^C\r\n${prompt}echo later\r\nlater\r\n${prompt}`));
  terminal.write('half\x03');
  expect(typed.text).toMatch(/half\^C\r\nroot@one:~# $/);
});

test('exit and Ctrl-D end the shell', async () => {
  const { terminal } = open();
  const ended = new Promise((resolve) => terminal.onClose(resolve));
  terminal.write('\x04');
  expect(await ended).toBe('ended');
  const other = open().terminal;
  const left = new Promise((resolve) => other.onClose(resolve));
  other.write('exit\r');
  expect(await left).toBe('ended');
});

test('the shell knows its size, and draws the line that is being typed anew when it changes', async () => {
  const { terminal, typed } = open();
  await typed.type('stty size; echo $COLUMNS $LINES');
  expect(typed.text).toContain('\r\n24 80\r\n80 24\r\n');
  terminal.write('ab\x1b[D');
  terminal.resize({ cols: 100, rows: 30 });
  expect(typed.text.endsWith(`\r\x1b[J${prompt}ab\x1b[1D`)).toBe(true);
  terminal.write('\x03');
  await typed.type('stty size');
  expect(typed.text).toContain('\r\n30 100\r\n');
});

test('a shell is found again with the line that was being typed', () => {
  const lab = new Lab(topology, () => {});
  const size = { cols: 80, rows: 24 };
  const first = new FakeTerminal(lab, 'one', 1000, size);
  first.write('echo ha');
  first.close();
  const typed = new TypedTerminal(new FakeTerminal(lab, 'one', 1000, size, first));
  expect(typed.text).toBe(`\r\x1b[J${prompt}echo ha`);
});

test('a flood stops while the reader asks for a pause and arrives whole', async () => {
  const { terminal, typed } = open();
  let pauses = 0;
  terminal.onData(() => {
    if (pauses >= 5) return;
    pauses += 1;
    terminal.pause();
    setTimeout(() => terminal.resume(), 5);
  });
  terminal.pause();
  terminal.write('flood 2\r');
  const before = typed.text.length;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(typed.text.length).toBe(before);
  terminal.resume();
  await typed.until(() => typed.text.length > 2_000_000 && typed.text.endsWith('# '));
  const flood = typed.text.slice(typed.text.indexOf('flood 2\r\n') + 9, typed.text.lastIndexOf(prompt));
  const lines = flood.replaceAll('\r', '').split('\n');
  expect(lines.slice(0, -1)).toEqual(Array.from({ length: 2048 }, (_, at) => floodLine(at + 1)));
});
