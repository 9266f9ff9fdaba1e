import { expect, test } from 'vitest';
import { moduleJudge } from './module.js';
import { judged, silent, spoil, unread } from '../testing/judged.js';

const loaded = (...modules: string[]) => spoil('director', () => ({ modules }));
const asked = (name: string) => ({ module: { on: 'director', name } });

test.each([
  ['ip_vs', ['nf_conntrack', 'ip_vs']],
  // modprobe takes both, the kernel lists underscores.
  ['nf-conntrack', ['nf_conntrack']],
])('%s is loaded beside %j', (name, modules) => {
  expect(judged(asked(name), loaded(...modules))).toMatchObject({
    status: 'pass',
    message: { code: 'module.loaded', params: { nodes: ['director'], name } },
  });
});

test.each([
  ['ip_vs', ['ip_vs_rr', 'nf_conntrack']],
  ['ip_vs_wrr', ['ip_vs', 'ip_vs_rr']],
])('%s is not there by %j', (name, modules) => {
  expect(judged(asked(name), loaded(...modules))).toMatchObject({
    status: 'fail',
    message: { code: 'module.missing', params: { node: 'director', name } },
    diagnosis: { code: 'module-not-loaded', params: { node: 'director', name } },
  });
});

test('modules that could not be listed are unknown', () => {
  expect(judged(asked('ip_vs'), silent('director')).message.code).toBe('unknown.unreachable');
  expect(judged(asked('ip_vs'), unread('director', 'modules'))).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.facts', params: { detail: 'modules' } },
  });
});

test.each([
  ['ip_vs', [], { code: 'module-not-kept', params: { node: 'director', name: 'ip_vs' } }],
  ['ip_vs', ['ip_vs'], undefined],
  // Loaded at boot under the name that the kernel gives it.
  ['nf-conntrack', ['nf_conntrack'], undefined],
  ['ip_vs', undefined, undefined],
])('of %s a reboot that leaves %j lost', (name, modules, lost) => {
  const facts = modules === undefined ? undefined : { at: 0, modules };
  expect(moduleJudge.notKept?.({ on: 'director', name }, () => facts)).toEqual(lost);
});
