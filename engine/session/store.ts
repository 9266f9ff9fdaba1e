import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../machines/files.js';
import { dataRoot } from '../machines/roots.js';

/** What is written down of a session beside its journal; enough to take it up again. */
export interface SessionRecord {
  readonly format: 1;
  readonly id: string;
  readonly labId: string;
  /** Absolute path of the lab's folder. */
  readonly labFolder: string;
  readonly seed: string;
  /** Drawn from the seed, or the defaults? */
  readonly drawn: boolean;
  readonly provider: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
}

/** The seed that a session's values are drawn from; undefined: it has the lab's defaults. */
export function seedOf(record: SessionRecord): string | undefined {
  return record.drawn ? record.seed : undefined;
}

/** The sessions of this user. */
export class SessionStore {
  readonly #root: string;

  constructor(root = join(dataRoot(), 'sessions')) {
    this.#root = root;
  }

  folder(id: string): string {
    return join(this.#root, id);
  }

  create(fields: Omit<SessionRecord, 'format' | 'id' | 'created'>): SessionRecord {
    const id = `${fields.labId}-${randomBytes(2).toString('hex')}`;
    if (existsSync(this.folder(id))) return this.create(fields);
    mkdirSync(this.folder(id), { recursive: true, mode: 0o700 });
    const record: SessionRecord = { format: 1, id, created: Date.now(), ...fields };
    writeFileAtomic(join(this.folder(id), 'session.json'), JSON.stringify(record, null, 2));
    return record;
  }

  read(id: string): SessionRecord | undefined {
    try {
      return JSON.parse(readFileSync(join(this.folder(id), 'session.json'), 'utf8')) as SessionRecord;
    } catch {
      return undefined;
    }
  }

  /** Oldest first. */
  list(): SessionRecord[] {
    if (!existsSync(this.#root)) return [];
    return readdirSync(this.#root)
      .map((id) => this.read(id))
      .filter((record) => record !== undefined)
      .toSorted((a, b) => a.created - b.created);
  }

  remove(id: string): void {
    rmSync(this.folder(id), { recursive: true, force: true });
  }
}
