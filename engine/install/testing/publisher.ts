import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artefactOf } from '../../packs/artefact.js';
import { lintPack } from '../../packs/lint-pack.js';
import { packArchive } from '../../packs/signed.js';
import { productRoot } from '../../product.js';
import { makeSecretKey } from '../../signing/secret-key.js';
import type { SecretKey } from '../../signing/sign.js';
import { makeSuccession } from '../../signing/succession.js';

/** What a pack is made to be. */
export interface PackFields {
  readonly id?: string;
  readonly version?: string;
  /** Something that tells this state of it from others. */
  readonly word?: string;
  readonly kind?: 'learner' | 'teacher';
  /** `none`: not signed. */
  readonly key?: SecretKey | 'none';
  readonly successions?: readonly string[];
}

/** A trainer with a key, who makes small packs. */
export class Publisher {
  readonly folder: string;
  readonly key = makeSecretKey();
  #count = 0;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** A pack's folder, as its author has it. */
  source({ id = 'net', version = '1.0.0', word = 'cedar', successions = [] }: PackFields = {}): string {
    this.#count += 1;
    const folder = join(this.folder, `source-${this.#count}`);
    cpSync(join(productRoot, 'templates', 'pack'), folder, { recursive: true });
    const change = (file: string, from: RegExp, to: string) => {
      const path = join(folder, file);
      writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
    };
    change('pack.yaml', /^id: .*$/m, `id: ${id}`);
    change('pack.yaml', /^version: .*$/m, `version: ${version}`);
    change(join('first-lab', 'lab.yaml'), /default: cedar/, `default: ${word}`);
    for (const [index, text] of successions.entries()) {
      mkdirSync(join(folder, 'successions'), { recursive: true });
      writeFileSync(join(folder, 'successions', `${index}.succession`), text);
    }
    return folder;
  }

  /** A pack's file, signed. */
  async pack(fields: PackFields = {}): Promise<string> {
    const { kind = 'learner', key = this.key, id = 'net', version = '1.0.0' } = fields;
    const folder = this.source(fields);
    const { labs, problems } = lintPack(folder);
    if (problems.length > 0) throw new TypeError(JSON.stringify(problems));
    const made = await packArchive(artefactOf(folder, labs, kind), key === 'none' ? undefined : key);
    if (!made.ok) throw new TypeError(made.problem.code);
    const file = join(this.folder, `${id}-${version}-${this.#count}.lvspack`);
    writeFileSync(file, made.archive);
    return file;
  }
}

export function succession(older: SecretKey, newer: SecretKey): string {
  const made = makeSuccession(older, newer.publicKey);
  if (!made.ok) throw new TypeError(made.problem);
  return made.text;
}
