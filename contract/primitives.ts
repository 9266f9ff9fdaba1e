import { z } from 'zod';

/** Identifiers of labs, nodes, networks, steps and checks: they become host names and file names. */
export const idSchema = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'an id is lower-case letters, digits and single hyphens');

export const textSchema = z.strictObject({ 'zh-CN': z.string().min(1), en: z.string().min(1) });

/** One node or several; a check over several holds when it holds on each. */
export const nodesSchema = z.union([idSchema, z.array(idSchema).min(1)]);

/** An IPv4 address, or a variable that will be one. */
export const addressSchema = z.string().min(1);

/** Numbers may come from a variable: `"${port}"`. */
export const numberish = z.union([z.number(), z.string().regex(/^(\d+|\$\{[a-z][a-z0-9_]*\})$/)]);
