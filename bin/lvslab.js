#!/usr/bin/env node
import { existsSync } from 'node:fs';

const entry = new URL('../dist/command/main.js', import.meta.url);
if (!existsSync(entry)) {
  console.error('lvslab: not built yet; run: npm ci && npm run build');
  process.exit(3);
}
// A reader that went away (`lvslab … | head`) must not end a session in the middle: what it would have read is lost.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
const { main } = await import(entry.href);
// Not process.exit(): what was written to a pipe must arrive first.
process.exitCode = await main(process.argv.slice(2));
// A connection that does not close by itself must not keep the command from ending.
setTimeout(() => process.exit(), 3000).unref();
