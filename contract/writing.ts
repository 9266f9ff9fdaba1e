import type { Verdict } from './verdict.js';

/* A lab that is written while a session of it runs. */

/** What of a lab a running session can have anew. `texts`: titles as well; `mistakes`: variants as well. */
export type SwappedPart = 'texts' | 'steps' | 'checks' | 'hints' | 'causes' | 'solutions' | 'mistakes';

/** What machines were made by: a session that is to have it anew must be started anew. */
export type FixedPart = 'id' | 'topology' | 'vars' | 'setup';

/** What came of another state of a session's lab. */
export interface Relabbed {
  /** What is new; of a lab with `fixed` parts nothing was taken. */
  readonly parts: readonly SwappedPart[];
  readonly fixed: readonly FixedPart[];
  /** Verdicts that are not what they were. */
  readonly verdicts: readonly Verdict[];
  /** Checks that stop or move what runs: they are judged again when somebody asks for it. */
  readonly unjudged: readonly string[];
}

/** How it stands with the lab that somebody writes beside the session. */
export interface WritingView {
  /** Mistakes that keep it from being taken. */
  readonly problems: number;
  /** What only a new session would have. */
  readonly fixed: readonly FixedPart[];
}
