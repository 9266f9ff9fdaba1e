import { z } from 'zod';
import { icmpNames, ipProtocolNames } from '../frames.js';
import { addressSchema, idSchema, nodeIdSchema, numberish, scriptSchema } from '../primitives.js';

/** What of an IPv4 packet a pattern says; what it does not say may be anything. */
const packetFields = {
  protocol: z.enum(ipProtocolNames).optional(),
  source: addressSchema.optional(),
  destination: addressSchema.optional(),
  'source-port': numberish.optional(),
  port: numberish.optional().describe('destination port'),
  flags: z
    .string()
    .regex(/^[FSRP.]{1,5}$/)
    .optional()
    .describe('TCP flags as tcpdump writes them, all of them: S, S., ., P., F., R'),
  icmp: z.enum(icmpNames).optional(),
  mtu: z.number().int().optional().describe('of icmp frag-needed: the MTU that it tells'),
  ttl: z.number().int().min(1).max(255).optional(),
  'min-length': z.number().int().min(20).optional().describe('bytes of the IP packet at least'),
  'max-length': z.number().int().min(20).optional().describe('bytes of the IP packet at most'),
  df: z.boolean().optional().describe("don't fragment"),
};

const innerSchema = z.strictObject(packetFields);

export const framePatternSchema = z.strictObject({
  network: idSchema.optional(),
  'sent-by': nodeIdSchema.optional().describe('the node on whose port of the switch it came in'),
  from: nodeIdSchema.optional().describe('the node whose MAC is its Ethernet source'),
  to: z
    .union([z.enum(['broadcast', 'multicast']), nodeIdSchema])
    .optional()
    .describe('its Ethernet destination: a node by its MAC, broadcast or multicast'),
  arp: z.enum(['request', 'reply', 'announcement']).optional(),
  sender: addressSchema.optional().describe('of ARP: the IP address of who asks or answers'),
  'sender-mac': nodeIdSchema.optional().describe('of ARP: the node whose MAC it gives as the sender'),
  target: addressSchema.optional().describe('of ARP: the IP address that is asked for'),
  ...packetFields,
  inner: innerSchema.optional().describe('of a tunnel: the packet in it'),
  times: z
    .union([
      z.number().int().min(0).max(1000),
      z.strictObject({ min: z.number().int().min(0).optional(), max: z.number().int().min(0).optional() }),
    ])
    .optional()
    .describe('how many there must be of all, wherever they stand; without it one or more, in its place'),
});
export type FramePattern = z.infer<typeof framePatternSchema>;
export type PacketPattern = z.infer<typeof innerSchema>;

/** Something that is done on a node while frames are watched. */
export const deedSchema = z.strictObject({ on: nodeIdSchema, run: scriptSchema.min(1) });
export type Deed = z.infer<typeof deedSchema>;

export const framesParams = z.strictObject({
  do: z.array(deedSchema).min(1).max(8).describe('one after the other, while all networks are watched'),
  seconds: z
    .number()
    .min(0)
    .max(20)
    .default(0.3)
    .describe('how long is still watched when all of it was done'),
  expect: z.array(framePatternSchema).min(1).max(24).describe('frames that there must be, in this order'),
  ordered: z.boolean().default(true),
});
