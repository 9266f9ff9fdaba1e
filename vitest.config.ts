import { defineConfig } from 'vitest/config';

// Two kinds of test: `unit` stands beside its source and needs nothing; `vm` runs real machines and wants the host to itself.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{contract,engine,qemu,guest,cli}/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'vm',
          include: ['test/**/*.test.ts'],
          // Emulated machines: one file at a time on two cores.
          fileParallelism: false,
          maxConcurrency: 2,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
