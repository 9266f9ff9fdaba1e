import type { Keepalived, NodeFacts, VrrpInstance } from '../../contract/facts.js';
import type { DiagnosisMessage } from '../../contract/messages/verdicts.js';
import { addressOf, devicesWith, type ServiceName } from '../world/ipvs-lookup.js';
import { type Conf, type ConfServer, type ConfVirtualServer, readConf } from '../keepalived/conf.js';
import { lintNode } from '../keepalived/lint.js';

/** Is keepalived meant to run here: it runs, or has a configuration? */
export function usesKeepalived(facts: NodeFacts): boolean {
  return (
    facts.keepalived !== undefined && (facts.keepalived.running || facts.keepalived.config !== undefined)
  );
}

/** Which half of keepalived somebody asks about: its checkers set the table, VRRP sets addresses. */
export type Half = 'checkers' | 'vrrp';

/**
 * Why keepalived does not do its work on one node, the first cause first; empty when nothing is wrong with it alone.
 * @param server RIP:port of a realserver that the table lacks
 * @param half whose work is missed; absent: any
 */
export function keepalivedCauses(
  node: string,
  facts: NodeFacts,
  server?: string,
  half?: Half,
): readonly DiagnosisMessage[] {
  const { keepalived } = facts;
  if (keepalived === undefined) return [];
  if (!keepalived.running && keepalived.test === undefined)
    return [{ code: 'keepalived-not-installed', params: { node } }];
  if (keepalived.config === undefined) return [{ code: 'keepalived-config-missing', params: { node } }];
  const conf = readConf(keepalived, node);
  const problems = lintNode(node, facts)
    .filter(({ severity }) => severity !== 'warning')
    .map(({ diagnosis }) => diagnosis)
    .filter((each) => concerns(each, server, half));
  const stopped = keepalived.running ? undefined : notRunning(node, facts, conf);
  return [
    ...problems,
    ...(stopped === undefined ? [] : [stopped]),
    ...(keepalived.running ? halves(node, keepalived, server === undefined ? half : 'checkers') : []),
    ...(keepalived.running ? notReloaded(node, keepalived, conf) : []),
  ];
}

/** Findings that leave the half that is asked about alone. */
function concerns(diagnosis: DiagnosisMessage, server: string | undefined, half: Half | undefined): boolean {
  const { code } = diagnosis;
  if (code === 'health-check-wrong-port') return server !== undefined && diagnosis.params.server === server;
  if (code === 'strict-drops-vip') return false;
  const vrrpOnly = [
    'same-vip-in-two-instances',
    'no-vip-in-instance',
    'script-disabled',
    'auth-type-unknown',
  ];
  const checkersOnly = ['scheduler-unknown', 'virtual-server-without-servers', 'dr-port-mismatch'];
  const asked = server === undefined ? half : 'checkers';
  if (asked === 'checkers') return !vrrpOnly.includes(code);
  return asked !== 'vrrp' || !checkersOnly.includes(code);
}

/** `-P` is VRRP alone, `-C` the checkers alone (keepalived(8)); together they are both. */
function halves(
  node: string,
  { arguments: words }: Keepalived,
  half: Half | undefined,
): readonly DiagnosisMessage[] {
  const letters = (words ?? [])
    .slice(1)
    .filter((word) => /^-[A-Za-z]+$/.test(word))
    .join('');
  const vrrp = letters.includes('P') || words?.includes('--vrrp') === true;
  const check = letters.includes('C') || words?.includes('--check') === true;
  if (vrrp && !check && half !== 'vrrp') return [{ code: 'keepalived-vrrp-only', params: { node } }];
  if (check && !vrrp && half !== 'checkers') return [{ code: 'keepalived-checkers-only', params: { node } }];
  return [];
}

/** A command in a script that ends keepalived. */
const stops =
  /\b(systemctl\s+stop\s+keepalived|service\s+keepalived\s+stop|init\.d\/keepalived\s+stop|(pkill|killall)\b[^\n]*\bkeepalived)/;

/** It was killed and left its address; its own script stopped it; it gave up and said why; or somebody just stopped it. */
function notRunning(node: string, facts: NodeFacts, conf: Conf): DiagnosisMessage {
  const vip = conf.instances.flatMap((each) => each.vips).find((each) => devicesWith(facts, each).length > 0);
  if (vip !== undefined) return { code: 'vip-left-after-kill', params: { node, vip } };
  for (const script of conf.scripts) {
    const file = facts.keepalived?.files?.find(({ path }) => script.command.includes(path));
    const line = file?.content.split('\n').find((each) => stops.test(each) && !/^\s*#/.test(each));
    if (line !== undefined && file !== undefined && !/pkill\s+-0|killall\s+-0/.test(line))
      return { code: 'stopped-by-script', params: { node, script: file.path, line: line.trim() } };
  }
  return { code: 'keepalived-not-running', params: { node } };
}

/** The running instances against the file: a changed file needs a reload. */
function notReloaded(node: string, keepalived: Keepalived, conf: Conf): readonly DiagnosisMessage[] {
  if (keepalived.instances.length === 0) return [];
  for (const wanted of conf.instances) {
    const running = keepalived.instances.find((each) => each.name === wanted.name);
    const differs = (setting: string): readonly DiagnosisMessage[] => [
      { code: 'config-not-reloaded', params: { node, instance: wanted.name, setting } },
    ];
    if (running === undefined) return differs('vrrp_instance');
    if (wanted.vrid !== undefined && wanted.vrid !== running.vrid) return differs('virtual_router_id');
    if (wanted.priority !== running.basePriority && wanted.priority <= 255) return differs('priority');
    const vips = running.vips.map((each) => each.split('/')[0]);
    if (wanted.vips.some((each) => !vips.includes(each))) return differs('virtual_ipaddress');
  }
  return [];
}

/** What keepalived said last of a track script: its exit status; undefined: it is well, or nothing was said. */
function scriptStatus(facts: NodeFacts, script: string): string | undefined {
  for (const { text } of (facts.log ?? []).toReversed()) {
    const returning = /^Script `(.*?)`? now returning (\d+)/.exec(text);
    if (returning?.[1]?.replace(/[`']$/, '') === script)
      return returning[2] === '0' ? undefined : returning[2];
    const result = /^VRRP_Script\((.*?)\) (succeeded|failed|timed out|considered|not found)(.*)$/.exec(text);
    if (result?.[1] !== script) continue;
    if (result[2] === 'succeeded' || / success/.test(result[3] ?? '')) return undefined;
    return /status (\d+)/.exec(result[3] ?? '')?.[1] ?? result[2];
  }
  return undefined;
}

/** What is known of why a script fails: a command that is not there, or cannot be run, or ends in Windows lines. */
function scriptReason(facts: NodeFacts, conf: Conf, script: string, status: string): string | undefined {
  const found = conf.scripts.find(({ name }) => name === script);
  const file = facts.keepalived?.files?.find(({ path }) => found?.command.includes(path));
  if (file === undefined) return undefined;
  if (/\r$/m.test(file.content)) return 'crlf';
  if ((file.mode & 0o111) === 0) return 'not-executable';
  return status === '127' ? 'not-found' : undefined;
}

/** Which of these track scripts fail, each with its reason where that is known. */
export function failedScripts(
  node: string,
  facts: NodeFacts,
  conf: Conf,
  scripts: readonly { readonly name: string }[] | undefined = [],
) {
  return scripts.flatMap(({ name: script }) => {
    const status = scriptStatus(facts, script);
    if (status === undefined) return [];
    const reason = scriptReason(facts, conf, script, status);
    return [{ node, script, status, ...(reason === undefined ? {} : { reason }) }];
  });
}

/** What keepalived said before it went into FAULT, newest first: the line that tells why. */
export function faultReason(facts: NodeFacts, instance: string): string | undefined {
  const lines = (facts.log ?? []).map(({ text }) => text);
  const at = lines.lastIndexOf(`(${instance}) Entering FAULT STATE`);
  const before = lines.slice(Math.max(0, at < 0 ? lines.length - 12 : at - 12), at < 0 ? undefined : at);
  return before
    .toReversed()
    .find(
      (text) =>
        /FAULT|down|unicast|not present|no address|not an? |fail|missing|doesn't exist/i.test(text) &&
        !/Entering|removing/i.test(text),
    );
}

/** The instance of a node that belongs to the one that a check names: by name, by its VRID elsewhere, by its address. */
export function instanceOn(
  facts: NodeFacts,
  name: string | undefined,
  others: readonly NodeFacts[],
  vip?: string,
): VrrpInstance | undefined {
  const own = facts.keepalived?.instances ?? [];
  const named = own.find((each) => each.name === name);
  if (named !== undefined) return named;
  const vrid = others
    .flatMap((each) => each.keepalived?.instances ?? [])
    .find((each) => each.name === name)?.vrid;
  return (
    own.find((each) => vrid !== undefined && each.vrid === vrid) ??
    (vip === undefined ? undefined : own.find((each) => hasVip(each, vip)))
  );
}

/** The instance for which a node has an address by right: it is MASTER of it. */
export function masterWith(facts: NodeFacts, address: string): VrrpInstance | undefined {
  return facts.keepalived?.instances.find((each) => each.state === 'MASTER' && hasVip(each, address));
}

function hasVip({ vips }: VrrpInstance, address: string): boolean {
  return vips.some((each) => each.split('/')[0] === address);
}

/** The virtual servers of the file that stand for a service: two, where TCP and UDP have one. */
function allWritten(conf: Conf, name: ServiceName): readonly ConfVirtualServer[] {
  const at = addressOf(name);
  return conf.virtualServers.filter((each) =>
    at === undefined
      ? String(each.fwmark) === String(name.fwmark)
      : each.address === at.address && each.port === at.port,
  );
}

/** The first of them. */
export function written(conf: Conf, name: ServiceName): ConfVirtualServer | undefined {
  return allWritten(conf, name)[0];
}

/** What the file says of a server of a service. @param server `ADDRESS:PORT` */
export function writtenServer(conf: Conf, name: ServiceName, server: string): ConfServer | undefined {
  return allWritten(conf, name)
    .flatMap((each) => each.servers)
    .find((each) => `${each.address}:${each.port}` === server);
}
