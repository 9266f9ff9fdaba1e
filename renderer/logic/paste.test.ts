import { expect, test } from 'vitest';
import { pasteOf } from './paste.js';

test('one line is pasted without asking, with or without its end', () => {
  expect(pasteOf('ipvsadm -C')).toMatchObject({ text: 'ipvsadm -C', ask: false });
  expect(pasteOf('ipvsadm -C\r\n')).toMatchObject({ text: 'ipvsadm -C\n', ask: false });
});

test('several lines are asked about', () => {
  expect(pasteOf('ipvsadm -C\nreboot')).toEqual({
    text: 'ipvsadm -C\nreboot',
    lines: ['ipvsadm -C', 'reboot'],
    ask: true,
  });
  expect(pasteOf('a\rb').ask).toBe(true);
});

test('control characters cannot end a bracketed paste', () => {
  expect(pasteOf('a\u001b[201~b\u0003\tc\u009b').text).toBe('a[201~b\tc');
});
