import { z } from 'zod';
import { conditionSchema } from '../conditions.js';

export const anyOfParams = z.array(conditionSchema).min(2).max(8).describe('one of these will do');
