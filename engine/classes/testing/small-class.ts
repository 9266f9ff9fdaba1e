import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyText } from '../values.js';

const digest = `sha256:${'a'.repeat(64)}`;

/** A sound class.yaml, its students beside it. */
export const classYaml = `format: 1
id: lvs-2026
title: An evening class
packs:
  - { id: lvs, version: 1.0.0, digest: "${digest}" }
labs:
  - { lab: lvs/dr-by-hand, digest: "${digest}", weight: 2, due: 2026-12-31T23:59:00+08:00, reboot: true }
  - { lab: lvs/nat, digest: "${digest}" }
students: students.csv
`;

export const classCsv = 'id,name\nS-1,Ann\nS-2,Bo\n';

export const classKey = Uint8Array.from({ length: 16 }, (_, index) => index);

/** Writes a class's folder. @param files over the sound ones; null: not there */
export function writeClass(
  folder: string,
  files: Readonly<Record<string, string | Buffer | null>> = {},
  mode = 0o600,
): string {
  mkdirSync(folder, { recursive: true });
  const all = { 'class.yaml': classYaml, 'students.csv': classCsv, 'class.key': keyText(classKey), ...files };
  for (const [name, content] of Object.entries(all))
    if (content !== null) writeFileSync(join(folder, name), content, { mode });
  return folder;
}

/** class.yaml with one thing otherwise. @throws TypeError where it is not there */
export function spoilt(from: string, to: string): string {
  if (!classYaml.includes(from)) throw new TypeError(`no ${from}`);
  return classYaml.replace(from, () => to);
}
