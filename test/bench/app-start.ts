import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { productRoot } from '../../engine/product.js';
import { ended } from '../support.js';
import type { Report } from './measure.js';

/** Seconds. */
interface Start {
  /** From the process's start to the window on the screen. */
  readonly shown: number;
  /** From the process's start to a page that can be worked with. */
  readonly whole: number;
  /** From the window's making to a page that can be worked with. */
  readonly window: number;
}

const hook = fileURLToPath(new URL('./start-hook.cjs', import.meta.url));

/** The app from its process to the labs, beside an Electron that shows an empty page. */
export async function benchStart(runs: number, report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lvslab-bench-start-'));
  try {
    const bare = join(folder, 'bare');
    mkdirSync(bare);
    writeFileSync(join(bare, 'package.json'), '{"name":"bare","main":"main.cjs"}\n');
    writeFileSync(
      join(bare, 'main.cjs'),
      `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 800, show: false });
  window.once('ready-to-show', () => window.show());
  window.loadURL('data:text/html,<p>x');
});
`,
    );
    const ours = () => start(productRoot, '.lab-row button:not([disabled])', folder);
    const theirs = () => start(bare, 'p', folder);
    // Once for what the disk has to give.
    await ours();
    await theirs();
    const own: Start[] = [];
    const other: Start[] = [];
    for (let index = 0; index < runs; index += 1) {
      own.push(await ours());
      other.push(await theirs());
    }
    const row = (name: string, of: (start: Start) => number, target?: string) =>
      report.compare({
        name: `app: ${name}`,
        unit: 's',
        ours: own.map(of),
        baseline: other.map(of),
        baselineName: 'Electron with an empty page',
        higherIsBetter: false,
        ...(target === undefined ? {} : { target }),
      });
    row('first window to the labs, ready to be started', (start) => start.window, '≤ 2 s');
    row('process to the window on the screen', (start) => start.shown);
    row('process to the labs, ready to be started', (start) => start.whole);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param ready selector of what is there once the page can be worked with */
async function start(app: string, ready: string, folder: string): Promise<Start> {
  const electron = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '', 'electron');
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const profile = `--user-data-dir=${join(folder, 'profile')}`;
  const began = Date.now();
  const child = spawn(electron, [...flags, '-r', hook, profile, app], {
    env: { ...process.env, LVSLAB_LANG: 'en', LVSLAB_DATA: join(folder, 'data'), BENCH_READY: ready },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await ended(child);
  const told = /^bench (.*)$/m.exec(text)?.[1];
  if (told === undefined) throw new Error(`${app} showed no window: ${text}`);
  const times = JSON.parse(told) as { created: number; shown: number; ready: number };
  return {
    shown: (times.shown - began) / 1000,
    whole: (times.ready - began) / 1000,
    window: (times.ready - times.created) / 1000,
  };
}
