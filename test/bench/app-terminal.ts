import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ElectronApplication, Page } from 'playwright-core';
import { floodLine } from '../../recorded/terminal.js';
import { Hands, openApp } from '../e2e/window.js';
import { logPort, type PortLog } from '../port-log.js';
import { ended, Sandbox, until } from '../support.js';
import { inTurns, range, type Report, seconds } from './measure.js';
import { cpuOf } from './processes.js';

const lab = 'LVS-DR by hand';
const node = 'rs1';
const terminal = `${node}/1`;

/** 50 MB through a terminal, on recorded nodes: what the app itself takes. */
export async function benchFlood(runs: number, report: Report): Promise<void> {
  const lines = Array.from({ length: 50 * 1024 }, (_, at) => floodLine(at + 1));
  const expected = digestOf(lines);
  await withApp({ LVSLAB_RECORDED: 'slow=1' }, async ({ page, hands, log }) => {
    await hands.type(node, 'stty size');
    await watchFrames(page);
    await sleep(3000);
    const idle = await longestGap(page);
    const times: number[] = [];
    const gaps: number[] = [];
    for (let index = 0; index < runs; index += 1) {
      const { time, gap } = await flood(page, hands, log, 'recorded flood 50', expected);
      times.push(time);
      gaps.push(gap);
    }
    report.say('50 MB through a terminal of the app, recorded node', `${range(times)} s, every byte`, {
      target: 'no dropped byte',
    });
    report.say('longest time without a new frame of the window meanwhile', `${range(gaps)} s`, {
      beside: `nothing printed: ${idle.toFixed(2)} s`,
      target: 'stays interactive',
    });
  });
}

/** The same through a real node, beside OpenSSH's client that throws it away; then what polling the facts costs. */
export async function benchNode(runs: number, report: Report): Promise<void> {
  // Lines of seven digits: 50 MB.
  const from = 1_000_000;
  const to = from + 50_000_000 / 8 - 1;
  const expected = digestOf(Array.from({ length: to - from + 1 }, (_, at) => String(from + at)));
  await withApp({}, async ({ app, page, hands, log, sandbox }) => {
    await hands.type(node, `seq ${from} ${to} >/tmp/numbers`);
    const config = join(sandbox.data, 'ssh_config');
    await sandbox.lvslab('ssh', '--write', config);
    await watchFrames(page);
    const gaps: number[] = [];
    const { ours, baseline } = await inTurns(
      runs,
      async () => {
        const { time, gap } = await flood(page, hands, log, 'cat /tmp/numbers', expected);
        gaps.push(gap);
        return time;
      },
      () => seconds(() => plainSsh(config, expected)),
    );
    report.compare({
      name: '`cat` of 50 MB in a terminal of the app, every byte shown',
      unit: 's',
      ours,
      baseline,
      baselineName: '`ssh -tt`, thrown away',
      higherIsBetter: false,
      target: 'no dropped byte',
    });
    report.say('longest time without a new frame of the window meanwhile', `${range(gaps)} s`, {
      target: 'stays interactive',
    });
    await benchPolls({ app, page, log, sandbox }, report);
  });
}

/** Seconds that are looked at, with polls and without. */
const watched = 30;

async function benchPolls(
  { app, page, log, sandbox }: Pick<Opened, 'app' | 'page' | 'log' | 'sandbox'>,
  report: Report,
): Promise<void> {
  const engine = await app.evaluate(
    ({ app: inside }) => inside.getAppMetrics().find(({ name }) => name === 'lvslab-engine')?.pid,
  );
  const machines = sandbox.machines();
  const spend = async () => {
    const before = { engine: cpuOf([engine!]), machines: cpuOf(machines) };
    await sleep(watched * 1000);
    return { engine: cpuOf([engine!]) - before.engine, machines: cpuOf(machines) - before.machines };
  };
  await sleep(5000);
  const polls = await log.events('topology');
  const looking = await spend();
  const made = (await log.events('topology')) - polls;
  await page.getByRole('link', { name: 'Settings' }).click();
  await sleep(5000);
  const idle = await spend();
  const each = (one: number, other: number) =>
    `${(((one - other) * 1000) / made / machines.length).toFixed(1)} ms`;
  const share = (cpu: number) => `${((cpu * 100) / watched).toFixed(1)} %`;
  report.say(
    'CPU that a poll of the facts of one node costs',
    `engine ${each(looking.engine, idle.engine)}, machine ${each(looking.machines, idle.machines)}`,
  );
  report.say(
    `CPU of the engine while the topology is looked at (a poll every ${(watched / made).toFixed(1)} s)`,
    share(looking.engine),
    { beside: `nobody looks: ${share(idle.engine)}` },
  );
  report.say('CPU of the four machines while the topology is looked at', share(looking.machines), {
    beside: `nobody looks: ${share(idle.machines)}`,
  });
}

interface Opened {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly hands: Hands;
  readonly log: PortLog;
  readonly sandbox: Sandbox;
}

/** The app with a lab running, for as long as the work takes. */
export async function withApp(
  env: NodeJS.ProcessEnv,
  work: (opened: Opened) => Promise<void>,
): Promise<void> {
  const sandbox = new Sandbox();
  const { app, page } = await openApp(sandbox, env);
  try {
    const log = await logPort(page);
    const hands = new Hands(page);
    await hands.start(lab);
    await work({ app, page, hands, log, sandbox });
  } finally {
    await app.evaluate(({ app: inside }) => inside.exit(0)).catch(() => {});
    await sandbox.dispose();
  }
}

/**
 * Seconds from Enter until the last byte has been shown, and the longest time without a frame within them. Every byte is
 * compared.
 */
async function flood(
  page: Page,
  hands: Hands,
  log: PortLog,
  command: string,
  expected: Digest,
): Promise<{ time: number; gap: number }> {
  await hands.terminal(node);
  await page.keyboard.type(command);
  await sleep(500);
  await log.clear();
  await longestGap(page);
  const time = await seconds(async () => {
    await page.keyboard.press('Enter');
    await until(
      command,
      async () => {
        const { printed, shown } = await log.counts(terminal);
        return printed > 50e6 && shown === printed && ((await log.tail(terminal)) ?? '').endsWith('# ');
      },
      600_000,
    );
  });
  const gap = await longestGap(page);
  const got = await log.digest(terminal, '\n');
  if (got.sha256 !== expected.sha256)
    throw new Error(`${command}: ${got.lines} lines came instead of ${expected.lines}, or others`);
  await log.clear();
  return { time, gap };
}

interface Digest {
  readonly lines: number;
  readonly sha256: string;
}

function digestOf(lines: readonly string[]): Digest {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(`${line}\n`);
  return { lines: lines.length, sha256: hash.digest('hex') };
}

/** OpenSSH's client with a terminal on the other side. */
async function plainSsh(config: string, expected: Digest): Promise<void> {
  const child = spawn('ssh', ['-F', config, '-q', '-tt', node, 'cat /tmp/numbers'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const hash = createHash('sha256');
  child.stdout.setEncoding('latin1').on('data', (text: string) => hash.update(text.replaceAll('\r', '')));
  await ended(child);
  if (hash.digest('hex') !== expected.sha256) throw new Error('ssh brought something else');
}

/** Counts in the page how long it draws no frame: that long it reacts to nothing. */
async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    let last = performance.now();
    Object.assign(globalThis, { longestGap: 0 });
    const frame = (now: number): void => {
      Object.assign(globalThis, {
        longestGap: Math.max(Reflect.get(globalThis, 'longestGap') as number, now - last),
      });
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

/** Seconds, since it was last asked. */
async function longestGap(page: Page): Promise<number> {
  return page.evaluate(() => {
    const longest = Reflect.get(globalThis, 'longestGap') as number;
    Object.assign(globalThis, { longestGap: 0 });
    return longest / 1000;
  });
}
