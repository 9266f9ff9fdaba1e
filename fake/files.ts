import type { NodeModel } from './model.js';
import { procFile, procFolder } from './proc.js';
import { writeSysctl } from './sysctl.js';

/** The absolute path that a name means in a folder, without `.` and `..`. */
export function absolute(folder: string, name: string): string {
  const parts: string[] = [];
  for (const part of (name.startsWith('/') ? name : `${folder}/${name}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** What `/proc/PID/root` leads to, and folders that have two names. */
function followed(path: string): string {
  return path
    .replace(/^\/proc\/(?:\d+|self)\/root(?=\/|$)/, '')
    .replace(/^\/var\/run(?=\/|$)/, '/run')
    .replace(/^\/etc\/nginx\/sites-available\/default$/, '/etc/nginx/sites-enabled/default');
}

/** The content; undefined: there is no such file. */
export function readFile(node: NodeModel, name: string): string | undefined {
  const path = followed(name);
  if (path === '/dev/null') return '';
  if (/^\/(proc|sys)\//.test(path)) return procFile(node, path);
  return node.files[path]?.content;
}

export function isFolder(node: NodeModel, name: string): boolean {
  const path = followed(name) || '/';
  if (/^\/(proc|sys)(\/|$)/.test(path)) return procFolder(node, path);
  return node.folders.includes(path) || path === '/dev';
}

export function exists(node: NodeModel, path: string): boolean {
  return readFile(node, path) !== undefined || isFolder(node, path);
}

/** @returns the error text of the kernel, undefined when it was written */
export function writeFile(
  node: NodeModel,
  name: string,
  content: string,
  append = false,
): string | undefined {
  const path = followed(name);
  if (/^\/dev\/(null|tty|stdout|stderr|console)$/.test(path)) return undefined;
  if (path.startsWith('/proc/sys/')) {
    const key = path.slice('/proc/sys/'.length);
    return writeSysctl(node, key, content.trim()) ? undefined : 'No such file or directory';
  }
  if (/^\/(proc|sys)\//.test(path)) return 'Permission denied';
  if (isFolder(node, path)) return 'Is a directory';
  if (!isFolder(node, parentOf(path))) return 'No such file or directory';
  const before = append ? (node.files[path]?.content ?? '') : '';
  node.files[path] = { content: before + content, changed: Date.now() };
  return undefined;
}

export function makeFolder(node: NodeModel, path: string): void {
  if (path !== '/' && !isFolder(node, parentOf(path))) makeFolder(node, parentOf(path));
  if (!isFolder(node, path)) node.folders.push(path);
}

/** @returns the error text, undefined when it was removed */
export function removeFile(node: NodeModel, name: string): string | undefined {
  const path = followed(name);
  if (node.files[path] === undefined)
    return isFolder(node, path) ? 'Is a directory' : 'No such file or directory';
  const { [path]: _, ...rest } = node.files;
  node.files = rest;
  return undefined;
}

export function removeTree(node: NodeModel, path: string): void {
  const below = `${path}/`;
  const files = Object.entries(node.files).filter(([each]) => each !== path && !each.startsWith(below));
  node.files = Object.fromEntries(files);
  node.folders = node.folders.filter((each) => each !== path && !each.startsWith(below));
}

/** Names in a folder, sorted; of /proc and /sys only what globs ask for. */
export function listFolder(node: NodeModel, folder: string): readonly string[] {
  const below = folder === '/' ? '/' : `${followed(folder)}/`;
  const all = [...Object.keys(node.files), ...node.folders, ...virtualPaths(node, below)];
  const names = all.flatMap((path) =>
    path.startsWith(below) && path.length > below.length
      ? [path.slice(below.length).split('/')[0] ?? '']
      : [],
  );
  return [...new Set(names)].sort();
}

function virtualPaths(node: NodeModel, below: string): readonly string[] {
  if (below.startsWith('/proc/sys/')) return Object.keys(node.sysctls).map((key) => `/proc/sys/${key}`);
  if (below.startsWith('/sys/class/net/'))
    return node.links.flatMap(({ dev }) =>
      ['address', 'carrier', 'ifindex', 'mtu', 'operstate'].map((file) => `/sys/class/net/${dev}/${file}`),
    );
  return [];
}
