import { expect, test } from 'vitest';
import { drTopology } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import { check, judged, silent, spoil, unread } from '../testing/judged.js';

const nginx = { package: { on: ['rs1', 'rs2'], name: 'nginx' } };
const installed = (rs1: Record<string, string>, rs2: Record<string, string>) => ({
  ...spoil('rs1', () => ({ packages: rs1 })),
  rs2: { at: 0, packages: rs2 },
});

test('an installed package passes, with the versions that nodes have', () => {
  expect(judged(nginx, installed({ nginx: '1.22.1-9' }, { nginx: '1.22.1-9' }))).toMatchObject({
    status: 'pass',
    message: {
      code: 'package.installed',
      params: { nodes: ['rs1', 'rs2'], name: 'nginx', version: '1.22.1-9' },
    },
  });
  expect(judged(nginx, installed({ nginx: '1.22.1-9' }, { nginx: '1.24.0-1' })).message.params).toMatchObject(
    {
      version: '1.22.1-9, 1.24.0-1',
    },
  );
});

test('the one node that lacks it is named', () => {
  expect(judged(nginx, installed({ nginx: '1.22.1-9' }, { 'nginx-common': '1.22.1-9' }))).toMatchObject({
    status: 'fail',
    message: { code: 'package.missing', params: { node: 'rs2', name: 'nginx' } },
    diagnosis: { code: 'package-not-installed', params: { node: 'rs2', name: 'nginx' } },
  });
});

test.each([
  ['ipvsadm', 'ipvsadm-not-installed'],
  ['keepalived', 'keepalived-not-installed'],
  ['constructor', 'package-not-installed'],
])('%s, not installed, is told as %s', (name, code) => {
  const facts = spoil('director', () => ({ packages: {} }));
  expect(judged({ package: { on: 'director', name } }, facts)).toMatchObject({
    status: 'fail',
    diagnosis: { code, params: { node: 'director' } },
  });
});

test('what dpkg says of no node is unknown, unless another one lacks the package for certain', () => {
  expect(judged(nginx, silent('rs1'))).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.unreachable', params: { node: 'rs1' } },
  });
  expect(judged(nginx, unread('rs1', 'packages'))).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.facts', params: { node: 'rs1', detail: 'packages' } },
  });
  expect(judged(nginx, { ...silent('rs1'), rs2: { at: 0, packages: {} } })).toMatchObject({
    status: 'fail',
    message: { params: { node: 'rs2' } },
  });
});

test('only this package is asked for, on each node', () => {
  const request = { packages: ['nginx'] };
  expect(wantsOfOne(check(nginx), drTopology)).toEqual({
    facts: { rs1: request, rs2: request },
    experiments: [],
  });
});
