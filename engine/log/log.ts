import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import { dataRoot } from '../machines/roots.js';
import { productVersion } from '../product.js';

/** Bytes of a log file until it is put aside; one is kept beside it. */
const maxFileBytes = 1_048_576;
/** Lines that a process keeps in memory, for what is told when it breaks. */
const keptLines = 200;

/** The processes that keep a log, each its own. */
export const logNames = ['command', 'host', 'ui', 'engine', 'main'] as const;
export type LogName = (typeof logNames)[number];

export const logsFolder = (): string => join(dataRoot(), 'logs');

/** Never in a log: what opens something. */
const secret = ['token', 'password', 'key', 'privateKey', 'secret'].flatMap((name) => [name, `*.${name}`]);

/** Lines to a file that is put aside when it has grown; where nothing can be written there is no log, and no other harm. */
class RotatingFile {
  readonly #file: string;

  constructor(folder: string, name: LogName) {
    this.#file = join(folder, `${name}.log`);
  }

  write(line: string): void {
    try {
      if ((statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0) > maxFileBytes)
        renameSync(this.#file, `${this.#file}.1`);
      appendFileSync(this.#file, line, { mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') this.#makeFolder(line);
    }
  }

  #makeFolder(line: string): void {
    try {
      mkdirSync(join(this.#file, '..'), { recursive: true, mode: 0o700 });
      appendFileSync(this.#file, line, { mode: 0o600 });
    } catch {
      // a full disk, or a folder that cannot be written
    }
  }
}

let current: Logger = pino({ enabled: false });
const recent: string[] = [];

/** This process's log; until one is opened, none. */
export function log(): Logger {
  return current;
}

/** What this process said last, newest last: lines of JSON. */
export function recentLines(): readonly string[] {
  return recent;
}

/**
 * Opens this process's log: lines of JSON (pino's), without secrets, in `logs/NAME.log` of the data folder.
 * @param level what is less than this is not written
 */
export function openLog(name: LogName, level: 'info' | 'warn' = 'info', folder = logsFolder()): Logger {
  const file = new RotatingFile(folder, name);
  const stream = {
    write(line: string) {
      recent.push(line.trimEnd());
      if (recent.length > keptLines) recent.shift();
      file.write(line);
    },
  };
  current = pino(
    {
      level,
      base: { process: name, pid: process.pid, version: productVersion() },
      redact: { paths: secret, censor: '***' },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: pino.stdSerializers.errWithCause },
    },
    stream,
  );
  return current;
}

/**
 * What nobody caught is written down before the process ends as it would have: the last chance to know why.
 * @param then what else is to be done; it must not wait
 */
export function logLastResort(then: () => void = () => {}): void {
  process.on('uncaughtExceptionMonitor', (error, origin) => {
    current.fatal({ err: error, origin }, 'nobody caught this');
    then();
  });
}
