import { z } from 'zod';
import { nodesSchema, wordSchema } from '../primitives.js';

export const packageParams = z.strictObject({ on: nodesSchema, name: wordSchema });
