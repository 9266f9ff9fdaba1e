import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { membershipSchema } from '../../contract/class.js';
import { LabError } from '../../contract/errors.js';
import { labName } from '../../contract/lab-name.js';
import { digestSchema, idSchema } from '../../contract/primitives.js';
import { diskError, writeFileAtomic } from '../machines/files.js';
import { dataRoot } from '../machines/roots.js';
import { compiledSchema, documentOf, type LoadedLab, openCompiled } from '../packs/compiled.js';
import { requireLab } from '../packs/library.js';

/** A session's name: its lab's and four hexadecimal digits. It is a folder's name, too. */
const idPattern = /^[a-z][a-z0-9-]{0,60}$/;

/** Bytes of a lab beside its session: more than all texts and scripts that a lab may have. */
const maxLabBytes = 64 * 1024 * 1024;
/** Labs that are kept in memory. */
const maxLabs = 200;

const recordSchema = z.object({
  format: z.literal(1),
  id: z.string().regex(idPattern),
  labId: idSchema,
  /** The pack's id; absent: the lab stood alone, or in sessions of before. */
  pack: idSchema.optional(),
  /** Absolute path of the folder that the lab came from. */
  labFolder: z.string().refine(isAbsolute, 'not an absolute path'),
  /** The lab as it was then, beside the record; absent in sessions of before: they have their folder only. */
  digest: digestSchema.optional(),
  seed: z.string(),
  /** Drawn from the seed, or the defaults? */
  drawn: z.boolean(),
  provider: z.string(),
  /** Whose class the seed is of, and which student's; absent: of none. */
  class: membershipSchema.optional(),
  /**
   * Machines of what a student handed in, to be judged or to be looked at; whose it is, and their session; absent: a learner's own.
   */
  handIn: z
    .object({
      purpose: z.enum(['judged', 'shown']),
      student: z.string().max(200),
      session: z.string().regex(idPattern),
    })
    .optional(),
  /** Milliseconds since the epoch (ECMA-262, "Time Values and Time Range"). */
  created: z.number().min(0).max(8.64e15),
});

/** What is written down of a session beside its journal; enough to take it up again. */
export type SessionRecord = Readonly<z.infer<typeof recordSchema>>;

/** What is said of a session when it is made. */
export type SessionFields = Pick<SessionRecord, 'seed' | 'drawn' | 'provider' | 'class' | 'handIn'>;

/** What another session of the same values is made with. */
export function fieldsOf({ seed, drawn, provider, class: of }: SessionRecord): SessionFields {
  return { seed, drawn, provider, ...(of === undefined ? {} : { class: of }) };
}

/**
 * What the addresses of its cards are made from: those of a replay are those that the student saw, asked for and may have typed.
 */
export function saltOf({ id, handIn }: SessionRecord): string {
  return handIn?.session ?? id;
}

/** What its lab is asked for by. */
export function labNameOf({ pack, labId }: SessionRecord): string {
  return labName(pack, labId);
}

/** The seed that a session's values are drawn from; undefined: it has the lab's defaults. */
export function seedOf(record: SessionRecord): string | undefined {
  return record.drawn ? record.seed : undefined;
}

/** The sessions of this user. */
export class SessionStore {
  readonly #root: string;
  /** Labs that were asked for, by digest and size: sessions of one lab share it. */
  readonly #labs = new Map<string, LoadedLab>();

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

  /** A new session of a lab, which is kept with it as it is now. */
  create(loaded: LoadedLab, fields: SessionFields): SessionRecord {
    const labId = loaded.lab.id;
    const id = `${labId}-${randomBytes(2).toString('hex')}`;
    if (existsSync(this.folder(id))) return this.create(loaded, fields);
    try {
      mkdirSync(this.folder(id), { recursive: true, mode: 0o700 });
    } catch (error) {
      throw diskError(error, this.#root);
    }
    const record = {
      format: 1,
      id,
      created: Date.now(),
      labId,
      labFolder: loaded.folder,
      ...fields,
    } as const;
    return this.#keep(record, loaded);
  }

  #keep(record: SessionRecord, { compiled, digest }: LoadedLab): SessionRecord {
    const { pack } = compiled;
    const kept = { ...record, digest, ...(pack === undefined ? {} : { pack: pack.id }) };
    writeFileAtomic(this.#labFile(record.id), documentOf(compiled));
    writeFileAtomic(join(this.folder(record.id), 'session.json'), JSON.stringify(kept, null, 2));
    return kept;
  }

  /**
   * Goes on with another state of its lab. The document comes first under another name, so that whoever reads meanwhile, or after a crash,
   * has the one that the record says.
   */
  relab(record: SessionRecord, { compiled, digest }: LoadedLab): SessionRecord {
    const kept = { ...record, digest };
    writeFileAtomic(this.#nextFile(record.id), documentOf(compiled));
    writeFileAtomic(join(this.folder(record.id), 'session.json'), JSON.stringify(kept, null, 2));
    renameSync(this.#nextFile(record.id), this.#labFile(record.id));
    return kept;
  }

  /**
   * The lab of a session, as it was when the session was made; of a session of before, as its folder had it when it was
   * first asked for here: from then on it is kept. Of a session whose lab was changed meanwhile (`relab`): as it is now.
   * @throws LabError session.lab-bad, lab.invalid
   */
  lab(record: SessionRecord): LoadedLab {
    const { id, labFolder, digest } = record;
    if (digest === undefined) return this.#adopted(record);
    const file = this.#labFile(id);
    try {
      return this.#opened(file, digest, labFolder);
    } catch (error) {
      const now = this.read(id);
      if (now?.digest !== undefined && now.digest !== digest) return this.lab(now);
      try {
        return this.#opened(this.#nextFile(id), digest, labFolder);
      } catch {
        // there is none, which is as it should be
      }
      const detail = error instanceof z.ZodError ? issueOf(error) : (error as Error).message;
      throw new LabError({ code: 'session.lab-bad', params: { file, detail } }, { cause: error });
    }
  }

  /** @throws what reading it throws, ZodError, Error for one that is not the one */
  #opened(file: string, digest: string, labFolder: string): LoadedLab {
    const { size } = statSync(file);
    // A learner's and a teacher's document have one digest, and not one size: the former is a part of the latter.
    const place = `${digest} ${size}`;
    const known = this.#labs.get(place);
    if (known !== undefined) return known;
    if (size > maxLabBytes) throw new Error(`more than ${maxLabBytes} bytes`);
    const loaded = openCompiled(compiledSchema.parse(JSON.parse(readFileSync(file, 'utf8'))), labFolder);
    if (loaded.digest !== digest) throw new Error(`${loaded.digest}, not ${digest}`);
    if (this.#labs.size >= maxLabs) this.#labs.clear();
    this.#labs.set(place, loaded);
    return loaded;
  }

  #adopted(record: SessionRecord): LoadedLab {
    const loaded = requireLab(record.labFolder);
    try {
      this.#keep(record, loaded);
    } catch {
      // a full disk, or a folder that cannot be written: it is read from its folder once more
    }
    return loaded;
  }

  #labFile(id: string): string {
    return join(this.folder(id), 'lab.json');
  }

  /** Where the next state of its lab is until the record names it. */
  #nextFile(id: string): string {
    return join(this.folder(id), 'lab.next.json');
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
    if (!record.success) return bad(issueOf(record.error));
    return record.data.id === id ? record.data : bad(`id: ${record.data.id}, ${id}`);
  }

  remove(id: string): void {
    rmSync(this.folder(id), { recursive: true, force: true });
  }
}

/** The first that is wrong, with its place. */
function issueOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return [...(issue?.path ?? []), issue?.message ?? ''].join(': ');
}
