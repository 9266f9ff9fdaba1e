import { conditionSchema } from '../conditions.js';

export const notParams = conditionSchema.describe('this must not hold');
