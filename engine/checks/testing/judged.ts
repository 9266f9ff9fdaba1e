import { type Check, checkSchema } from '../../../contract/checks.js';
import type {
  ArpResult,
  ExperimentOutcome,
  ExperimentRequest,
  HttpResult,
} from '../../../contract/experiments.js';
import type { NodeFacts } from '../../../contract/facts.js';
import type { Judgement } from '../../../contract/verdict.js';
import { judgeOne } from '../../judging/evaluate.js';
import {
  address,
  attempts,
  drTopology,
  haTopology,
  healthy,
  type Untried,
  vip,
  world,
} from '../../judging/testing/world.js';

// What tests of several kinds judge: a DR lab and a pair of balancers, whole or with something spoilt.

export type Facts = Record<string, NodeFacts>;
export type Results = readonly (readonly [ExperimentRequest, ExperimentOutcome | Untried])[];

export function check(body: object): Check {
  return checkSchema.parse({ id: 'c', ...body });
}

/** What is said of a check, with its cause: in the DR lab as it should be, where nothing else is given. */
export function judged(
  body: object,
  facts: Facts = healthy(),
  results: Results = [],
  topology = drTopology,
): Judgement {
  return judgeOne(check(body), world(topology, facts, results));
}

/** What requests to the VIP met, as `attempts` takes them. */
export function http(
  servers: readonly string[],
  path?: HttpResult['path'],
  url = `http://${vip}/`,
  requests = 4,
): readonly [ExperimentRequest, HttpResult] {
  const result: HttpResult = {
    kind: 'http',
    attempts: attempts(...servers),
    ...(path === undefined ? {} : { path }),
    command: 'curl',
    output: '',
    at: 0,
  };
  return [{ kind: 'http', from: 'client', url, requests }, result];
}

/** Who answered ARP for the VIP. */
export function arpAnswer(...nodes: string[]): Results[number] {
  const macs = nodes.map(
    (name) =>
      drTopology.nodes.concat(haTopology.nodes).find((node) => node.name === name)?.interfaces[0]?.mac ?? '',
  );
  const result: ArpResult = { kind: 'arp', macs, nodes, command: 'arping', output: '', exit: 0, at: 0 };
  return [{ kind: 'arp', from: 'client', address: vip }, result];
}

/** A healthy DR lab with one node changed. */
export function spoil(node: string, change: (facts: NodeFacts) => Partial<NodeFacts>): Facts {
  const facts = healthy();
  const before = facts[node] ?? { at: 0 };
  return { ...facts, [node]: { ...before, ...change(before) } };
}

/** A healthy DR lab of which some nodes do not answer. */
export function silent(...nodes: readonly string[]): Facts {
  return Object.fromEntries(Object.entries(healthy()).filter(([node]) => !nodes.includes(node)));
}

/** A healthy DR lab of which one node lacks sections of its facts: they could not be read. */
export function unread(node: string, ...sections: readonly (keyof NodeFacts)[]): Facts {
  const known = Object.entries(healthy()[node] ?? {}).filter(
    ([name]) => !sections.some((each) => each === name),
  );
  return { ...healthy(), [node]: { at: 0, ...Object.fromEntries(known) } };
}

/** `nft list ruleset` of a realserver that answers no ARP for the VIP. */
export const arpFilter = `table arp filter {
\tchain input {
\t\ttype filter hook input priority filter; policy accept;
\t\tarp daddr ip ${vip} drop
\t}
}
`;

/** The same of a director where requests to an address carry a mark. */
export const marking = (mark: number, to = vip): string => `table ip mangle {
\tchain PREROUTING {
\t\ttype filter hook prerouting priority mangle; policy accept;
\t\tip daddr ${to} tcp dport 80 counter meta mark set 0x${mark.toString(16)}
\t}
}
`;

/** The DR lab's service as keepalived's file has it. @param extra lines of the virtual server */
export function virtualServer(
  extra = '',
  { at = `${vip} 80`, scheduler = 'rr', kind = 'DR', servers = ['10.0.0.8 80', '10.0.0.9 80'] } = {},
): string {
  const real = servers.map(
    (each) => ` real_server ${each} {\n  weight 1\n  TCP_CHECK {\n   connect_timeout 3\n  }\n }\n`,
  );
  return `virtual_server ${at} {\n lb_algo ${scheduler}\n lb_kind ${kind}\n ${extra}\n${real.join('')}}\n`;
}

/** A keepalived that runs with this file. */
export function keepalivedWith(
  config: string,
  more: Partial<NodeFacts['keepalived']> = {},
): NonNullable<NodeFacts['keepalived']> {
  return { running: true, instances: [], config, test: { exit: 0, output: '' }, ...more };
}

/** A VRRP instance as its file has it. */
export const conf = (state: string, priority: number, extra = ''): string => `vrrp_instance VI_1 {
 state ${state}
 interface eth0
 virtual_router_id 55
 priority ${priority}
 ${extra}
 authentication {
  auth_type PASS
  auth_pass 1111
 }
 virtual_ipaddress {
  10.0.0.29/24
 }
}
`;

/** @param last of its address, 10.0.0.x */
export function balancer(
  last: number,
  state: 'MASTER' | 'BACKUP',
  config: string,
  more: Partial<NodeFacts['keepalived']> = {},
): NodeFacts {
  const master = state === 'MASTER';
  const priority = Number(/priority (\d+)/.exec(config)?.[1]);
  return {
    at: 0,
    addresses: [address('eth0', `10.0.0.${last}`, 24), ...(master ? [address('eth0', vip, 24)] : [])],
    links: [{ dev: 'eth0', mac: `02:00:00:00:00:0${last}`, up: true, carrier: true }],
    keepalived: {
      running: true,
      config,
      test: { exit: 0, output: '' },
      instances: [
        {
          name: 'VI_1',
          state,
          vrid: Number(/virtual_router_id (\d+)/.exec(config)?.[1]),
          basePriority: priority,
          priority,
          interface: 'eth0',
          vips: ['10.0.0.29/24'],
          vipSet: master,
          advertInterval: 1,
          stats: { advert_rcvd: 3 },
        },
      ],
      ...more,
    },
  };
}

export const good = conf('MASTER', 150);
export const second = conf('BACKUP', 100);
