import { sysctlPath } from '../../engine/facts/script.js';
import { absolute, readFile } from '../files.js';
import { ruleset } from '../firewall.js';
import { loadModule } from '../modules.js';
import type { ChainModel, NodeModel, TableModel } from '../model.js';
import type { Call, CommandFunction } from '../shell/call.js';
import { readSysctl, sysctlPaths, writeSysctl } from '../sysctl.js';
import { parseOptions } from './options.js';
import { linesOf } from './text.js';

/** sysctl(8): `key`, `key=value`, `-w`, `-n`, `-e`, `-q`, `-a`, `-p FILE`. */
const sysctl: CommandFunction = (call) => {
  const options = parseOptions(call.args, 'wneqap');
  const show = (key: string, value: string): void => {
    if (!options.has('q')) call.out(options.has('n') ? `${value}\n` : `${key} = ${value}\n`);
  };
  if (options.has('a') || options.has('system')) {
    for (const path of sysctlPaths(call.node))
      show(path.replaceAll('/', '.'), readSysctl(call.node, path) ?? '');
    return 0;
  }
  const words = options.has('p')
    ? settingsIn(call, options.operands[0] ?? '/etc/sysctl.conf')
    : options.operands;
  let status = 0;
  for (const word of words) {
    const [key = '', value] = word.split(/\s*=\s*/, 2);
    const path = sysctlPath(key)?.slice('/proc/sys/'.length) ?? '';
    const done =
      value === undefined ? readSysctl(call.node, path) !== undefined : writeSysctl(call.node, path, value);
    if (done) show(key.replaceAll('/', '.'), value ?? readSysctl(call.node, path) ?? '');
    else if (!options.has('e')) {
      call.err(`sysctl: cannot stat /proc/sys/${path}: No such file or directory\n`);
      status = 1;
    }
  }
  return status;
};

function settingsIn(call: Call, name: string): readonly string[] {
  const text = readFile(call.node, absolute(call.folder, name)) ?? '';
  return linesOf(text)
    .filter((line) => /^\s*[\w.-]+\s*=/.test(line))
    .map((line) => line.trim());
}

function tableOf(node: NodeModel, family: string, name: string): TableModel | undefined {
  return node.firewall.find((each) => each.family === family && each.name === name);
}

const families = new Set(['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev']);

/** nft(8): list ruleset, add table, chain and rule, flush, delete table. */
const nft: CommandFunction = (call) => {
  loadModule(call.node, 'nf_tables');
  let status = 0;
  const commands = call.args.join(' ').replace(/\{[^}]*\}/g, (block) => block.replaceAll(';', '\0'));
  for (const text of commands.split(';')) {
    const words = text
      .replaceAll('\0', ';')
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '');
    if (words.length > 0 && !nftCommand(call, words)) status = 1;
  }
  return status;
};

function nftCommand(call: Call, words: readonly string[]): boolean {
  const [verb = '', object = '', ...rest] = words;
  const { node } = call;
  if (verb === 'list') {
    call.out(ruleset(node.firewall));
    return true;
  }
  if (verb === 'flush' && object === 'ruleset') {
    node.firewall = [];
    return true;
  }
  const named = families.has(rest[0] ?? '') ? rest : ['ip', ...rest];
  const [family = 'ip', name = '', chain = '', ...rule] = named;
  let table = tableOf(node, family, name);
  const missing = (): boolean => {
    call.err('Error: Could not process rule: No such file or directory\n');
    return false;
  };
  if (object === 'table') {
    if (verb === 'delete' || verb === 'flush') {
      if (table === undefined) return missing();
      if (verb === 'delete') node.firewall = node.firewall.filter((each) => each !== table);
      else for (const each of table.chains) each.rules = [];
    } else if (table === undefined) node.firewall.push({ family, name, chains: [] });
    return true;
  }
  if (table === undefined) return missing();
  const found = table.chains.find((each) => each.name === chain);
  if (object === 'chain') {
    if (verb === 'flush' && found !== undefined) found.rules = [];
    if (verb === 'delete') table.chains = table.chains.filter((each) => each !== found);
    if (verb === 'add' && found === undefined)
      table.chains.push({ name: chain, hook: hookOf(rule.join(' ')), rules: [] });
    return true;
  }
  if (object !== 'rule' || found === undefined) return missing();
  if (verb === 'insert') found.rules.unshift(rule.join(' '));
  else found.rules.push(rule.join(' '));
  return true;
}

/** `{ type filter hook input priority 0; }` as nft prints it back. */
function hookOf(text: string): string {
  const inner = text
    .replace(/[{}]/g, ' ')
    .split(';')
    .map((part) => part.trim());
  const [type = '', policy = 'policy accept'] = inner.filter((part) => part !== '');
  return type === '' ? '' : `${type.replace(/priority 0$/, 'priority filter')}; ${policy};`;
}

const hooks: Readonly<Record<string, string>> = { INPUT: 'input', FORWARD: 'forward', OUTPUT: 'output' };

/** iptables(8) of the nft kind: its rules stand in the table `ip filter`. */
const iptables: CommandFunction = (call) => {
  loadModule(call.node, 'nf_tables');
  const words = [...call.args].filter((word) => word !== '-n' && word !== '-v');
  const at = words.findIndex((word) => /^-[AIDFPLS]$/.test(word));
  const verb = words[at] ?? '-L';
  const name = words[at + 1] ?? '';
  const known = tableOf(call.node, 'ip', 'filter');
  if (verb === '-L' || verb === '-S') {
    for (const chain of known?.chains ?? [])
      call.out(
        `Chain ${chain.name} (policy ${chain.hook.includes('drop') ? 'DROP' : 'ACCEPT'})\n${chain.rules.map((rule) => `${rule}\n`).join('')}`,
      );
    return 0;
  }
  if (words.includes('-t') && words[words.indexOf('-t') + 1] !== 'filter') {
    call.err('iptables: the simulation has the table filter only\n');
    return 2;
  }
  const table = known ?? { family: 'ip', name: 'filter', chains: [] };
  if (known === undefined) call.node.firewall.push(table);
  if (verb === '-F') {
    for (const chain of table.chains) if (name === '' || chain.name === name) chain.rules = [];
    return 0;
  }
  const chain = chainOf(table, name);
  if (verb === '-P') {
    chain.hook = chain.hook.replace(/policy \w+/, `policy ${(words[at + 2] ?? 'ACCEPT').toLowerCase()}`);
    return 0;
  }
  const rule = ruleOf(words.slice(at + 2).filter((word, index) => !(index === 0 && /^\d+$/.test(word))));
  if (rule === undefined) {
    call.err('iptables: a match or target that the simulation does not know\n');
    return 2;
  }
  if (verb === '-A') chain.rules.push(rule);
  else if (verb === '-I') chain.rules.unshift(rule);
  else {
    const place = /^\d+$/.test(words[at + 2] ?? '') ? Number(words[at + 2]) - 1 : chain.rules.indexOf(rule);
    if (chain.rules[place] === undefined) {
      call.err('iptables: Bad rule (does a matching rule exist in that chain?).\n');
      return 1;
    }
    chain.rules.splice(place, 1);
  }
  return 0;
};

function chainOf(table: TableModel, name: string): ChainModel {
  const found = table.chains.find((each) => each.name === name);
  if (found !== undefined) return found;
  const hook = hooks[name];
  const chain = {
    name,
    hook: hook === undefined ? '' : `type filter hook ${hook} priority filter; policy accept;`,
    rules: [],
  };
  table.chains.push(chain);
  return chain;
}

/** A rule in nft's words, as iptables-nft stores it; undefined: something in it is not simulated. */
function ruleOf(words: readonly string[]): string | undefined {
  const parts: string[] = [];
  let protocol = '';
  for (let at = 0; at < words.length; at += 2) {
    const [option = '', value = ''] = words.slice(at, at + 2);
    if (option === '-p') {
      protocol = value;
      if (value !== 'tcp' && value !== 'udp') parts.push(`ip protocol ${value}`);
    } else if (option === '--dport' || option === '--dports')
      parts.push(`${protocol} dport ${value.includes(',') ? `{ ${value} }` : value.replace(':', '-')}`);
    else if (option === '-s') parts.push(`ip saddr ${value}`);
    else if (option === '-d') parts.push(`ip daddr ${value}`);
    else if (option === '-i') parts.push(`iifname "${value}"`);
    else if (option === '-j' && /^(DROP|ACCEPT|REJECT)$/.test(value)) {
      if (protocol === 'tcp' && !parts.some((part) => part.includes('dport'))) parts.push('meta l4proto tcp');
      parts.push(`counter packets 0 bytes 0 ${value.toLowerCase()}`);
    } else if (option !== '-m') return undefined;
  }
  return parts.join(' ');
}

export const kernelCommands: Readonly<Record<string, CommandFunction>> = { sysctl, nft, iptables };
