import type { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { log, logLastResort, openLog, recentLines } from './log.js';
import { problemParts, problemText } from './problem.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lvslab-log-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const lines = (file: string) =>
  readFileSync(join(root, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('a log is lines of JSON that say who, when and what, with an error and what made it', () => {
  openLog('host', 'info', root);
  const cause = new Error('the disk is full');
  log().warn({ session: 'x-0001', err: new Error('not saved', { cause }) }, 'failed');
  log().debug('nobody asked for this');
  expect(lines('host.log')).toMatchObject([
    { process: 'host', pid: process.pid, session: 'x-0001', msg: 'failed', err: { message: 'not saved' } },
  ]);
  expect(readFileSync(join(root, 'host.log'), 'utf8')).toContain('the disk is full');
  expect(statSync(join(root, 'host.log')).mode & 0o777).toBe(0o600);
  expect(recentLines().at(-1)).toContain('not saved');
});

test('what opens something is in no log', () => {
  openLog('ui', 'info', root);
  log().info({ token: 'abc123', access: { key: 'abc123', privateKey: 'abc123' }, password: 'abc123' }, 'x');
  expect(readFileSync(join(root, 'ui.log'), 'utf8')).not.toContain('abc123');
});

test('a log that has grown is put aside, and one beside it is kept', () => {
  openLog('engine', 'info', root);
  writeFileSync(join(root, 'engine.log'), 'x'.repeat(1_100_000));
  log().info('anew');
  expect(lines('engine.log')).toMatchObject([{ msg: 'anew' }]);
  expect(statSync(join(root, 'engine.log.1')).size).toBe(1_100_000);
});

test('where no log can be written there is none, and no other harm', () => {
  writeFileSync(join(root, 'file'), '');
  openLog('command', 'warn', join(root, 'file', 'logs'));
  expect(() => log().warn('into nothing')).not.toThrow();
  expect(recentLines().at(-1)).toContain('into nothing');
});

test('what nobody caught is written down, and what else is to be done is done', () => {
  openLog('engine', 'info', root);
  let told = 0;
  logLastResort(() => {
    told += 1;
  });
  // As Node does before the process ends (process, "Event: 'uncaughtExceptionMonitor'"); a listener of it ends nothing by itself.
  const emitter: EventEmitter = process;
  emitter.emit('uncaughtExceptionMonitor', new Error('odd'), 'unhandledRejection');
  process.removeAllListeners('uncaughtExceptionMonitor');
  expect(lines('engine.log')).toMatchObject([
    { level: 60, origin: 'unhandledRejection', err: { message: 'odd' }, msg: 'nobody caught this' },
  ]);
  expect(told).toBe(1);
});

test('a report of a problem has what is needed to mend it, and no keys', () => {
  openLog('host', 'info', join(root, 'logs'));
  log().warn('it broke');
  const session = join(root, 'x-0001');
  mkdirSync(join(session, 'machines', 'rs1', 'keys'), { recursive: true });
  writeFileSync(join(session, 'journal.jsonl'), '{"type":"created"}\n');
  writeFileSync(
    join(session, 'machines', 'rs1', 'console'),
    `${'boot\n'.repeat(50_000)}the last \u001b[31mword\n`,
  );
  writeFileSync(join(session, 'machines', 'rs1', 'keys', 'id_ed25519'), 'SECRET');
  const parts = problemParts({
    findings: [
      {
        id: 'memory',
        status: 'warning',
        message: { code: 'memory.low', params: { megabytes: 1, needed: 2 } },
        fix: 'buy some',
      },
    ],
    sessions: [session],
    logs: join(root, 'logs'),
  });
  expect(parts.map(({ name }) => name)).toEqual([
    'versions',
    'doctor',
    'log host',
    'session x-0001/journal.jsonl',
    'session x-0001/machines/rs1/console',
  ]);
  const text = problemText(parts);
  expect(text).toContain('===== doctor =====\nwarning: ');
  expect(text).toContain('(buy some)');
  expect(text).toContain('it broke');
  expect(text).toContain('bytes before)\nboot\n');
  expect(text).toContain('the last ␛[31mword');
  expect(text).not.toContain('SECRET');
  expect(text.length).toBeLessThan(200_000);
});
