import { z } from 'zod';
import { idSchema, textSchema } from '../primitives.js';
import { drillParams } from './drill.js';

/** What a check takes over of the drill that it is about; a session fills it in. */
export const aboutDrill = {
  of: idSchema.describe('the check that is the drill'),
  drill: drillParams.optional().describe('left out: filled in from that check'),
};

export const whichFaultParams = z.strictObject({ ...aboutDrill, question: textSchema });
