import {
  absolutePathSchema,
  type FileChange,
  type LeftOut,
  leftReasons,
  type NodeState,
  nodeStateSchema,
  type PackageState,
  type ProcessState,
  type StateTrouble,
} from '../../contract/handin.js';
import { readSections, type Section } from '../facts/sections.js';
import { kernelOf } from '../kernel/state.js';
import { databaseOf } from './databases.js';

export type NodeStateResult =
  | { readonly ok: true; readonly state: NodeState }
  | { readonly ok: false; readonly trouble: StateTrouble };

/**
 * Reads what stateScript printed on a node. What cannot be taken along is named in `left`; what is not understood, as only a node that
 * lies would say it, is left out. Total.
 * @param marker that the script was made with
 */
export function nodeStateOf(node: string, output: string, marker: string): NodeStateResult {
  const sections = readSections(output, marker);
  if (sections.has('layer-none')) return { ok: false, trouble: 'no-layer' };
  const walked = sections.get('layer-files');
  if (
    !sections.has('end') ||
    !sections.has('kernel') ||
    walked === undefined ||
    !/^end \d+ \d+$/m.test(walked.text)
  )
    return { ok: false, trouble: 'cut-short' };
  const { files, left } = filesOf(walked);
  const units = linesOf(sections, 'units').filter(
    (unit) => /^[\w.@:\\-]{1,256}$/.test(unit) && unit !== 'invocation:*',
  );
  const database = databaseOf(sections.get('database'));
  if (database === 'left') left.push({ path: '/var/lib/mysql', why: 'large', bytes: 0 });
  const state = {
    node,
    added: packagesOf(linesOf(sections, 'layer-added')),
    removed: packagesOf(linesOf(sections, 'layer-removed')),
    files,
    left,
    kernel: kernelOf(sections),
    units: units.toSorted(),
    processes: processesOf(linesOf(sections, 'processes')),
    ...(database === undefined || database === 'left' ? {} : { database: database.sql }),
  };
  const parsed = nodeStateSchema.safeParse(state);
  return parsed.success ? { ok: true, state: parsed.data } : { ok: false, trouble: 'cut-short' };
}

function linesOf(sections: ReadonlyMap<string, Section>, name: string): readonly string[] {
  const said = sections.get(name)?.text ?? '';
  return said.split('\n').filter((line) => line !== '');
}

function packagesOf(lines: readonly string[]): readonly PackageState[] {
  return lines.flatMap((line) => {
    const [name, version] = line.split(' ');
    return name === undefined || version === undefined || version === ''
      ? []
      : [{ name: name.replace(/:\w+$/, ''), version }];
  });
}

/** Base64 of UTF-8; undefined: it is something else. */
function decoded(word: string | undefined): string | undefined {
  if (word === undefined) return undefined;
  if (word === '-') return '';
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(word, 'base64'));
  } catch {
    return undefined;
  }
}

function filesOf({ text }: Section): {
  readonly files: readonly FileChange[];
  readonly left: LeftOut[];
} {
  const files: FileChange[] = [];
  const left: LeftOut[] = [];
  for (const line of text.split('\n')) {
    const words = line.split(' ');
    const change = changeOf(words);
    if (change === undefined) {
      const gone = leftOf(words);
      if (gone !== undefined) left.push(gone);
    } else if (absolutePathSchema.safeParse(change.path).success) files.push(change);
    else left.push({ path: change.path.slice(0, 1024), why: 'name', bytes: 0 });
  }
  return { files, left };
}

/** A line of the walk: see its script. */
function changeOf([kind, ...words]: readonly string[]): FileChange | undefined {
  const text = (at: number) => decoded(words[at]);
  const owner = (at: number) => ({ uid: Number(words[at]), gid: Number(words[at + 1]) });
  if (kind === 'gone') {
    const path = text(0);
    return path === undefined ? undefined : { kind, path };
  }
  if (kind === 'link') {
    const [path, target] = [text(2), text(3)];
    return path === undefined || target === undefined ? undefined : { kind, ...owner(0), path, target };
  }
  const mode = words[0] ?? '';
  if (kind === 'dir') {
    const path = text(4);
    return path === undefined ? undefined : { kind, mode, ...owner(1), path, opaque: words[3] === '1' };
  }
  if (kind !== 'file') return undefined;
  const path = text(3);
  const content = words[4] === '-' ? '' : words[4];
  return path === undefined || content === undefined ? undefined : { kind, mode, ...owner(1), path, content };
}

function leftOf([kind, why, bytes, path]: readonly string[]): LeftOut | undefined {
  const reason = leftReasons.find((each) => each === why);
  if (kind !== 'left' || reason === undefined) return undefined;
  return { path: (decoded(path) ?? '?').slice(0, 1024), why: reason, bytes: Number(bytes) || 0 };
}

/** Control groups of what systemd runs itself; what a person starts is below the SSH server's, or a session's. */
const ownGroup = /^\/(?:system\.slice\/(?!ssh\.service)[^/]+\.(?:service|socket|mount)|init\.scope)/;
/** What carries a person's commands, and is no daemon. */
const carriers =
  /\/(?:sshd|sh|dash|bash|sudo|su|perl|tmux|screen|dtach|login|agetty|sleep|less|vim?|nano|watch|tail|tcpdump)$/;

interface Listed {
  readonly pid: number;
  readonly parent: number;
  readonly group: string;
  readonly program: string;
  readonly folder: string;
  readonly arguments: readonly string[];
}

/**
 * Programs that somebody started by hand and that go on without them: not systemd's, and not below a shell. A script counts by its
 * interpreter's first argument, as `sh /root/watch.sh`.
 */
function processesOf(lines: readonly string[]): readonly ProcessState[] {
  const all = lines.flatMap((line): readonly Listed[] => {
    const [pid, parent, ...words] = line.split(' ');
    const [group, program, folder, command] = words.map(decoded);
    if (group === undefined || program === undefined || folder === undefined || command === undefined)
      return [];
    const said = command.replace(/\0$/, '').split('\0');
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group,
        program: program.replace(/ \(deleted\)$/, ''),
        folder,
        arguments: said,
      },
    ];
  });
  const byId = new Map(all.map((each) => [each.pid, each]));
  const isDaemon = (each: Listed) => {
    if (ownGroup.test(each.group)) return false;
    const script = each.arguments[1];
    return (
      !carriers.test(each.program) || (each.parent === 1 && script !== undefined && script.startsWith('/'))
    );
  };
  return all
    .filter((each) => isDaemon(each) && !(byId.has(each.parent) && isDaemon(byId.get(each.parent)!)))
    .slice(0, 200)
    .map(({ program, folder, arguments: said }) => ({ program, folder, arguments: said.slice(0, 256) }))
    .filter(({ arguments: said }) => said.every((word) => word.length <= 4096));
}
