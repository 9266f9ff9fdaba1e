import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of proc(5) in a second: USER_HZ, which is 100 on every Linux. */
const ticks = 100;

export function processes(): { pid: number; parent: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, parent] = fieldsOf(Number(name));
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        return [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        return []; // ended meanwhile
      }
    });
}

/** A process with all that it started. */
export function family(pid: number): number[] {
  const all = processes();
  const found = [pid];
  // What is found is looked through as well.
  for (const each of found) found.push(...all.filter(({ parent }) => parent === each).map(({ pid }) => pid));
  return found;
}

/** Resident and proportional memory together, in MB (proc(5), smaps_rollup). */
export function memoryOf(pids: readonly number[]): { rss: number; pss: number } {
  let rss = 0;
  let pss = 0;
  for (const pid of pids) {
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      rss += Number(/^Rss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
      pss += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
    } catch {
      // ended meanwhile
    }
  }
  return { rss, pss };
}

/** Seconds of CPU that processes have taken since they began. */
export function cpuOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const fields = fieldsOf(pid);
    return sum + (Number(fields[11]) + Number(fields[12])) / ticks;
  }, 0);
}

/** Of proc(5)'s stat, from the third field on: the second one, the name, may hold blanks. */
function fieldsOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
}
