import { join } from 'node:path';
import { LabError } from '../../contract/errors.js';
import type { SessionNews } from '../../contract/views.js';
import type { FixedPart, Relabbed } from '../../contract/writing.js';
import { compiledSchema, type LoadedLab, openCompiled } from '../packs/compiled.js';
import { labFile } from '../packs/files.js';
import type { Session } from '../session/session.js';
import type { Work } from '../session/work.js';

/** A session whose lab somebody writes meanwhile: what is taken of it, and how it stands, for windows. */
export class Writing {
  readonly #session: Session;
  readonly #changed: () => void;
  #writers = 0;
  #problems = 0;
  #fixed: readonly FixedPart[] = [];

  /** @param changed called when the view did */
  constructor(session: Session, changed: () => void) {
    this.#session = session;
    this.#changed = changed;
  }

  view(): Pick<SessionNews, 'writing'> {
    return this.#writers === 0 ? {} : { writing: { problems: this.#problems, fixed: this.#fixed } };
  }

  /** Somebody writes, until the signal comes: whoever is gone writes no more. */
  async last(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    this.#writers += 1;
    this.#changed();
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    this.#writers -= 1;
    if (this.#writers === 0) this.stands(0);
    this.#changed();
  }

  /** So many mistakes keep what is written now from being taken. */
  stands(problems: number, fixed: readonly FixedPart[] = []): void {
    this.#problems = problems;
    this.#fixed = fixed;
    this.#changed();
  }

  /** As `Session.relab`. @param document a compiled lab @throws LabError session.lab-bad for what is none */
  async relab(document: unknown, work: Work): Promise<Relabbed> {
    const done = await this.#session.relab(this.#opened(document), work);
    this.stands(0, done.fixed);
    return done;
  }

  #opened(document: unknown): LoadedLab {
    const { labFolder } = this.#session.record;
    try {
      return openCompiled(compiledSchema.parse(document), labFolder);
    } catch (error) {
      const [file, detail] = [join(labFolder, labFile), (error as Error).message.slice(0, 1000)];
      throw new LabError({ code: 'session.lab-bad', params: { file, detail } }, { cause: error });
    }
  }
}
