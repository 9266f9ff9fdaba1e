import type { Provider } from '../engine/machines/provider.js';
import type { SessionStore } from '../engine/session/store.js';
import type { Output } from './output.js';

/** Everything a command works with. */
export interface CliContext {
  readonly output: Output;
  readonly store: SessionStore;
  /** For a new session. */
  readonly provider: Provider;
  /** All by name: a session that exists keeps its own. */
  readonly providers: ReadonlyMap<string, Provider>;
}
