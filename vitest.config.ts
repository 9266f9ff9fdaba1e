import { defineConfig } from 'vitest/config';

/** A machine that was measured to be slower (scripts/test.mjs) has longer limits. */
const slowness = Number(process.env['LVSLAB_TEST_SLOWNESS'] ?? '1');

// Five kinds of test: `unit` stands beside its source and needs nothing; `vm` runs real machines and wants the host to
// itself; `vagrant` the same on Vagrant's machines; `slurm` grades on a Slurm cluster, `class` a class of thirty; `e2e` drives the real app, and a browser.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{contract,schedulers,engine,qemu,vagrant,guest,recorded,wiring,cli,main,renderer}/**/*.test.{ts,tsx}',
            'scripts/*.test.ts',
            'test/cases/*.test.ts',
          ],
          testTimeout: 20_000 * slowness,
        },
      },
      {
        test: {
          name: 'vm',
          include: ['test/*.test.ts'],
          // Emulated machines: one file at a time on two cores.
          fileParallelism: false,
          maxConcurrency: 2,
          testTimeout: 300_000 * slowness,
          hookTimeout: 300_000 * slowness,
        },
      },
      {
        test: {
          name: 'vagrant',
          include: ['test/vagrant/*.test.ts'],
          fileParallelism: false,
          testTimeout: 600_000 * slowness,
          hookTimeout: 300_000 * slowness,
        },
      },
      {
        test: {
          name: 'slurm',
          include: ['test/slurm/*.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000 * slowness,
          hookTimeout: 300_000 * slowness,
        },
      },
      {
        test: {
          name: 'class',
          include: ['test/class/*.test.ts'],
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000 * slowness,
          hookTimeout: 120_000 * slowness,
          // What a window shows follows a look at the machines, each second; one second is less than one look.
          expect: { poll: { timeout: 20_000 * slowness } },
        },
      },
    ],
  },
});
