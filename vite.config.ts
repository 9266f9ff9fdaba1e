import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The window's files. No inline script and no data: script, so that the page's CSP can refuse both.
export default defineConfig({
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
});
