import { createHash } from 'node:crypto';
import type {
  CommandFact,
  FactSource,
  FactsRequest,
  FileFact,
  Ipvs,
  Keepalived,
  NodeFacts,
} from '../../contract/facts.js';
import { parseIp, showAddresses, showNeighbours, showRoutes } from './ip.js';
import {
  addCounts,
  addTotals,
  connectionsByCpu,
  parseConnections,
  parseProcTable,
  parseRules,
  parseTimeouts,
} from './ipvsadm.js';
import { parseInventory } from './inventory.js';
import { parseKeepalivedFiles, parseLog } from './keepalived-files.js';
import { parseKeepalivedJson, showInstances } from './keepalived-json.js';
import {
  listeningSockets,
  parseLocalAddresses,
  parseCounters,
  parseListeners,
  parseModules,
  readSysctls,
  showListeners,
  showSysctls,
  splitTables,
} from './kernel-tables.js';
import { packagesCommand, sysctlPath, unitsCommand } from './script.js';
import { readSections, type Section } from './sections.js';
import { parsePackages, parseUnits } from './systemctl.js';

type Sections = ReadonlyMap<string, Section>;
/** The lines of kernel tables and sysctls by path. */
type Tables = ReadonlyMap<string, readonly string[]>;
type Draft = { -readonly [K in keyof NodeFacts]: NodeFacts[K] };
type Sources = Record<string, FactSource>;

/** Characters of a source that are kept. */
const maxSource = 4000;

export function bounded(output: string, limit = maxSource): string {
  if (output.length <= limit) return output;
  return `${output.slice(0, limit - 60)}\n… (${output.length - limit + 60} characters left out)`;
}

function source(command: string, output: string, exit = 0): FactSource {
  return { command, output: bounded(output.replace(/\n+$/, '')), exit };
}

/**
 * Facts from the output of `factsScript(request, marker)`. Total: a guest may print anything; what cannot be read is
 * left out. Returns undefined when the script did not reach its end.
 * @param at milliseconds since the epoch, the host's clock
 */
export function parseFacts(
  output: string,
  marker: string,
  request: FactsRequest,
  at: number,
): NodeFacts | undefined {
  const sections = readSections(output, marker);
  if (!sections.has('end')) return undefined;
  const facts: Draft = { at };
  const sources: Sources = {};
  if (request.network) readNetwork(sections, facts, sources);
  const tables = splitTables(sections.get('tables')?.text ?? '');
  readTables(sections, tables, request, facts, sources);
  if (request.witness) {
    const witness = witnessOf(sections, tables);
    if (witness !== undefined) facts.witness = witness;
  }
  const inventory = request.inventory ? sections.get('inventory') : undefined;
  if (inventory?.exit === 0) facts.inventory = parseInventory(inventory.text);
  if (request.firewall) {
    facts.firewall = sections.get('firewall')?.text ?? '';
    sources['firewall'] = source('nft list ruleset', facts.firewall);
  }
  if (request.units !== undefined) {
    const section = sections.get('units');
    facts.units = parseUnits(section?.text ?? '', request.units);
    sources['units'] = source(
      unitsCommand(request.units).replace(' 2>&1', ''),
      section?.text ?? '',
      section?.exit,
    );
  }
  if (request.packages !== undefined) {
    const section = sections.get('packages');
    facts.packages = parsePackages(section?.text ?? '');
    const command = packagesCommand(request.packages).replace(' 2>/dev/null', '');
    sources['packages'] = source(command, section?.text ?? '', section?.exit);
  }
  if (request.files !== undefined) facts.files = readFiles(sections, request.files);
  if (request.commands !== undefined) facts.commands = readCommands(sections, request.commands);
  if (request.keepalived) readKeepalived(sections, facts, sources);
  const log = request.log ? sections.get('log') : undefined;
  if (log?.exit === 0) {
    facts.log = parseLog(log.text);
    sources['log'] = source('journalctl -b -t Keepalived_vrrp -t Keepalived_healthcheckers', log.text);
  }
  return { ...facts, sources };
}

/**
 * Digest of what a learner can change: the witness section, the firewall, the virtual services, what listens (the inode
 * at a line's end is another one after a restart), and the network without what the kernel learns and forgets by itself.
 */
function witnessOf(sections: Sections, tables: Tables): string | undefined {
  const own = sections.get('witness')?.text;
  const ip = sections.get('ip')?.text;
  if (own === undefined || ip === undefined) return undefined;
  const network = ip.split('\n').filter((line) => !line.includes('"state":['));
  const permanent = parseIp(ip).neighbours.filter(({ state }) => state === 'PERMANENT');
  const listening = listeningSockets([
    ...(tables.get('/proc/net/tcp') ?? []),
    ...(tables.get('/proc/net/tcp6') ?? []),
  ]);
  const texts = ['firewall', 'ipvs-rules'].map((name) => sections.get(name)?.text ?? '');
  return createHash('sha256')
    .update(JSON.stringify([own, ...texts, listening, network, permanent]))
    .digest('hex');
}

function readNetwork(sections: Sections, facts: Draft, sources: Sources): void {
  const section = sections.get('ip');
  if (section === undefined) return;
  const network = parseIp(section.text);
  Object.assign(facts, network);
  sources['addresses'] = source('ip -br -4 addr show', showAddresses(network));
  sources['routes'] = source('ip -4 route show', showRoutes(network.routes));
  sources['localRoutes'] = source('ip -4 route show table local type local', showRoutes(network.localRoutes));
  sources['neighbours'] = source('ip neigh show', showNeighbours(network.neighbours));
}

function readTables(
  sections: Sections,
  tables: Tables,
  request: FactsRequest,
  facts: Draft,
  sources: Sources,
): void {
  const lines = (path: string): readonly string[] => tables.get(path) ?? [];
  if (request.network && tables.has('/proc/net/fib_trie'))
    facts.kernelAddresses = parseLocalAddresses(lines('/proc/net/fib_trie'));
  if (request.listeners) {
    facts.listeners = parseListeners([...lines('/proc/net/tcp'), ...lines('/proc/net/tcp6')]);
    sources['listeners'] = source('ss -Hltn', showListeners(facts.listeners));
  }
  if (request.modules) {
    facts.modules = parseModules(lines('/proc/modules'));
    const ours = lines('/proc/modules').filter((line) => /^(ip_vs|ipip|nf_conntrack|dummy)/.test(line));
    sources['modules'] = source("lsmod | grep -E 'ip_vs|ipip|nf_conntrack|dummy'", ours.join('\n'));
  }
  if (request.counters) {
    facts.counters = parseCounters([...lines('/proc/net/snmp'), ...lines('/proc/net/netstat')]);
    const shown = ['IpInAddrErrors', 'IpOutNoRoutes', 'IpExtInNoRoutes', 'TcpExtIPReversePathFilter'];
    const text = shown.map((name) => `${name.padEnd(32)} ${facts.counters?.[name] ?? 0}`).join('\n');
    sources['counters'] = source(`nstat -az ${shown.join(' ')}`, text);
  }
  if (request.sysctls !== undefined) {
    facts.sysctls = readSysctls(request.sysctls, (key) => lines(sysctlPath(key) ?? '')[0]);
    sources['sysctls'] = source(`sysctl ${request.sysctls.join(' ')}`, showSysctls(facts.sysctls));
  }
  if (request.ipvs) readIpvs(sections, tables, facts, sources);
}

function readIpvs(sections: Sections, tables: Tables, facts: Draft, sources: Sources): void {
  const table = tables.get('/proc/net/ip_vs');
  const tool = sections.get('ipvs-tool')?.exit === 0;
  const rules = sections.get('ipvs-rules');
  const live = parseProcTable(table ?? []);
  const services =
    rules?.exit === 0
      ? addTotals(addCounts(parseRules(rules.text), live), sections.get('ipvs-stats')?.text ?? '')
      : live;
  const timeouts = parseTimeouts(sections.get('ipvs-timeouts')?.text ?? '');
  const total = connectionsByCpu(tables.get('/proc/net/ip_vs_stats_percpu') ?? []);
  const ipvs: Ipvs = {
    loaded: table !== undefined,
    tool,
    ...(table === undefined ? {} : { kernel: live }),
    ...(total === undefined ? {} : { total }),
    services,
    connections: parseConnections(tables.get('/proc/net/ip_vs_conn') ?? []),
    ...(timeouts === undefined ? {} : { timeouts }),
  };
  facts.ipvs = ipvs;
  sources['ipvs'] =
    rules === undefined
      ? source(
          'cat /proc/net/ip_vs',
          table?.join('\n') ?? 'No such file or directory',
          table === undefined ? 1 : 0,
        )
      : source('ipvsadm -Sn', rules.text, rules.exit);
  const stats = sections.get('ipvs-stats');
  if (stats !== undefined)
    sources['ipvs-stats'] = source('ipvsadm -Ln --stats --exact', stats.text, stats.exit);
  const limits = sections.get('ipvs-timeouts');
  if (limits !== undefined)
    sources['ipvs-timeouts'] = source('ipvsadm -L --timeout', limits.text, limits.exit);
  if (ipvs.connections.length > 0) {
    const shown = ipvs.connections.map((each) =>
      [each.protocol, each.expires, each.state, each.source, each.virtual, each.destination].join(' '),
    );
    sources['ipvs-connections'] = source('ipvsadm -Lnc', shown.join('\n'));
  }
}

function readFiles(sections: Sections, paths: readonly string[]): Readonly<Record<string, FileFact>> {
  return Object.fromEntries(
    paths.flatMap((path, index) => {
      const section = sections.get(`file-${index}`);
      if (section === undefined) return [];
      const exists = section.exit === 0;
      return [[path, { path, exists, ...(exists ? { content: section.text } : {}) }]];
    }),
  );
}

function readCommands(sections: Sections, runs: readonly string[]): Readonly<Record<string, CommandFact>> {
  return Object.fromEntries(
    runs.flatMap((run, index) => {
      const stdout = sections.get(`command-${index}-stdout`);
      const stderr = sections.get(`command-${index}-stderr`);
      if (stdout === undefined) return [];
      return [[run, { run, exit: stdout.exit, stdout: stdout.text, stderr: stderr?.text ?? '' }]];
    }),
  );
}

function readKeepalived(sections: Sections, facts: Draft, sources: Sources): void {
  const pid = sections.get('keepalived-pid');
  if (pid === undefined) return;
  const config = sections.get('keepalived-config');
  const test = sections.get('keepalived-test');
  const json = sections.get('keepalived-json');
  const words = sections.get('keepalived-arguments');
  const keepalived: Keepalived = {
    running: pid.text.trim() !== '',
    instances: parseKeepalivedJson(json?.text ?? ''),
    ...(config?.exit === 0 ? { config: config.text } : {}),
    ...(test === undefined ? {} : { test: { exit: test.exit, output: test.text } }),
    ...(words?.exit === 0 ? { arguments: words.text.trim().split(/\s+/) } : {}),
    files: parseKeepalivedFiles(sections.get('keepalived-files')?.text ?? ''),
  };
  facts.keepalived = keepalived;
  sources['keepalived'] = source(
    'kill -s $(keepalived --signum=JSON) $(cat /run/keepalived.pid); cat /tmp/keepalived.json',
    keepalived.running ? showInstances(keepalived.instances) : 'keepalived does not run',
    keepalived.running ? 0 : 1,
  );
  if (config?.exit === 0)
    sources['keepalived-config'] = source('cat /etc/keepalived/keepalived.conf', config.text);
  if (test !== undefined) sources['keepalived-test'] = source('keepalived -t', test.text, test.exit);
}
