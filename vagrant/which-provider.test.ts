import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { vagrantProvider } from './which-provider.js';

let empty = '';
let withVirtualBox = '';
beforeEach(() => {
  empty = mkdtempSync(join(tmpdir(), 'lvslab-path-'));
  withVirtualBox = mkdtempSync(join(tmpdir(), 'lvslab-path-'));
  writeFileSync(join(withVirtualBox, process.platform === 'win32' ? 'VBoxManage.exe' : 'VBoxManage'), '');
});
afterEach(() => {
  for (const folder of [empty, withVirtualBox]) rmSync(folder, { recursive: true });
});

/** What is taken where nobody says anything and VirtualBox is not found. */
const otherwise = process.platform === 'linux' ? 'libvirt' : 'virtualbox';

test.each([
  [{ LVSLAB_VAGRANT_PROVIDER: 'hyperv', VAGRANT_DEFAULT_PROVIDER: 'docker' }, 'hyperv'],
  [{ LVSLAB_VAGRANT_PROVIDER: 'hyperv' }, 'hyperv'],
  [{ VAGRANT_DEFAULT_PROVIDER: 'docker' }, 'docker'],
  [{ LVSLAB_VAGRANT_PROVIDER: '', VAGRANT_DEFAULT_PROVIDER: 'docker' }, 'docker'],
  [{ LVSLAB_VAGRANT_PROVIDER: '', VAGRANT_DEFAULT_PROVIDER: '' }, 'virtualbox'],
  [{}, 'virtualbox'],
])('of %j the first that says something counts, else VirtualBox in PATH: %s', (env, provider) => {
  expect(vagrantProvider({ ...env, PATH: [empty, withVirtualBox].join(delimiter) })).toBe(provider);
});

test('without VirtualBox it is libvirt on Linux, and VirtualBox elsewhere', () => {
  expect(vagrantProvider({ PATH: empty })).toBe(otherwise);
  expect(vagrantProvider({ PATH: '' })).toBe(otherwise);
  expect(vagrantProvider({})).toBe(otherwise);
});

test('an empty entry of PATH does not stand for the current folder', () => {
  const before = process.cwd();
  process.chdir(withVirtualBox);
  try {
    expect(vagrantProvider({ PATH: `${delimiter}${empty}${delimiter}` })).toBe(otherwise);
  } finally {
    process.chdir(before);
  }
});
