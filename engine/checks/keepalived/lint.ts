import type { NodeFacts } from '../../../contract/facts.js';
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
    const text = each.keepalived?.config;
    return text === undefined ? [] : [{ node, conf: readConf(text) }];
  });
}

/** What is wrong with one node's file: what `keepalived -t` says, then what it does not see (domain: rc 0). */
export function lintNode(node: string, facts: NodeFacts): readonly Problem[] {
  const { keepalived } = facts;
  if (keepalived?.config === undefined) return [];
  const conf = readConf(keepalived.config);
  const problems: Problem[] = [...interfaces(node, conf, facts)];
  if (keepalived.test !== undefined) problems.push(...readTest(node, keepalived.test, conf));
  else problems.push(...braces(node, conf));
  problems.push(...ownRules(node, conf));
  const unique = new Map(problems.map((each) => [JSON.stringify(each.diagnosis), each]));
  return [...unique.values()];
}

function interfaces(node: string, conf: Conf, facts: NodeFacts): readonly Problem[] {
  if (facts.links === undefined) return [];
  const known = new Set(facts.links.map((link) => link.dev));
  return conf.instances.flatMap((instance): Problem[] => {
    const dev = instance.interface;
    if (dev === '' || known.has(dev)) return [];
    const diagnosis = { code: 'interface-missing', params: { node, dev } } as const;
    return [{ node, line: instance.line, diagnosis, text: `interface ${dev}`, severity: 'error' }];
  });
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
  for (const virtual of conf.virtualServers) {
    for (const server of virtual.servers) {
      const name = `${server.address}:${server.port}`;
      if (/^(DR|TUN)$/i.test(virtual.method) && server.port !== virtual.port) {
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

/** What is wrong between nodes, which no `keepalived -t` can see: both files are read side by side. */
export function lintTogether(all: readonly ConfOnNode[], only?: string): readonly Problem[] {
  const names = new Set(all.flatMap(({ conf }) => conf.instances.map((each) => each.name)));
  return [...names]
    .filter((name) => only === undefined || name === only)
    .flatMap((name) => compare(name, all));
}

function compare(name: string, all: readonly ConfOnNode[]): readonly Problem[] {
  const having = all.flatMap(({ node, conf }) => {
    const instance = conf.instances.find((each) => each.name === name);
    return instance === undefined ? [] : [{ node, instance }];
  });
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
  const vrid = differs((each) => String(each.vrid ?? '-'));
  if (vrid !== undefined) add({ code: 'vrid-differs', params: { instance: name, found: vrid } });
  // keepalived compares the first 8 characters.
  const auth = differs(
    (each) => `${(each.authType ?? '').toUpperCase()} ${(each.authPass ?? '').slice(0, 8)}`,
  );
  const broken = having.some(
    (each) => each.instance.authType !== undefined && !/^(PASS|AH)$/i.test(each.instance.authType),
  );
  if (auth !== undefined && !broken) add({ code: 'auth-differs', params: { instance: name, nodes } });
  const interval = differs((each) => String(each.advertInterval));
  if (interval !== undefined)
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
