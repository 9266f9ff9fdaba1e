import type { KeepalivedFile, LogLine } from '../../contract/facts.js';

/**
 * Files from the section `keepalived-files`: lines of `stat -c '%a %U %s %n'`, then lines of `grep -H`, each behind its
 * file's name. A name with a blank in it is not found there, and no file then.
 */
export function parseKeepalivedFiles(text: string): readonly KeepalivedFile[] {
  const files = new Map<string, { mode: number; owner: string; size: number; lines: string[] }>();
  for (const line of text.split('\n')) {
    const stat = /^([0-7]{1,4}) (\S+) (\d+) (\/\S+)$/.exec(line);
    if (stat !== null) {
      const [, mode = '', owner = '', size = '', path = ''] = stat;
      files.set(path, { mode: Number.parseInt(mode, 8), owner, size: Number(size), lines: [] });
      continue;
    }
    const colon = line.indexOf(':');
    files.get(line.slice(0, Math.max(0, colon)))?.lines.push(line.slice(colon + 1));
  }
  return [...files].map(([path, { lines, ...rest }]) => ({ path, ...rest, content: lines.join('\n') }));
}

/** Lines of `journalctl -o short-unix`: `1700000000.123456 lb1 Keepalived_vrrp[512]: (VI_1) Entering BACKUP STATE`. */
export function parseLog(text: string): readonly LogLine[] {
  return text.split('\n').flatMap((line) => {
    const match = /^(\d+\.\d+) \S+ (Keepalived\w*)(?:\[\d+\])?: (.*)$/.exec(line);
    return match === null ? [] : [{ at: Number(match[1]), process: match[2] ?? '', text: match[3] ?? '' }];
  });
}
