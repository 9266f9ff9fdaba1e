import { z } from 'zod';
import { packVersionSchema } from './lab.js';
import { digestSchema, idSchema, nodeIdSchema } from './primitives.js';

/** What a node's state may have at most, as it is read from a stranger's file. */
export const nodeStateLimits = {
  files: 6000,
  /** Bytes of one file; the layer script takes no larger one. */
  fileBytes: 2_097_152,
  lines: 5000,
  sysctls: 20_000,
  processes: 500,
  packages: 3000,
  /** Characters of a firewall's rules. */
  firewall: 524_288,
  /** Characters of SQL: what labs have is some rows. */
  database: 1_048_576,
} as const;

/** Octal permission bits with setuid, setgid and sticky: `0644`. */
const modeSchema = z.string().regex(/^[0-7]{4}$/);
const ownerSchema = z
  .number()
  .int()
  .min(0)
  .max(2 ** 32 - 1);
/** Absolute, normal: no empty part, no `.`, no `..`; bytes that are no UTF-8 make no path here. */
export const absolutePathSchema = z
  .string()
  .max(1024)
  .regex(/^(?:\/(?!\.{1,2}(?:\/|$))[^/\p{Cc}\u{FFFD}]+)+$/u);
const base64Schema = z
  .string()
  .max(Math.ceil(nodeStateLimits.fileBytes / 3) * 4)
  .regex(/^[A-Za-z0-9+/]*={0,2}$/);

const owned = { uid: ownerSchema, gid: ownerSchema, path: absolutePathSchema };

/** A difference to the image. `opaque`: the image's folder of that name is not seen through it; `gone`: the image's was deleted. */
const fileChangeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), mode: modeSchema, ...owned, content: base64Schema }),
  z.strictObject({ kind: z.literal('dir'), mode: modeSchema, ...owned, opaque: z.boolean() }),
  z.strictObject({ kind: z.literal('link'), ...owned, target: z.string().min(1).max(1024) }),
  z.strictObject({ kind: z.literal('gone'), path: absolutePathSchema }),
]);
export type FileChange = Readonly<z.infer<typeof fileChangeSchema>>;

export const leftReasons = ['large', 'full', 'too-many', 'no-file', 'unreadable', 'name'] as const;
const leftOutSchema = z.strictObject({
  path: z.string().max(1024),
  why: z.enum(leftReasons),
  bytes: z.number().int().min(0),
});
export type LeftOut = Readonly<z.infer<typeof leftOutSchema>>;

/** Words of iproute2, ipvsadm and tc: nothing that a shell, or a file of theirs, would read as more than a word. */
const commandLineSchema = z
  .string()
  .max(400)
  .regex(/^[\w.,:/@%+=[\]-]+(?: [\w.,:/@%+=[\]-]+)*$/);
const linesSchema = z.array(commandLineSchema).max(nodeStateLimits.lines);

/** What the kernel has that is in no file, as lines of the tool that would make it: `addr add 10.0.0.10/32 dev lo` without `add`. */
const kernelSchema = z.strictObject({
  /** `dummy0 type dummy`, `lo up mtu 65536`. */
  links: linesSchema,
  addresses: linesSchema,
  routes: linesSchema,
  rules: linesSchema,
  /** Permanent ones and proxies. */
  neighbours: linesSchema,
  queues: linesSchema,
  /** By path below /proc/sys. */
  sysctls: z
    .record(
      z
        .string()
        .max(200)
        .regex(/^net(?:\/[\w.:@-]+)+$/),
      z.string().max(1000),
    )
    .refine((all) => Object.keys(all).length <= nodeStateLimits.sysctls),
  modules: z.array(z.string().regex(/^\w{1,64}$/)).max(1000),
  /** As `ipvsadm -Sn` has it, with -x and -y where there are thresholds. */
  ipvs: linesSchema,
  /** Seconds of `ipvsadm --set`: tcp, tcpfin, udp; absent: no IPVS. */
  timeouts: z
    .string()
    .regex(/^\d{1,9} \d{1,9} \d{1,9}$/)
    .optional(),
  /** As libnftables-json(5) has it, without the tables of the two next; absent: none. */
  nft: z.string().max(nodeStateLimits.firewall).optional(),
  /** As iptables-nft-save has it: what only the extensions of iptables can say, nft cannot put back; absent: none. */
  iptablesNft: z.string().max(nodeStateLimits.firewall).optional(),
  ip6tablesNft: z.string().max(nodeStateLimits.firewall).optional(),
  /** As iptables-legacy-save has it; absent: none. */
  iptables: z.string().max(nodeStateLimits.firewall).optional(),
});
export type KernelState = Readonly<z.infer<typeof kernelSchema>>;

const packageSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9+.:-]{0,127}$/),
  version: z.string().regex(/^[\w.+:~-]{1,128}$/),
});
export type PackageState = Readonly<z.infer<typeof packageSchema>>;

const processSchema = z.strictObject({
  /** The program's own file. */
  program: absolutePathSchema,
  folder: z.string().max(1024),
  arguments: z.array(z.string().max(4096)).min(1).max(256),
});
export type ProcessState = Readonly<z.infer<typeof processSchema>>;

/** What a hand-in has of one node. */
export const nodeStateSchema = z.strictObject({
  node: nodeIdSchema,
  added: z.array(packageSchema).max(nodeStateLimits.packages),
  removed: z.array(packageSchema).max(nodeStateLimits.packages),
  files: z.array(fileChangeSchema).max(nodeStateLimits.files),
  /** What was not taken along, and why. */
  left: z.array(leftOutSchema).max(nodeStateLimits.files),
  kernel: kernelSchema,
  /** Units that run: `keepalived.service`. */
  units: z.array(z.string().regex(/^[\w.@:\\-]{1,256}$/)).max(1000),
  /** Programs that somebody started by hand, and that nobody waits for. */
  processes: z.array(processSchema).max(nodeStateLimits.processes),
  /** SQL that makes what its database has; absent: none runs. */
  database: z.string().max(nodeStateLimits.database).optional(),
});
export type NodeState = Readonly<z.infer<typeof nodeStateSchema>>;

/** Why a node's state could not be taken: its root is no overlay of our image; it did not say all; it did not answer. */
export const stateTroubles = ['no-layer', 'cut-short', 'silent', 'off'] as const;
export type StateTrouble = (typeof stateTroubles)[number];

const nodeEntrySchema = z.union([
  z.strictObject({ node: nodeIdSchema, state: z.literal('taken') }),
  z.strictObject({ node: nodeIdSchema, state: z.enum(stateTroubles) }),
]);
export type NodeEntry = Readonly<z.infer<typeof nodeEntrySchema>>;

/** `hand-in.json`, format 1: of what a hand-in is. All of it is the learner's word; what counts is judged anew. */
export const handInSchema = z.strictObject({
  format: z.literal(1),
  session: z.string().regex(/^[a-z][a-z0-9-]{0,60}$/),
  lab: idSchema,
  pack: packVersionSchema.optional(),
  digest: digestSchema,
  seed: z.string().max(200),
  /** Drawn from the seed, or the lab's own values? */
  drawn: z.boolean(),
  provider: z.string().max(40),
  /** As they call themselves; empty: not given. */
  learner: z.string().max(80),
  /** Version of the program that wrote it. */
  product: z.string().max(40),
  /** Milliseconds since the epoch, the learner's clock. */
  made: z.number().int().min(0).max(8.64e15),
  nodes: z.array(nodeEntrySchema).max(32),
});
export type HandInHead = Readonly<z.infer<typeof handInSchema>>;

/** What a hand-in came to, for who makes one. */
export interface HandInView {
  /** Absolute path of the file. */
  readonly file: string;
  readonly bytes: number;
  readonly nodes: readonly {
    readonly node: string;
    readonly state: NodeEntry['state'];
    /** Learners configure it: without it the file is not graded. */
    readonly learners: boolean;
    /** Files, links and deletions. */
    readonly changes: number;
    /** Packages that the image does not have. */
    readonly packages: readonly string[];
    /** What its database holds is in it. */
    readonly database: boolean;
    readonly left: readonly LeftOut[];
  }[];
}
