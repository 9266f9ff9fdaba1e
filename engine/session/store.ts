import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { LabError } from '../../contract/errors.js';
import { idSchema } from '../../contract/primitives.js';
import { diskError, writeFileAtomic } from '../machines/files.js';
import { dataRoot } from '../machines/roots.js';

/** A session's name: its lab's and four hexadecimal digits. It is a folder's name, too. */
const idPattern = /^[a-z][a-z0-9-]{0,60}$/;

const recordSchema = z.object({
  format: z.literal(1),
  id: z.string().regex(idPattern),
  labId: idSchema,
  /** Absolute path of the lab's folder. */
  labFolder: z.string().refine(isAbsolute, 'not an absolute path'),
  seed: z.string(),
  /** Drawn from the seed, or the defaults? */
  drawn: z.boolean(),
  provider: z.string(),
  /** Milliseconds since the epoch (ECMA-262, "Time Values and Time Range"). */
  created: z.number().min(0).max(8.64e15),
});

/** What is written down of a session beside its journal; enough to take it up again. */
export type SessionRecord = Readonly<z.infer<typeof recordSchema>>;

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

  /** @throws LabError `session.unknown` for what is no session's name, and would be a path of somebody else's */
  folder(id: string): string {
    if (!idPattern.test(id))
      throw new LabError({ code: 'session.unknown', params: { id, known: this.names() } });
    return join(this.#root, id);
  }

  /** Of all sessions, also those whose record cannot be read. */
  names(): readonly string[] {
    if (!existsSync(this.#root)) return [];
    return readdirSync(this.#root).filter((name) => idPattern.test(name));
  }

  create(fields: Omit<SessionRecord, 'format' | 'id' | 'created'>): SessionRecord {
    const id = `${fields.labId}-${randomBytes(2).toString('hex')}`;
    if (existsSync(this.folder(id))) return this.create(fields);
    try {
      mkdirSync(this.folder(id), { recursive: true, mode: 0o700 });
    } catch (error) {
      throw diskError(error, this.#root);
    }
    const record: SessionRecord = { format: 1, id, created: Date.now(), ...fields };
    writeFileAtomic(join(this.folder(id), 'session.json'), JSON.stringify(record, null, 2));
    return record;
  }

  /** @returns undefined when there is no such session, or its record is bad */
  read(id: string): SessionRecord | undefined {
    const found = this.#look(id);
    return found instanceof LabError ? undefined : found;
  }

  /** Oldest first. */
  list(): SessionRecord[] {
    return this.names()
      .flatMap((name) => this.read(name) ?? [])
      .toSorted((a, b) => a.created - b.created);
  }

  /** Records that are there and cannot be used. */
  bad(): readonly LabError[] {
    return this.names().flatMap((name) => {
      const found = this.#look(name);
      return found instanceof LabError ? [found] : [];
    });
  }

  #look(id: string): SessionRecord | LabError | undefined {
    const file = join(this.folder(id), 'session.json');
    const bad = (detail: string) => new LabError({ code: 'session.record-bad', params: { file, detail } });
    let stored: unknown;
    try {
      stored = JSON.parse(readFileSync(file, 'utf8'));
    } catch (error) {
      // A session that is being made or removed has none.
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : bad((error as Error).message);
    }
    const record = recordSchema.safeParse(stored);
    if (!record.success) {
      const [issue] = record.error.issues;
      return bad([...(issue?.path ?? []), issue?.message ?? ''].join(': '));
    }
    return record.data.id === id ? record.data : bad(`id: ${record.data.id}, ${id}`);
  }

  remove(id: string): void {
    rmSync(this.folder(id), { recursive: true, force: true });
  }
}
