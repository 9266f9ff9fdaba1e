import { expect, test } from 'vitest';
import { knownHost } from './ssh.js';

test('known_hosts names the port of a server only where it is not 22', () => {
  expect(knownHost({ host: '127.0.0.1', port: 40_022 })).toBe('[127.0.0.1]:40022');
  expect(knownHost({ host: '192.168.131.5', port: 22 })).toBe('192.168.131.5');
});
