import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Report } from '../../contract/report.js';
import { leftovers } from '../../vagrant/libvirt.js';
import { Sandbox } from '../support.js';

// The same labs on real Vagrant, libvirt and QEMU: see scripts/test-vagrant.mjs for what they need of the host.

const sandbox = new Sandbox({ LVSLAB_VAGRANT_PROVIDER: 'libvirt' });
afterAll(() => sandbox.dispose());

const environments = () => {
  const root = join(sandbox.data, 'vagrant');
  return existsSync(root) ? readdirSync(root) : [];
};

test.each(['dr-by-hand', 'keepalived-lvs'])(
  '%s, solved on Vagrant machines, passes as on the embedded ones, and nothing is left of them',
  async (lab) => {
    const { exit, stdout, stderr } = await sandbox.lvslab(
      'run',
      lab,
      '--provider',
      'vagrant',
      '--solve',
      '--json',
    );
    expect(exit, `${stderr}\n${stdout.slice(-3000)}`).toBe(0);
    const report = JSON.parse(stdout) as Report;
    expect(report.provider).toBe('vagrant');
    expect(report.summary.passed).toBe(report.summary.checks);
    expect(report.summary.checks).toBeGreaterThan(10);
    expect(await leftovers('lvslab-')).toEqual({ domains: [], networks: [], volumes: [] });
    expect(environments()).toEqual([]);
  },
  600_000,
);
