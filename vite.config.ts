import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'vite';

/** The window's files. No inline script and no data: script, so that the page's CSP can refuse both. */
const page: UserConfig = {
  root: 'renderer',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/window',
    emptyOutDir: true,
    target: 'chrome120',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
};

/** The command, in few files: to find and read the seven hundred of its modules takes longer than what most commands do. */
const command: UserConfig = {
  build: {
    ssr: 'cli/main.ts',
    outDir: 'dist/command',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    chunkSizeWarningLimit: 4000,
  },
  // ssh2 looks for parts compiled for this machine beside itself.
  ssr: { noExternal: true, external: ['ssh2'] },
};

export default defineConfig(({ mode }) => (mode === 'command' ? command : page));
