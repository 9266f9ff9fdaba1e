import { benchHour } from './app-hour.js';
import { benchStart } from './app-start.js';
import { benchFlood, benchNode } from './app-terminal.js';
import type { Report } from './measure.js';

/** The app: its start, what a terminal carries, what looking costs, and what it takes in the long run. */
export async function benchApp(runs: number, report: Report): Promise<void> {
  await benchStart(runs, report);
  // Half a minute each.
  const few = Math.min(runs, 3);
  await benchFlood(few, report);
  await benchNode(few, report);
  await benchHour(report);
}
