import { statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
};

export interface WindowFile {
  readonly file: string;
  readonly type: string;
}

/**
 * The file of the window's page that a request means.
 * @param root folder of the built page
 * @param target a request's target (RFC 9112 §3.2.1, origin form), as it came: whoever can reach the port wrote it
 * @returns `malformed` for what is no path at all, `missing` for one that names nothing of the page
 */
export function windowFile(root: string, target: string): WindowFile | 'malformed' | 'missing' {
  const path = pathOf(target);
  if (path === undefined) return 'malformed';
  const file = join(root, path === '/' ? 'index.html' : path);
  const type = types[extname(file)];
  if (!file.startsWith(`${root}${sep}`) || type === undefined) return 'missing';
  return isFile(file) ? { file, type } : 'missing';
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false; // not there, or no name that a file can have
  }
}

function pathOf(target: string): string | undefined {
  const [path = ''] = target.split(/[?#]/, 1);
  if (!path.startsWith('/')) return undefined;
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes('\0') ? undefined : decoded;
  } catch {
    return undefined; // `%` without two digits, or bytes that are no UTF-8
  }
}
