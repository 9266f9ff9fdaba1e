import { z } from 'zod';
import { nodesSchema } from '../primitives.js';

export const ipvsEmptyParams = z.strictObject({ on: nodesSchema });
