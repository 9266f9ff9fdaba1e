import { z } from 'zod';
import { addressSchema, idSchema, nodesSchema, numberish, textSchema } from './primitives.js';
import type { Text } from './text.js';

/** How a director hands packets to a realserver: `-g`, `-m`, `-i` of ipvsadm(8). */
export const forwardingMethods = ['dr', 'nat', 'tun'] as const;

const virtualService = {
  tcp: z.string().optional().describe('VIP:port'),
  udp: z.string().optional().describe('VIP:port'),
  fwmark: numberish.optional(),
};

const seconds = z.number().positive().max(120);

/**
 * The parameters of every kind of check. A check in lab.yaml has exactly one of these keys.
 * `on` names the node(s) whose facts are read; `from` the node that an experiment starts on.
 */
export const checkParams = {
  package: z.strictObject({ on: nodesSchema, name: z.string() }),
  module: z.strictObject({ on: nodesSchema, name: z.string() }),
  unit: z.strictObject({
    on: nodesSchema,
    name: z
      .union([z.string(), z.array(z.string())])
      .describe('unit name(s) without .service; any of them will do'),
    active: z.boolean().default(true),
    enabled: z.boolean().optional(),
  }),
  file: z.strictObject({
    on: nodesSchema,
    path: z.string(),
    exists: z.boolean().default(true),
    matches: z.string().optional().describe('regular expression, multi-line'),
  }),
  command: z.strictObject({
    on: nodesSchema,
    run: z.string(),
    exit: z.number().int().default(0),
    stdout: z.string().optional().describe('regular expression, multi-line'),
  }),
  address: z.strictObject({
    on: nodesSchema,
    address: addressSchema,
    dev: z.string(),
    prefix: z
      .union([numberish, z.array(numberish)])
      .optional()
      .describe('accepted prefix length(s)'),
  }),
  'no-address': z.strictObject({ on: nodesSchema, address: addressSchema, dev: z.string().optional() }),
  route: z.strictObject({
    on: nodesSchema,
    to: z.string().describe('destination, e.g. default or 10.1.0.0/24'),
    via: addressSchema.optional(),
    dev: z.string().optional(),
  }),
  sysctl: z.strictObject({
    on: nodesSchema,
    keys: z.array(z.string()).min(1).describe('their maximum counts, as for net.ipv4.conf.{all,IFACE}.arp_*'),
    min: z.number().int().optional(),
    equals: z.number().int().optional(),
    'one-of': z.array(z.number().int()).optional(),
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
    scheduler: z.string().optional(),
    persistent: z
      .union([z.literal(false), numberish])
      .optional()
      .describe('seconds, or false for none'),
  }),
  'ipvs-server': z.strictObject({
    on: nodesSchema,
    ...virtualService,
    server: z.union([z.string(), z.array(z.string()).min(1)]).describe('RIP:port'),
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
    from: idSchema,
    address: addressSchema,
    owner: nodesSchema.describe('the node that alone may answer; of several: exactly one of them'),
  }),
  neighbour: z.strictObject({ on: nodesSchema, address: addressSchema, owner: idSchema }),
  http: z.strictObject({
    from: idSchema,
    url: z.string(),
    status: z.number().int().default(200),
    requests: z.number().int().min(1).max(100).default(4),
  }),
  'http-spread': z.strictObject({
    from: idSchema,
    url: z.string(),
    requests: z.number().int().min(2).max(200),
    over: z.record(idSchema, z.number().int().min(0)).describe('realserver → requests that it must get'),
    tolerance: z.number().int().min(0).default(0),
  }),
  'packet-path': z.strictObject({
    from: idSchema,
    url: z.string(),
    through: idSchema.describe('the director: requests pass it'),
    replies: z.enum(['direct', 'through-director']),
  }),
  'vrrp-state': z.strictObject({
    on: nodesSchema,
    instance: z.string(),
    state: z.enum(['MASTER', 'BACKUP', 'FAULT']),
  }),
  'one-master': z.strictObject({
    among: z.array(idSchema).min(2),
    instance: z.string(),
    vip: addressSchema,
    from: idSchema.optional().describe('the node that asks by ARP who has the VIP'),
    expect: idSchema.optional().describe('who must be master'),
  }),
  'keepalived-config': z.strictObject({
    on: nodesSchema.describe('several: their files are also read side by side'),
    instance: z.string().optional(),
    vrid: numberish.optional(),
    priority: z.record(idSchema, z.number().int()).optional().describe('node → priority'),
    vip: addressSchema.optional(),
  }),
  failover: z.strictObject({
    among: z.array(idSchema).min(2),
    vip: addressSchema,
    from: idSchema,
    url: z.string().optional().describe('asked all the time; without it the VIP is pinged'),
    fault: z.enum(['stop-keepalived', 'cut-link']).default('stop-keepalived'),
    within: seconds.describe('seconds without an answer at most'),
    failback: z.boolean().default(true).describe('the former master must take over again when it is back'),
  }),
  'server-failure': z.strictObject({
    on: idSchema.describe('director whose IPVS table is watched'),
    ...virtualService,
    server: z.string().describe('RIP:port'),
    node: idSchema.describe('the realserver whose service is stopped and started again'),
    from: idSchema,
    url: z.string(),
    leave: seconds.describe('seconds after which it must be out of the table'),
    return: seconds.describe('seconds after which it must be back'),
  }),
  reboot: z.strictObject({
    nodes: z.array(idSchema).min(1).describe('all are rebooted at once, and put back to where they were'),
    checks: z
      .array(idSchema)
      .min(1)
      .describe('checks that must pass before and, judged anew, after it: what they look at survives'),
  }),
  quiz: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('choice'),
      question: textSchema,
      options: z.array(textSchema).min(2),
      answer: z
        .union([z.number().int(), z.array(z.number().int()).min(1)])
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
      answer: z.string().describe('regular expression, whole answer, case ignored'),
      example: z.string().min(1).describe('an answer that is right: what a solution gives'),
    }),
  ]),
} as const;

export type CheckKind = keyof typeof checkParams;
export type CheckParams<K extends CheckKind = CheckKind> = z.infer<(typeof checkParams)[K]>;
export const checkKinds = Object.keys(checkParams) as CheckKind[];

const common = {
  id: idSchema,
  title: textSchema.optional(),
  needs: z.array(idSchema).default([]).describe('checks that must pass first; else this one is not tried'),
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
    context.addIssue({
      code: 'custom',
      message: `a check has exactly one kind, this one has ${given.length === 0 ? 'none' : given.join(', ')}`,
      params: { code: 'check-kind', given },
    });
  }
});

export type Check = z.infer<typeof checkSchema>;

/** The checks that must pass before this one is tried: what does not hold now cannot survive a reboot. */
export function needsOf(check: Check): readonly string[] {
  return check.reboot === undefined ? check.needs : [...new Set([...check.needs, ...check.reboot.checks])];
}

/** A check's kind and parameters as a union that narrows on `kind`. */
export type KindOfCheck = {
  [K in CheckKind]: { readonly kind: K; readonly params: CheckParams<K> };
}[CheckKind];

/** What a check is called: by its author, by its question, else by its id. */
export function checkTitle(check: Check): Text {
  return check.title ?? check.quiz?.question ?? { 'zh-CN': check.id, en: check.id };
}

export function kindOf(check: Check): KindOfCheck {
  for (const kind of checkKinds) {
    const params = check[kind];
    if (params !== undefined) return { kind, params } as KindOfCheck;
  }
  throw new TypeError(`check ${check.id} has no kind`); // checkSchema refuses it
}
