import { writeFileSync } from 'node:fs';
import type { NodeState } from '../../contract/handin.js';
import { readHandIn, writeHandIn } from '../../engine/handins/file.js';
import { makeSecretKey } from '../../engine/signing/secret-key.js';

// Hand-ins that somebody changed who can sign.

export type Parts = Parameters<typeof writeHandIn>[0];

/** Writes another file from a hand-in's. */
export async function forgeHandIn(from: string, to: string, change: (parts: Parts) => Parts): Promise<void> {
  const read = await readHandIn(from);
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  const { head, journal, states } = read.handIn;
  const written = await writeHandIn(change({ head, journal, states }), makeSecretKey());
  if (!written.ok) throw new Error(JSON.stringify(written.problem));
  writeFileSync(to, written.archive);
}

/** A journal in other words. */
export function edited(journal: Buffer, edit: (all: string) => string): Buffer {
  return Buffer.from(edit(journal.toString('utf8')));
}

/** A service that is enabled and running, on every node that was handed in. */
export function withService(
  states: readonly NodeState[],
  name: string,
  service: string,
): readonly NodeState[] {
  const owned = { uid: 0, gid: 0 } as const;
  const folder = '/etc/systemd/system';
  const wants = `${folder}/multi-user.target.wants`;
  const path = `${folder}/${name}.service`;
  const unit = `[Service]\n${service}\n[Install]\nWantedBy=multi-user.target\n`;
  return states.map((state) => ({
    ...state,
    files: [
      ...state.files,
      { kind: 'file', ...owned, mode: '0644', path, content: Buffer.from(unit).toString('base64') },
      { kind: 'link', ...owned, path: `${wants}/${name}.service`, target: path },
    ],
    units: [...state.units, `${name}.service`].toSorted(),
  }));
}
