import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { HandInHead } from '../../../contract/handin.js';
import { initClass } from '../../classes/init.js';
import { type LoadedClass, requireClass } from '../../classes/load.js';
import type { PackSource } from '../../classes/pins.js';
import { seedFor } from '../../classes/values.js';
import { writeHandIn } from '../../handins/file.js';
import { findLab, requireLab } from '../../packs/library.js';
import { newPack } from '../../packs/new-pack.js';
import { Journal } from '../../session/journal.js';
import { makeSecretKey } from '../../signing/secret-key.js';
import type { SecretKey } from '../../signing/sign.js';

export const students = ['ann', 'ben', 'cleo', 'dan'] as const;

/** What a hand-in of a test is made of, where it is not right. */
export interface Differing {
  readonly student?: string;
  readonly head?: Partial<HandInHead>;
  /** Of the journal's first line. */
  readonly created?: Readonly<Record<string, unknown>>;
  readonly secret?: SecretKey;
  /** Changes the file as it is written. */
  readonly bytes?: (bytes: Buffer) => Buffer;
}

/** A class of four with one lab and its hand-ins, in a folder of its own. */
export class TestClass {
  readonly root = mkdtempSync(join(tmpdir(), 'lvslab-gradebook-'));
  readonly library: PackSource;
  readonly #lab: string;
  readonly #secret = makeSecretKey();

  /** @param of a lab of somebody's library; absent: one of a pack in the folder */
  constructor(of?: { readonly lab: string; readonly library: PackSource }) {
    const packs = join(this.root, 'packs');
    this.#lab = of?.lab ?? 'evening/first-lab';
    this.library = of?.library ?? {
      folders: () => readdirSync(packs).map((name) => join(packs, name)),
      find: (name) => findLab(name, packs),
    };
    if (of === undefined) newPack(join(packs, 'evening'));
  }

  get folder(): string {
    return join(this.root, 'class');
  }

  get out(): string {
    return join(this.root, 'out');
  }

  get handIns(): string {
    return join(this.root, 'hand-ins');
  }

  /** @param edit what a teacher writes into class.yaml */
  async make(edit: (yaml: string) => string = (yaml) => yaml): Promise<LoadedClass> {
    const { folder } = this;
    await initClass({ folder, title: 'Monday', labs: [this.#lab], packs: [], language: 'en' }, this.library);
    writeFileSync(
      join(folder, 'students.csv'),
      `id,name\n${students.map((id) => `${id},${id} of the class`).join('\n')}\n`,
    );
    const file = join(folder, 'class.yaml');
    writeFileSync(file, edit(readFileSync(file, 'utf8')));
    return requireClass(folder);
  }

  /** Writes a hand-in as `hand-ins/NAME`. @returns its path */
  async handIn(loaded: LoadedClass, name: string, differing: Differing = {}): Promise<string> {
    const { student = 'ann', secret = this.#secret, bytes = (all: Buffer) => all } = differing;
    const { lab, digest } = requireLab(this.library.find(this.#lab));
    const [pack, id] = this.#lab.split('/') as [string, string];
    const head: HandInHead = {
      format: 1,
      session: `${id}-1a2b`,
      lab: id,
      pack: { id: pack, version: '0.1.0' },
      digest,
      seed: seedFor(loaded.key, student),
      drawn: true,
      provider: 'qemu',
      learner: '',
      product: '0.1.0',
      made: Date.parse('2026-11-01T12:00:00Z'),
      nodes: Object.keys(lab.topology.nodes).map((node) => ({ node, state: 'taken' })),
      ...differing.head,
    };
    const states = head.nodes.filter(({ state }) => state === 'taken').map(({ node }) => emptyState(node));
    const path = join(this.handIns, name);
    mkdirSync(dirname(path), { recursive: true });
    const journal = this.#journal(head, differing);
    const written = await writeHandIn({ head, journal, states }, secret);
    if (!written.ok) throw new Error(JSON.stringify(written.problem));
    writeFileSync(path, bytes(written.archive));
    return path;
  }

  #journal(head: HandInHead, { created, student = 'ann' }: Differing): Buffer {
    const file = join(this.root, 'journal.jsonl');
    rmSync(file, { force: true });
    const journal = new Journal(file);
    const { lab, digest, seed, provider } = head;
    const of = { digest: '0000', student };
    journal.append({ type: 'created', lab, digest, seed, values: {}, provider, class: of, ...created });
    return readFileSync(file);
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

function emptyState(node: string) {
  const none = { links: [], addresses: [], routes: [], rules: [], neighbours: [], queues: [] };
  return {
    node,
    added: [],
    removed: [],
    files: [],
    left: [],
    kernel: { ...none, sysctls: {}, modules: [], ipvs: [] },
    units: [],
    processes: [],
  };
}
