import { expect, test } from 'vitest';
import { packageSteps } from './packages.js';

test('of packages only what is missing is installed', () => {
  const one = { name: 'ldirectord', version: '1:4.10.0-1' };
  const wanted = { added: [one], removed: [{ name: 'nginx', version: '1' }] };
  expect(packageSteps(['ldirectord 1:4.9.0-1', 'nginx 1'], wanted)).toEqual({
    install: ['ldirectord=1:4.10.0-1'],
    remove: ['nginx'],
  });
  // The lab's own set-up has done it already.
  expect(packageSteps(['ldirectord 1:4.10.0-1'], wanted)).toEqual({ install: [], remove: [] });
});
