import type { KeepalivedFile, NodeFacts } from '../../contract/facts.js';
import { type Conf, type ConfInstance, readConf } from './conf.js';
import { type Problem, readTest } from './test-output.js';

/** A node with its configuration. */
export interface ConfOnNode {
  readonly node: string;
  readonly conf: Conf;
}

/** The configurations of the nodes that have one. */
export function confsOf(facts: ReadonlyMap<string, NodeFacts>): readonly ConfOnNode[] {
  return [...facts].flatMap(([node, each]) => {
    const { keepalived } = each;
    return keepalived?.config === undefined ? [] : [{ node, conf: readConf(keepalived, node) }];
  });
}

/** What is wrong with one node's file: what `keepalived -t` says, then what it does not see (domain: rc 0). */
export function lintNode(node: string, facts: NodeFacts): readonly Problem[] {
  const { keepalived } = facts;
  if (keepalived?.config === undefined) return [];
  const conf = readConf(keepalived, node);
  const problems: Problem[] = [...interfaces(node, conf, facts)];
  if (keepalived.test !== undefined) problems.push(...readTest(node, keepalived.test, conf));
  else problems.push(...braces(node, conf));
  problems.push(
    ...ownRules(node, conf),
    ...slashes(node, keepalived.config),
    ...disabledScripts(node, conf, keepalived.files ?? []),
  );
  const unique = new Map(problems.map((each) => [JSON.stringify(each.diagnosis), each]));
  return [...unique.values()].toSorted(
    (a, b) => Number(b.severity === 'fatal') - Number(a.severity === 'fatal'),
  );
}

function interfaces(node: string, conf: Conf, facts: NodeFacts): readonly Problem[] {
  if (facts.links === undefined) return [];
  const known = new Set(facts.links.map((link) => link.dev));
  return conf.instances.flatMap((instance): Problem[] => {
    const dev = instance.interface;
    if (dev === '' || known.has(dev)) return [];
    const diagnosis = { code: 'interface-missing', params: { node, dev } } as const;
    return [{ node, line: instance.line, diagnosis, text: `interface ${dev}`, severity: 'fatal' }];
  });
}

/** A track script whose file nobody may execute is left out, which only the log tells: "is not executable, disabling". */
function disabledScripts(node: string, conf: Conf, files: readonly KeepalivedFile[]): readonly Problem[] {
  const tracked = new Set(conf.instances.flatMap(({ scripts }) => scripts.map(({ name }) => name)));
  return conf.scripts.flatMap(({ name, line, command }): Problem[] => {
    const [path = ''] = command;
    const file = files.find((each) => each.path === path);
    if (!tracked.has(name) || file === undefined || (file.mode & 0o111) !== 0) return [];
    const diagnosis = { code: 'script-disabled', params: { node, script: name, command: path } } as const;
    return [{ node, line, diagnosis, text: `script ${path}`, severity: 'error' }];
  });
}

/** `//` begins no comment; behind a value keepalived mostly does without what follows, so it works by luck. */
function slashes(node: string, text: string): readonly Problem[] {
  const at = text.split('\n').findIndex((line) => /^[^#!"]*\s\/\/\s/.test(line));
  if (at < 0) return [];
  const diagnosis = { code: 'slash-comment', params: { node, line: at + 1 } } as const;
  return [{ node, line: at + 1, diagnosis, text: '//', severity: 'warning' }];
}

function braces(node: string, conf: Conf): readonly Problem[] {
  const { tree } = conf;
  const outside = tree.statements.find((each) => each.keyword === 'real_server');
  if (outside !== undefined) {
    const diagnosis = {
      code: 'server-outside-virtual-server',
      params: { node, line: outside.line },
    } as const;
    return [{ node, line: outside.line, diagnosis, text: 'real_server', severity: 'error' }];
  }
  const [extra] = tree.extraCloses;
  if (extra === undefined && tree.unclosed === 0) return [];
  const detail = extra === undefined ? `${tree.unclosed} × '}' missing` : `line ${extra}: '}'`;
  const diagnosis = { code: 'config-syntax-braces', params: { node, detail } } as const;
  return [{ node, line: extra ?? 0, diagnosis, text: detail, severity: 'error' }];
}

function ownRules(node: string, conf: Conf): readonly Problem[] {
  const problems: Problem[] = [];
  const add = (line: number, text: string, diagnosis: Problem['diagnosis']): void => {
    problems.push({ node, line, diagnosis, text, severity: 'error' });
  };
  const owners = new Map<string, ConfInstance[]>();
  for (const instance of conf.instances) {
    for (const vip of instance.vips) owners.set(vip, [...(owners.get(vip) ?? []), instance]);
    if (instance.vips.length === 0) {
      const params = { node, instance: instance.name };
      add(instance.line, `vrrp_instance ${instance.name}`, { code: 'no-vip-in-instance', params });
    }
    if (instance.authType !== undefined && !/^(PASS|AH)$/i.test(instance.authType)) {
      const params = { node, instance: instance.name, found: instance.authType };
      add(instance.line, `auth_type ${instance.authType}`, { code: 'auth-type-unknown', params });
    }
  }
  for (const [vip, instances] of owners) {
    const names = instances.map((each) => each.name).join(', ');
    if (instances.length < 2) continue;
    const params = { vip, instances: names, node };
    add(instances[1]?.vipLine ?? 0, vip, { code: 'same-vip-in-two-instances', params });
  }
  const deaf = conf.strict ? conf.instances.find((each) => !each.accept && each.priority !== 255) : undefined;
  if (deaf !== undefined) {
    const params = { node, vip: deaf.vips[0] ?? deaf.name };
    add(deaf.line, 'vrrp_strict', { code: 'strict-drops-vip', params });
  }
  for (const virtual of conf.virtualServers) {
    for (const server of virtual.servers) {
      const name = `${server.address}:${server.port}`;
      if (
        virtual.fwmark === undefined &&
        /^(DR|TUN)$/i.test(virtual.method) &&
        server.port !== virtual.port
      ) {
        const params = { node, server: name, port: String(virtual.port) };
        add(server.line, name, { code: 'dr-port-mismatch', params });
      }
      const wrong = server.checks.find((check) => check.port !== undefined && check.port !== server.port);
      if (wrong !== undefined) {
        const params = { node, server: name, port: String(wrong.port) };
        add(wrong.line, `connect_port ${wrong.port}`, { code: 'health-check-wrong-port', params });
      }
    }
  }
  return problems;
}

/** One instance of a group, on one node: the group is found by name, and by VRID and interface where the names differ. */
interface Member {
  readonly node: string;
  readonly instance: ConfInstance;
}

/**
 * What is wrong between nodes, which no `keepalived -t` can see: the files are read side by side.
 * @param only the group of this instance alone
 */
export function lintTogether(all: readonly ConfOnNode[], only?: string): readonly Problem[] {
  const seen = new Set<ConfInstance>();
  return all
    .flatMap(({ conf }) => conf.instances)
    .flatMap((first) => {
      if (seen.has(first)) return [];
      const having = groupOf(first, all);
      for (const { instance } of having) seen.add(instance);
      if (only !== undefined && !having.some(({ instance }) => instance.name === only)) return [];
      return compare(first.name, having, all);
    });
}

/** The instances of the nodes that belong with this one. */
export function groupOf(first: ConfInstance, all: readonly ConfOnNode[]): readonly Member[] {
  return all.flatMap(({ node, conf }) => {
    const named = conf.instances.find((each) => each.name === first.name);
    const same = conf.instances.find(
      (each) => each.vrid !== undefined && each.vrid === first.vrid && each.interface === first.interface,
    );
    const instance = conf.instances.includes(first) ? first : (named ?? same);
    return instance === undefined ? [] : [{ node, instance }];
  });
}

function compare(name: string, having: readonly Member[], all: readonly ConfOnNode[]): readonly Problem[] {
  const without = all.find(({ node }) => !having.some((each) => each.node === node));
  const problems: Problem[] = [];
  const second = having[1];
  const nodes = having.map((each) => each.node).join(', ');
  const line = second?.instance.line ?? 0;
  const add = (diagnosis: Problem['diagnosis'], severity: Problem['severity'] = 'error'): void => {
    problems.push({ node: second?.node ?? '', line, diagnosis, text: diagnosis.code, severity });
  };
  if (without !== undefined) {
    const diagnosis = { code: 'instance-missing', params: { node: without.node, instance: name } } as const;
    problems.push({
      node: without.node,
      line: 0,
      diagnosis,
      text: `vrrp_instance ${name}`,
      severity: 'error',
    });
  }
  if (second === undefined) return problems;
  const differs = (of: (instance: ConfInstance) => string): string | undefined => {
    const values = having.map((each) => of(each.instance));
    if (new Set(values).size < 2) return undefined;
    return having.map((each, index) => `${each.node}: ${values[index]}`).join(', ');
  };
  const version = differs((each) => `VRRPv${each.version}`);
  if (version !== undefined)
    add({ code: 'vrrp-version-differs', params: { instance: name, found: version } });
  const unicast = having.filter(({ instance }) => instance.unicastPeers.length > 0);
  const multicast = having.filter(({ instance }) => instance.unicastPeers.length === 0);
  if (unicast.length > 0 && multicast.length > 0) {
    const names = (members: readonly Member[]) => members.map(({ node }) => node).join(', ');
    const params = { instance: name, unicast: names(unicast), multicast: names(multicast) };
    add({ code: 'unicast-one-sided', params });
  }
  const vrid = differs((each) => String(each.vrid ?? '-'));
  if (vrid !== undefined) add({ code: 'vrid-differs', params: { instance: name, found: vrid } });
  // keepalived compares the first 8 characters.
  const auth = differs(
    (each) => `${(each.authType ?? '').toUpperCase()} ${(each.authPass ?? '').slice(0, 8)}`,
  );
  const broken = having.some(
    (each) => each.instance.authType !== undefined && !/^(PASS|AH)$/i.test(each.instance.authType),
  );
  if (auth !== undefined && !broken && having.every(({ instance }) => instance.version === 2))
    add({ code: 'auth-differs', params: { instance: name, nodes } });
  const interval = differs((each) => String(each.advertInterval));
  // Version 3 takes the master's interval over.
  if (interval !== undefined && having.every(({ instance }) => instance.version === 2))
    add({ code: 'advert-int-differs', params: { instance: name, found: interval } });
  const vips = differs((each) => [...each.vips].sort().join(' ') || '-');
  if (vips !== undefined) add({ code: 'vip-list-differs', params: { instance: name, found: vips } });
  const equal = new Set(having.map((each) => each.instance.priority)).size < having.length;
  // Without preemption equal priorities are a way to work.
  if (equal && !having.every((each) => each.instance.nopreempt)) {
    add({ code: 'equal-priority', params: { instance: name, priority: second.instance.priority } });
  } else if (!equal && having.every((each) => each.instance.state === 'MASTER')) {
    add({ code: 'both-state-master', params: { instance: name, nodes } }, 'warning');
  }
  return problems;
}
