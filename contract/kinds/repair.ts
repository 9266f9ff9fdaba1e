import { z } from 'zod';
import { aboutDrill } from './which-fault.js';

export const repairParams = z.strictObject(aboutDrill);
