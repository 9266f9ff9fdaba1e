import { z } from 'zod';
import { packLimits } from './limits.js';
import {
  addressSchema,
  idSchema,
  idsSchema,
  lineSchema,
  linesPatternSchema,
  mapOf,
  nodeIdSchema,
  nodeIdsSchema,
  nodesSchema,
  numberish,
  patternSchema,
  scriptSchema,
  textSchema,
  wordSchema,
  wordsSchema,
} from './primitives.js';
import type { Text } from './text.js';

/** How a director hands packets to a realserver: `-g`, `-m`, `-i` of ipvsadm(8). */
export const forwardingMethods = ['dr', 'nat', 'tun'] as const;

const virtualService = {
  tcp: wordSchema.optional().describe('VIP:port'),
  udp: wordSchema.optional().describe('VIP:port'),
  fwmark: numberish.optional(),
};

const seconds = z.number().positive().max(120);

/** The parameters of each kind that looks at nodes by itself. */
const baseParams = {
  package: z.strictObject({ on: nodesSchema, name: wordSchema }),
  module: z.strictObject({ on: nodesSchema, name: wordSchema }),
  unit: z.strictObject({
    on: nodesSchema,
    name: z.union([wordSchema, wordsSchema]).describe('unit name(s) without .service; any of them will do'),
    active: z.boolean().default(true),
    enabled: z.boolean().optional(),
  }),
  file: z.strictObject({
    on: nodesSchema,
    path: wordSchema,
    exists: z.boolean().default(true),
    matches: linesPatternSchema.optional().describe('regular expression (RE2), multi-line'),
  }),
  command: z.strictObject({
    on: nodesSchema,
    run: scriptSchema,
    exit: z.number().int().default(0),
    stdout: linesPatternSchema.optional().describe('regular expression (RE2), multi-line'),
  }),
  address: z.strictObject({
    on: nodesSchema,
    address: addressSchema,
    dev: wordSchema,
    prefix: z
      .union([numberish, z.array(numberish).max(packLimits.items)])
      .optional()
      .describe('accepted prefix length(s)'),
  }),
  'no-address': z.strictObject({ on: nodesSchema, address: addressSchema, dev: wordSchema.optional() }),
  route: z.strictObject({
    on: nodesSchema,
    to: wordSchema.describe('destination, e.g. default or 10.1.0.0/24'),
    via: addressSchema.optional(),
    dev: wordSchema.optional(),
  }),
  sysctl: z.strictObject({
    on: nodesSchema,
    keys: wordsSchema.min(1).describe('their maximum counts, as for net.ipv4.conf.{all,IFACE}.arp_*'),
    min: z.number().int().optional(),
    equals: z.number().int().optional(),
    'one-of': z.array(z.number().int()).max(packLimits.items).optional(),
  }),
  listening: z.strictObject({
    on: nodesSchema,
    port: numberish,
    address: addressSchema
      .optional()
      .describe('an address that must reach the listener (0.0.0.0 does for all)'),
  }),
  'ipvs-service': z.strictObject({
    on: nodesSchema,
    ...virtualService,
    scheduler: wordSchema.optional(),
    persistent: z
      .union([z.literal(false), numberish])
      .optional()
      .describe('seconds, or false for none'),
  }),
  'ipvs-server': z.strictObject({
    on: nodesSchema,
    ...virtualService,
    server: z.union([wordSchema, wordsSchema.min(1)]).describe('RIP:port'),
    method: z.enum(forwardingMethods).optional(),
    weight: numberish.optional(),
    present: z.boolean().default(true),
  }),
  'ipvs-timeouts': z.strictObject({
    on: nodesSchema,
    tcp: z.number().int().optional(),
    tcpfin: z.number().int().optional(),
    udp: z.number().int().optional(),
  }),
  'ipvs-empty': z.strictObject({ on: nodesSchema }),
  'ipvs-stats': z.strictObject({
    on: nodesSchema,
    ...virtualService,
    connections: z.number().int().positive().describe('at least so many connections were scheduled'),
    replies: z
      .enum(['none', 'some'])
      .optional()
      .describe('packets that came back through the director (OutPkts)'),
  }),
  'arp-owner': z.strictObject({
    from: nodeIdSchema,
    address: addressSchema,
    owner: nodesSchema.describe('the node that alone may answer; of several: exactly one of them'),
  }),
  neighbour: z.strictObject({ on: nodesSchema, address: addressSchema, owner: nodeIdSchema }),
  http: z.strictObject({
    from: nodeIdSchema,
    url: wordSchema,
    status: z.number().int().default(200),
    requests: z.number().int().min(1).max(100).default(4),
  }),
  'http-spread': z.strictObject({
    from: nodeIdSchema,
    url: wordSchema,
    requests: z.number().int().min(2).max(200),
    over: mapOf(nodeIdSchema, z.number().int().min(0)).describe('realserver → requests that it must get'),
    tolerance: z.number().int().min(0).default(0),
  }),
  'packet-path': z.strictObject({
    from: nodeIdSchema,
    url: wordSchema,
    through: nodesSchema.describe('the director; of several: the one that has the VIP'),
    replies: z.enum(['direct', 'through-director']),
  }),
  'vrrp-state': z.strictObject({
    on: nodesSchema,
    instance: wordSchema,
    state: z.enum(['MASTER', 'BACKUP', 'FAULT']),
  }),
  'one-master': z.strictObject({
    among: nodeIdsSchema.min(2),
    instance: wordSchema,
    vip: addressSchema,
    from: nodeIdSchema.optional().describe('the node that asks by ARP who has the VIP'),
    expect: nodeIdSchema.optional().describe('who must be master'),
  }),
  'keepalived-config': z.strictObject({
    on: nodesSchema.describe('several: their files are also read side by side'),
    instance: wordSchema.optional(),
    vrid: numberish.optional(),
    priority: mapOf(nodeIdSchema, z.number().int()).optional().describe('node → priority'),
    vip: addressSchema.optional(),
  }),
  'keepalived-setting': z.strictObject({
    on: nodesSchema,
    instance: wordSchema.optional().describe('the setting of this vrrp_instance; else of global_defs'),
    setting: wordSchema.describe('a word of keepalived.conf(5), e.g. state or router_id'),
    equals: wordSchema.optional(),
    not: wordSchema.optional().describe('any value but this one'),
  }),
  'ipvs-as-configured': z.strictObject({
    on: nodesSchema.describe("the running IPVS table has what keepalived's file says, and nothing else"),
  }),
  same: z.strictObject({
    on: nodeIdsSchema.min(2).describe('nodes that must agree'),
    file: wordSchema.optional(),
    run: scriptSchema.optional().describe('a command: its standard output is compared'),
    sysctl: wordSchema.optional(),
  }),
  failover: z.strictObject({
    among: nodeIdsSchema.min(2),
    vip: addressSchema,
    from: nodeIdSchema,
    url: wordSchema.optional().describe('asked all the time; without it the VIP is pinged'),
    fault: z.enum(['stop-keepalived', 'cut-link']).default('stop-keepalived'),
    within: seconds.describe('seconds without an answer at most'),
    failback: z.boolean().default(true).describe('the former master must take over again when it is back'),
  }),
  'server-failure': z.strictObject({
    on: nodeIdSchema.describe('director whose IPVS table is watched'),
    ...virtualService,
    server: wordSchema.describe('RIP:port'),
    node: nodeIdSchema.describe('the realserver whose service is stopped and started again'),
    from: nodeIdSchema,
    url: wordSchema,
    leave: seconds.describe('seconds after which it must be out of the table'),
    return: seconds.describe('seconds after which it must be back'),
  }),
  reboot: z.strictObject({
    nodes: nodeIdsSchema.min(1).describe('all are rebooted at once, and put back to where they were'),
    checks: z
      .array(idSchema)
      .min(1)
      .describe('checks that must pass before and, judged anew, after it: what they look at survives'),
  }),
  quiz: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('choice'),
      question: textSchema,
      options: z.array(lineSchema).min(2).max(packLimits.options),
      answer: z
        .union([z.number().int(), z.array(z.number().int()).min(1).max(packLimits.options)])
        .describe('index or indices from 0'),
    }),
    z.strictObject({
      type: z.literal('number'),
      question: textSchema,
      answer: z.number(),
      tolerance: z.number().min(0).default(0),
    }),
    z.strictObject({
      type: z.literal('text'),
      question: textSchema,
      answer: patternSchema.describe('regular expression (RE2), whole answer, case ignored'),
      example: wordSchema.min(1).describe('an answer that is right: what a solution gives'),
    }),
  ]),
} as const;

/** What `any-of` and `not` are over: a check's kind with its parameters, without the rest of a check. */
const { quiz: _quiz, reboot: _reboot, ...plainParams } = baseParams;
type PlainKind = keyof typeof plainParams;
const plainKinds = Object.fromEntries(
  Object.entries(plainParams).map(([kind, schema]) => [kind, schema.optional()]),
) as { [K in PlainKind]: z.ZodOptional<(typeof plainParams)[K]> };

const conditionSchema = z.strictObject(plainKinds).superRefine((condition, context) => {
  const given = Object.keys(condition);
  if (given.length !== 1)
    context.addIssue({
      code: 'custom',
      message: `a condition has exactly one kind, this one has ${given.length === 0 ? 'none' : given.join(', ')}`,
      params: { code: 'check-kind', given },
    });
});

export type Condition = z.infer<typeof conditionSchema>;

/**
 * The parameters of every kind of check. A check in lab.yaml has exactly one of these keys.
 * `on` names the node(s) whose facts are read; `from` the node that an experiment starts on.
 */
export const checkParams = {
  ...baseParams,
  'any-of': z.array(conditionSchema).min(2).max(8).describe('one of these will do'),
  not: conditionSchema.describe('this must not hold'),
} as const;

export type CheckKind = keyof typeof checkParams;
export type CheckParams<K extends CheckKind = CheckKind> = z.infer<(typeof checkParams)[K]>;
export const checkKinds = Object.keys(checkParams) as CheckKind[];

const common = {
  id: idSchema,
  title: lineSchema.optional(),
  needs: idsSchema.default([]).describe('checks that must pass first; else this one is not tried'),
  final: z.boolean().default(true).describe('judged again for the grade'),
  points: z.number().min(0).max(100).default(1),
  hint: textSchema.optional(),
};

const kinds = Object.fromEntries(checkKinds.map((kind) => [kind, checkParams[kind].optional()])) as {
  [K in CheckKind]: z.ZodOptional<(typeof checkParams)[K]>;
};

export const checkSchema = z.strictObject({ ...common, ...kinds }).superRefine((check, context) => {
  const given = checkKinds.filter((kind) => check[kind] !== undefined);
  if (given.length !== 1) {
    context.addIssue({ code: 'custom', params: { code: 'check-kind', given } });
  }
});

export type Check = z.infer<typeof checkSchema>;

/** A check's kind and parameters as a union that narrows on `kind`. */
export type KindOfCheck = {
  [K in CheckKind]: { readonly kind: K; readonly params: CheckParams<K> };
}[CheckKind];

/** What a check is called: by its author, by its question, else by its id. */
export function checkTitle(check: Check): Text {
  return check.title ?? check.quiz?.question ?? { 'zh-CN': check.id, en: check.id };
}

export function kindOf(check: Check | Condition): KindOfCheck {
  const given: Readonly<Record<string, unknown>> = check;
  for (const kind of checkKinds) {
    const params = given[kind];
    if (params !== undefined) return { kind, params } as KindOfCheck;
  }
  throw new TypeError('a check without a kind'); // checkSchema refuses it
}
