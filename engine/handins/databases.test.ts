import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { nodeStateLimits } from '../../contract/handin.js';
import { databaseOf, databaseScript } from './databases.js';

/** A machine with these programs, which print what they are given to say. */
function printed(programs: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'lvslab-database-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const env = { PATH: `${folder}:/usr/bin:/bin` };
  return execFileSync('sh', ['-c', `{ ${databaseScript}\n} 2>/dev/null; true`], { env, encoding: 'utf8' });
}

const section = (text: string) => ({ text, exit: 0 });

/** As MariaDB 10.11 of Debian 12 prints it: a replica whose SQL thread was stopped. */
const mariadb = {
  pidof: 'echo 712',
  mysqldump: `case "$*" in *--system*) echo 'CREATE OR REPLACE USER lab;' ;; *) echo "CREATE DATABASE lab; -- $*" ;; esac`,
  mysql: `case "$*" in
*schemata*) echo lab ;;
*read_only*) echo 'SET GLOBAL read_only = 0;' ;;
*) printf '%s\\n' '        Slave_IO_Running: Yes' '       Slave_SQL_Running: No' ;;
esac`,
};

test('a database is told as the SQL that makes it, with its users and what was stopped', () => {
  const { sql } = databaseOf(section(printed(mariadb))) as { readonly sql: string };
  expect(sql.split('\n')).toEqual([
    expect.stringMatching(/^CREATE DATABASE lab; -- .*--databases lab --add-drop-database/),
    'CREATE OR REPLACE USER lab;',
    'SET GLOBAL read_only = 0;',
    'STOP SLAVE SQL_THREAD;',
    '-- lvslab: whole',
  ]);
});

test('nothing is told where none runs, and what is not whole or too large is left out', () => {
  expect(databaseOf(section(printed({ ...mariadb, pidof: 'exit 1' })))).toBeUndefined();
  expect(databaseOf(undefined)).toBeUndefined();
  expect(databaseOf(section(printed({ ...mariadb, mysqldump: 'echo half; exit 2' })))).toBe('left');
  const large = `-- ${'x'.repeat(nodeStateLimits.database)}\n-- lvslab: whole`;
  expect(databaseOf(section(large))).toBe('left');
});
