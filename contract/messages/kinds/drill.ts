import { entry } from '../../text.js';

export const drillTexts = {
  'drill.begun': entry<{ checks: number }>(
    (p) => `演练开始了：刚才 ${p.checks} 项都正常，现在也许坏了一处，也许没有`,
    (p) =>
      `the drill has begun: all ${p.checks} were well just now; by now one thing may be broken, or nothing`,
  ),
} as const;
