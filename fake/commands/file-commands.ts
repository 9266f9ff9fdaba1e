import {
  absolute,
  exists,
  isFolder,
  listFolder,
  makeFolder,
  parentOf,
  readFile,
  removeFile,
  removeTree,
  writeFile,
} from '../files.js';
import type { Call, CommandFunction } from '../shell/call.js';
import { parseOptions } from './options.js';

const ls: CommandFunction = (call) => {
  const options = parseOptions(call.args, 'lahd1rt');
  let status = 0;
  const names = options.operands.length === 0 ? ['.'] : options.operands;
  for (const name of names) {
    const path = absolute(call.folder, name);
    if (!exists(call.node, path)) {
      call.err(`ls: cannot access '${name}': No such file or directory\n`);
      status = 2;
      continue;
    }
    const folder = isFolder(call.node, path) && !options.has('d');
    const entries = folder
      ? listFolder(call.node, path).filter((each) => options.has('a') || !each.startsWith('.'))
      : [name];
    if (names.length > 1 && folder) call.out(`${name}:\n`);
    if (options.has('l'))
      for (const each of entries) call.out(longLine(call, folder ? `${path}/${each}` : path, each));
    else
      call.out(
        entries.length === 0
          ? ''
          : `${entries.join(options.has('1') || !call.host.interactive ? '\n' : '  ')}\n`,
      );
  }
  return status;
};

function longLine(call: Call, path: string, name: string): string {
  const folder = isFolder(call.node, path);
  const size = folder ? 4096 : (readFile(call.node, path)?.length ?? 0);
  const changed = new Date(call.node.files[path]?.changed ?? Date.now());
  const date = `${changed.toLocaleString('en', { month: 'short', timeZone: 'UTC' })} ${String(changed.getUTCDate()).padStart(2)} ${changed.toISOString().slice(11, 16)}`;
  return `${folder ? 'drwxr-xr-x 2' : '-rw-r--r-- 1'} root root ${String(size).padStart(6)} ${date} ${name}\n`;
}

const rm: CommandFunction = (call) => {
  const options = parseOptions(call.args, 'rfvR');
  let status = 0;
  for (const name of options.operands) {
    const path = absolute(call.folder, name);
    if (isFolder(call.node, path) && (options.has('r') || options.has('R'))) {
      removeTree(call.node, path);
      continue;
    }
    const problem = removeFile(call.node, path);
    if (problem === undefined || (options.has('f') && problem.startsWith('No such'))) continue;
    call.err(`rm: cannot remove '${name}': ${problem}\n`);
    status = 1;
  }
  return status;
};

/** cp and mv of files; the target may be a folder. */
const copy: CommandFunction = (call) => {
  const { operands } = parseOptions(call.args, 'rfvpai');
  const target = operands.at(-1) ?? '';
  const to = absolute(call.folder, target);
  let status = 0;
  for (const name of operands.slice(0, -1)) {
    const from = absolute(call.folder, name);
    const text = readFile(call.node, from);
    const path = isFolder(call.node, to) ? `${to}/${name.split('/').at(-1) ?? ''}` : to;
    const problem = text === undefined ? 'No such file or directory' : writeFile(call.node, path, text);
    if (problem !== undefined) {
      call.err(`${call.name}: cannot stat '${name}': ${problem}\n`);
      status = 1;
    } else if (call.name === 'mv') removeFile(call.node, from);
  }
  return status;
};

const mkdir: CommandFunction = (call) => {
  const options = parseOptions(call.args, 'pvm:');
  for (const name of options.operands) {
    const path = absolute(call.folder, name);
    const why = exists(call.node, path)
      ? 'File exists'
      : isFolder(call.node, parentOf(path))
        ? undefined
        : 'No such file or directory';
    if (why === undefined || options.has('p')) makeFolder(call.node, path);
    else {
      call.err(`mkdir: cannot create directory '${name}': ${why}\n`);
      return 1;
    }
  }
  return 0;
};

const touch: CommandFunction = (call) => {
  for (const name of parseOptions(call.args, '').operands)
    writeFile(call.node, absolute(call.folder, name), '', true);
  return 0;
};

/** mktemp(1); the name follows from the node's own counter, so that runs are alike. */
const mktemp: CommandFunction = (call) => {
  call.node.nextPid += 1;
  const path = `/tmp/tmp.${call.node.nextPid.toString(36).padStart(10, 'x')}`;
  if (parseOptions(call.args, 'd').has('d')) makeFolder(call.node, path);
  else writeFile(call.node, path, '');
  call.out(`${path}\n`);
  return 0;
};

/** find(1): folders and files to look in, `-type f`, `-name`, `-printf` with %p %s %T@. */
const find: CommandFunction = (call) => {
  const first = call.args.findIndex((each) => each.startsWith('-'));
  const roots = first < 0 ? call.args : call.args.slice(0, first);
  const after = (name: string): string | undefined => {
    const at = call.args.indexOf(name);
    return at < 0 ? undefined : call.args[at + 1];
  };
  const format = after('-printf');
  const name = after('-name');
  const fits =
    name === undefined
      ? undefined
      : new RegExp(
          `^${name
            .replace(/[.+^${}()|[\]\\]/g, '\\$&')
            .replace(/\*/g, '.*')
            .replace(/\?/g, '.')}$`,
        );
  for (const root of roots.length === 0 ? ['.'] : roots) {
    const path = absolute(call.folder, root);
    for (const [each, file] of Object.entries(call.node.files).sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (each !== path && !each.startsWith(path === '/' ? '/' : `${path}/`)) continue;
      if (fits?.test(each.split('/').at(-1) ?? '') === false) continue;
      if (format === undefined) call.out(`${each}\n`);
      else {
        const values: Readonly<Record<string, string>> = {
          '%p': each,
          '%s': String(file.content.length),
          '%T@': (file.changed / 1000).toFixed(10),
          '\\n': '\n',
        };
        call.out(format.replace(/%T@|%p|%s|\\n/g, (mark) => values[mark] ?? mark));
      }
    }
  }
  return 0;
};

const nothing: CommandFunction = () => 0;

export const fileCommands: Readonly<Record<string, CommandFunction>> = {
  ls,
  ll: (call) => call.invoke(['ls', '-l', ...call.args]),
  rm,
  cp: copy,
  mv: copy,
  mkdir,
  touch,
  mktemp,
  find,
  chmod: nothing,
  chown: nothing,
  ln: nothing,
  sync: nothing,
};
