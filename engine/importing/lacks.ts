import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportLack } from '../../contract/messages/import-machines.js';
import { recipeRoot } from '../product.js';
import { brief } from './notes.js';

/** Something that a script asks for and our nodes lack. */
export interface Lack {
  readonly lacks: ImportLack;
  /** The command. */
  readonly detail: string;
  /** Line of the script, from 1. */
  readonly line: number;
  /** Further lines that need the same. */
  readonly more: number;
}

/** Where a command may begin in a line of shell. */
const start =
  /(?:^|[;&|(`!]|\b(?:sudo|then|do|else|if|while|time|exec|nohup|xargs)\b)\s*(?:sudo\s+(?:-\S+\s+)*)?(?:[A-Za-z_]\w*=\S*\s+)*/
    .source;
const command = (names: string) => new RegExp(`${start}(?:/\\S*/)?(${names})(?=\\s|$|[;&|)])`);

const known: readonly (readonly [ImportLack, RegExp])[] = [
  ['docker', command('docker|docker-compose|podman|nerdctl|crictl|ctr|buildah|containerd')],
  ['docker', /\bdocker_\w+/],
  ['kubernetes', command('kubectl|kubeadm|kubelet|helm|minikube|k3s|k9s|kind|etcdctl|istioctl')],
  [
    'other-system',
    command('yum|dnf|rpm|apk|zypper|pacman|snap|brew|firewall-cmd|setenforce|chkconfig|amazon-linux-extras'),
  ],
  ['internet', command('pip3?|npm|npx|yarn|gem|cargo|go get|add-apt-repository|git clone')],
  [
    'platform-helpers',
    /\/etc\/killercoda\b|\b(?:launch\.sh|katacoda)\b|\blabctl\b|(?<![\w.-])\/vagrant(?:_data)?\b/,
  ],
];

/** Web addresses but those of machines beside the one that asks. */
const web =
  /\b(?:https?|ftp|git):\/\/(?!localhost\b|127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\$|\{|[\w-]+(?:[:/\s'"]|$))[^\s'"]+/;
const fetching = command('curl|wget|git|aria2c|apt-key');
const installing = /\bapt(?:-get)?\s+(?:-\S+\s+)*install\s+([^;&|\n#]+)/;

/** What a script needs that is not there, each sort once, where it first stands, with how many lines more need it. */
export function lacksOf(script: string): readonly Lack[] {
  const found = new Map<ImportLack, Lack>();
  /** By sort, the line that was counted last. */
  const last = new Map<ImportLack, number>();
  const packages = packagesOfNodes();
  for (const [index, line] of script.split('\n').entries()) {
    const trimmed = line.slice(0, 2000).trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const add = (lacks: ImportLack, detail: string) => {
      const before = found.get(lacks);
      if (before === undefined) found.set(lacks, { lacks, detail: brief(detail), line: index + 1, more: 0 });
      else if (last.get(lacks) !== index) found.set(lacks, { ...before, more: before.more + 1 });
      last.set(lacks, index);
    };
    for (const [lacks, pattern] of known) if (pattern.test(trimmed)) add(lacks, trimmed);
    if (fetching.test(trimmed) && web.test(trimmed)) add('internet', trimmed);
    const wanted = installing.exec(trimmed)?.[1]?.trim().split(/\s+/) ?? [];
    const missing = wanted.filter(
      (name) => /^[a-z0-9][a-z0-9+.-]+$/.test(name) && !packages.has(name.replace(/=.*/, '')),
    );
    if (missing.length > 0) add('packages', `apt-get install ${missing.join(' ')}`);
  }
  return [...found.values()];
}

let packages: ReadonlySet<string> | undefined;

/** What the recipe names as installed or installable on a node; what these bring along is there, too, but who knows. */
function packagesOfNodes(): ReadonlySet<string> {
  packages ??= new Set(
    ['packages.list', 'repo-packages.list'].flatMap((name) =>
      readFileSync(join(recipeRoot, name), 'utf8')
        .split('\n')
        .map((line) => line.replace(/(^|\s)#.*$/, '').trim()),
    ),
  );
  return packages;
}
