import { existsSync, statSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { packLimits } from '../../contract/limits.js';
import { roleTexts } from '../../contract/messages/machines.js';
import type { DraftLab, DraftNode, DraftScript } from './draft.js';
import { fitted } from './fit.js';
import { type Importer, packFolders } from './importer.js';
import { linesOf } from './markup.js';
import { Names } from './names.js';
import type { Notes } from './notes.js';
import { treeOf } from './ruby-tree.js';
import { follow, type Value, wordOf } from './ruby-values.js';
import { noteRest } from './rest.js';
import { noteLacks, quoted, setupScript } from './scripts.js';
import { madeUp } from './settings.js';
import { SourceFiles, whyOf } from './source-files.js';
import { type Machine, MachinesRead, type Provisioner } from './vagrant-machines.js';
import { Networks } from './vagrant-networks.js';

/** Names of machines that tell what they are for. */
const roles: readonly (readonly [DraftNode['role'], RegExp])[] = [
  ['router', /router|gateway|\bgw|firewall|\bfw/i],
  ['client', /client|desktop|workstation|tester/i],
  ['director', /director|balancer|\blvs|\blb|haproxy|keepalived|\bvip/i],
];

/** Options of a shell provisioner that are read, or are what it is called. */
const understood: ReadonlySet<string> = new Set([
  'path',
  'inline',
  'args',
  'env',
  'run',
  'privileged',
  'name',
  'type',
]);

/** What a machine may have of memory here, in MiB. */
const [least, most] = [128, 4096];

/**
 * The machines of a Vagrantfile, their networks and shell scripts. It is read as text: Ruby's values, loops over what stands in the file, and
 * blocks; nothing is run. https://developer.hashicorp.com/vagrant/docs/vagrantfile
 */
export const vagrant: Importer = {
  id: 'vagrant',
  takes: { 'zh-CN': 'Vagrantfile（只读，不执行）', en: 'a Vagrantfile (read, never run)' },
  read: (path, notes) => {
    const file = isFolder(path) ? join(path, 'Vagrantfile') : path;
    const files = new SourceFiles(path);
    const name = basename(file);
    const read = files.read(name);
    if (!read.ok) {
      const problem = { message: read.message, file, line: 1, column: 1 };
      throw new LabError({ code: 'import.unreadable', params: { problems: [problem] } });
    }
    const found = new MachinesRead(notes, name, read.text);
    follow(treeOf(read.text), found, found.globals);
    if (found.machines.size === 0 && !/\bconfig\b|\bVagrant\b/.test(read.text)) {
      const lacking = { 'zh-CN': '没有定义任何机器', en: 'it defines no machine' };
      throw new LabError({ code: 'import.nothing', params: { path: file, lacking } });
    }
    const title = basename(files.root);
    const place = { file: name, line: 1 };
    const id = new Names(packFolders).take(title, 'machines');
    const lab = labOf(files, found, { id, title }, notes);
    noteRest(files, notes);
    return { title, modules: [{ title: undefined, labs: [lab], place }], place };
  },
};

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

function labOf(
  files: SourceFiles,
  { common, machines }: MachinesRead,
  { id, title }: { readonly id: string; readonly title: string },
  notes: Notes,
): DraftLab {
  const { place } = common;
  const all: readonly Machine[] =
    machines.size > 0
      ? [...machines.values()]
      : [
          {
            ...common,
            name: 'default',
            thing: notes.thing('machine', 'default', place),
            networks: [],
            provisioners: [],
          },
        ];
  const taken = fitted(all, packLimits.nodes, 'machine', notes, (machine) => machine.place);
  const networks = new Networks();
  const names = { nodes: new Names(), scripts: new Names() };
  const scripts = new Map<string, string>();
  const nodes: Record<string, DraftNode> = {};
  const setup: DraftScript[] = [];
  const share = Math.floor(packLimits.memory / Math.max(1, taken.length));
  for (const [index, machine] of taken.entries()) {
    const node = names.nodes.take(machine.name, `node-${index + 1}`);
    nodes[node] = nodeOf(node, machine, common, networks, { index, memory: Math.min(most, share) });
    for (const provisioner of [...common.provisioners, ...machine.provisioners]) {
      const script = scriptOf(files, node, provisioner, names.scripts, scripts);
      if (script !== undefined) setup.push(script);
    }
  }
  const lines = Object.entries(nodes).map(
    ([node, { addresses }]) =>
      `- **${node}** ${Object.entries(addresses)
        .map(([network, address]) => `${address} (${network})`)
        .join(', ')}`,
  );
  const step = notes.thing('step', 'Vagrantfile', place);
  step.note('changed', { code: 'lab-empty', params: { lab: id } });
  const made = madeUp({ level: undefined, minutes: undefined }, 1);
  return {
    id,
    title,
    summary: title,
    ...made,
    made: [
      { 'zh-CN': '标题和简介（目录名）', en: 'title and summary (the name of the folder)' },
      ...made.made,
    ],
    networks: networks.all,
    nodes,
    setup,
    steps: [
      {
        id: 'machines',
        title: 'Vagrantfile',
        lines: linesOf(['# Vagrantfile', '', ...lines].join('\n')),
        checks: [],
        solve: {},
        place,
        thing: step,
      },
    ],
    place,
  };
}

function nodeOf(
  node: string,
  machine: Machine,
  common: Machine,
  networks: Networks,
  { index, memory: mostHere }: { readonly index: number; readonly memory: number },
): DraftNode {
  const { thing, place } = machine;
  if (node !== machine.name)
    thing?.note('changed', { code: 'renamed', params: { from: machine.name, to: node } });
  const hostname = machine.hostname ?? common.hostname;
  if (hostname !== undefined && hostname !== node && hostname !== machine.name)
    thing?.note('changed', { code: 'hostname-other', params: { node, hostname } });
  const role = roles.find(([, pattern]) => pattern.test(machine.name))?.[0] ?? 'realserver';
  thing?.note('changed', { code: 'role-guessed', params: { node, taken: roleTexts[role] } });
  const wanted = machine.memory ?? common.memory;
  const memory = wanted === undefined ? undefined : Math.min(mostHere, Math.max(least, Math.round(wanted)));
  if (wanted !== undefined && memory !== undefined && memory !== wanted)
    thing?.note('changed', { code: 'memory-changed', params: { node, from: wanted, to: memory } });
  const addresses: Record<string, string> = {};
  for (const network of [...common.networks, ...machine.networks]) {
    const joined = networks.join(node, network, new Set(Object.keys(addresses)));
    if (joined !== undefined) addresses[joined[0]] = joined[1];
  }
  if (Object.keys(addresses).length === 0) {
    const { id, address, cidr } = networks.lan(node, place);
    addresses[id] = address;
    thing?.note('changed', { code: 'network-made', params: { network: id, cidr } });
  }
  return {
    role,
    at: [60 + (index % 4) * 260, 60 + Math.floor(index / 4) * 140],
    addresses,
    ...(memory === undefined ? {} : { memory }),
  };
}

/** A shell provisioner as a set-up script. https://developer.hashicorp.com/vagrant/docs/provisioning/shell */
function scriptOf(
  files: SourceFiles,
  node: string,
  { options, place, thing }: Provisioner,
  names: Names,
  known: Map<string, string>,
): DraftScript | undefined {
  const option = (name: string) => {
    const value = options.get(name);
    return value === undefined ? undefined : wordOf(value);
  };
  const path = option('path');
  const inline = option('inline');
  const read = path === undefined ? undefined : files.read(posix.normalize(path), packLimits.scriptBytes / 2);
  if (read?.ok === false) {
    thing.note('lost', { code: 'file-left-out', params: { why: whyOf(read.message) } });
    return undefined;
  }
  for (const name of options.keys())
    if (!understood.has(name))
      thing.note('changed', { code: 'setting-lost', params: { setting: name.slice(0, 80) } });
  if (option('run') === 'never') {
    const why = {
      'zh-CN': 'run 为 never，只有点名时才运行',
      en: 'its `run` is never: it runs only when it is named',
    };
    thing.note('lost', { code: 'file-left-out', params: { why } });
    return undefined;
  }
  const text = read?.text ?? inline;
  if (text === undefined) {
    thing.note('lost', { code: 'ruby-not-read', params: { text: 'inline, path' } });
    return undefined;
  }
  const from = path ?? `${place.file} line ${place.line}`;
  const words = argsOf(options.get('args'));
  if (!isKnown(options.get('args')) || !isKnown(options.get('env')))
    thing.note('changed', { code: 'ruby-not-read', params: { text: 'args, env' } });
  const exports = exportsOf(options.get('env'));
  const script = exports + setupScript(text, from, words);
  // Machines that are set up alike have one script.
  const name =
    known.get(script) ??
    names.take(path === undefined ? `${node}-setup` : posix.basename(path, '.sh'), 'setup');
  known.set(script, name);
  thing.note('kept', { code: 'setup-made', params: { script: name, node } });
  noteLacks(thing, text, name, path === undefined ? place : { file: posix.normalize(path), line: 1 });
  const card = /\beth([1-9])\b/.exec(text);
  if (card !== null) {
    const params = { script: name, dev: card[0], now: `eth${Number(card[1]) - 1}` };
    thing.note('changed', { code: 'script-interfaces', params });
  }
  if (option('run') === 'always') thing.note('changed', { code: 'script-once', params: { script: name } });
  if (option('privileged') === 'false')
    thing.note('changed', { code: 'script-user', params: { script: name, user: 'vagrant' } });
  return { node, name, text: script, thing };
}

/** Whether all of arguments or variables is known, and none is called as a shell calls none. */
function isKnown(value: Value | undefined): boolean {
  if (value === undefined) return true;
  if (Array.isArray(value))
    return (
      value.length <= packLimits.items &&
      (value as readonly Value[]).every((each) => wordOf(each) !== undefined)
    );
  if (!(value instanceof Map)) return wordOf(value) !== undefined;
  return [...(value as ReadonlyMap<string, Value>)].every(
    ([name, each]) => /^[A-Za-z_]\w*$/.test(name) && wordOf(each) !== undefined,
  );
}

/** A list, or one string that a shell takes apart at its spaces. */
function argsOf(args: Value | undefined): readonly string[] {
  if (Array.isArray(args))
    return (args as readonly Value[]).map((each) => wordOf(each) ?? '').slice(0, packLimits.items);
  const word = args === undefined ? undefined : wordOf(args);
  return word === undefined ? [] : word.split(/\s+/).filter((each) => each !== '');
}

function exportsOf(env: Value | undefined): string {
  if (!(env instanceof Map)) return '';
  return [...(env as ReadonlyMap<string, Value>)]
    .filter(([name]) => /^[A-Za-z_]\w*$/.test(name))
    .map(([name, value]) => `export ${name}=${quoted(wordOf(value) ?? '')}\n`)
    .join('');
}
