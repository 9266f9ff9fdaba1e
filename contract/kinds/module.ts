import { z } from 'zod';
import { nodesSchema, wordSchema } from '../primitives.js';

export const moduleParams = z.strictObject({ on: nodesSchema, name: wordSchema });
