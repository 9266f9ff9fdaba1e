import { z } from 'zod';
import { nodesSchema, wordSchema } from '../primitives.js';

export const keepalivedSettingParams = z.strictObject({
  on: nodesSchema,
  instance: wordSchema.optional().describe('the setting of this vrrp_instance; else of global_defs'),
  setting: wordSchema.describe('a word of keepalived.conf(5), e.g. state or router_id'),
  equals: wordSchema.optional(),
  not: wordSchema.optional().describe('any value but this one'),
});
