import type { TimelineMessage } from './messages/timeline.js';
import type { Evidence } from './verdict.js';

/** Something that happened in a session: seen in frames or facts, done by us, or shown by an experiment. */
export interface TimelineEntry {
  /** Stable within the session: what `moment` asks by. */
  readonly id: string;
  /** When it happened, or, of what only facts tell, when it was seen; milliseconds since the epoch, the host's clock. */
  readonly at: number;
  readonly message: TimelineMessage;
  /** Is there anything to show for it? */
  readonly proven: boolean;
}

/** An entry with what it rests on: frames, facts or an experiment's log. */
export interface Moment extends Omit<TimelineEntry, 'proven'> {
  readonly evidence: readonly Evidence[];
}
