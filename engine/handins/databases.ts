import { nodeStateLimits } from '../../contract/handin.js';
import type { Section } from '../facts/sections.js';

/** Ends a dump that is whole. */
const whole = '-- lvslab: whole';

/** Without a learner's own settings for clients; each may take so many seconds. */
const client = (seconds: number, program: 'mysql' | 'mysqldump') =>
  `timeout ${seconds} ${program} --no-defaults`;

/**
 * Prints what MariaDB holds, as SQL that makes it: its databases, users, and what of replication was stopped. Files of a database that runs
 * are not of one moment, and a hundred megabytes (mariadb-dump(1), `--single-transaction`, `--system`). Nothing where none runs.
 */
export const databaseScript = `pidof mariadbd >/dev/null && command -v mysqldump >/dev/null && {
  all=$(${client(20, 'mysql')} -N -e "SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')") &&
  { [ -z "$all" ] || ${client(60, 'mysqldump')} --databases $all --add-drop-database --single-transaction --routines --events --hex-blob --skip-comments --skip-dump-date; } &&
  ${client(20, 'mysqldump')} --system=users --insert-ignore --skip-comments --skip-dump-date &&
  ${client(20, 'mysql')} -N -e "SELECT CONCAT('SET GLOBAL read_only = ', @@global.read_only, ';')" &&
  ${client(20, 'mysql')} -e 'SHOW ALL SLAVES STATUS\\G' | sed -n 's/^ *Slave_\\(IO\\|SQL\\)_Running: No$/STOP SLAVE \\1_THREAD;/p' &&
  echo '${whole}'
} | head -c ${2 * nodeStateLimits.database}`;

/** @returns undefined: none runs; `left`: it is more than is taken along, or was cut short */
export function databaseOf(section: Section | undefined): { readonly sql: string } | 'left' | undefined {
  const sql = section?.text.trim() ?? '';
  if (sql === '') return undefined;
  return sql.endsWith(whole) && sql.length <= nodeStateLimits.database ? { sql } : 'left';
}

/**
 * Reads SQL of databaseScript, and makes a database hold it, without telling its replicas, which have their own. Prints what it complained
 * of: a statement that fails keeps no other from being run.
 */
export const restoreScript = `${client(120, 'mysql')} --force --init-command='SET sql_log_bin = 0' 2>&1 | grep -a '^ERROR' | head -c 2000`;
