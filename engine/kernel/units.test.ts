import { expect, test } from 'vitest';
import { unitSteps } from './units.js';

test('services that are missing are started, others stopped, and the rest may be started anew', () => {
  expect(
    unitSteps(
      ['ssh.service', 'nginx.service', 'old.service'],
      ['ssh.service', 'nginx.service', 'keepalived.service'],
    ),
  ).toEqual({ stop: ['old.service'], start: ['keepalived.service'], restart: ['nginx.service'] });
});
