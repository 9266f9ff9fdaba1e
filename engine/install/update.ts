import { compare } from 'semver';
import { LabError } from '../../contract/errors.js';
import type { Installer, Looked, LookOptions } from './installer.js';
import type { Installed } from './records.js';
import { shownSource } from './source.js';

/** Can its source be asked for something newer? A file stays as it is. */
export function canUpdate(record: Installed | undefined): boolean {
  return record !== undefined && record.source.type !== 'file';
}

/** @returns what is newer, ready to be installed; undefined: what is installed is the newest that its source has */
export async function lookForUpdate(
  installer: Installer,
  id: string,
  options: LookOptions = {},
): Promise<Looked | undefined> {
  const held = installer.store.requirePack(id);
  const { name, record } = held.find(({ current }) => current) ?? held[0]!;
  if (record === undefined) throw new LabError({ code: 'install.damaged', params: { id, version: name } });
  const { source } = record;
  if (!canUpdate(record))
    throw new LabError({ code: 'install.no-updates', params: { id, source: shownSource(source) } });
  // Another pack at the same place is no update of this one, nor is another kind of it.
  const looked = await installer.look(source, { ...options, pack: id, teacher: record.kind === 'teacher' });
  const { sheet, already } = looked;
  // By an index that has just been read, too.
  const revoked = installer.store.held(id).find((each) => each.name === name)?.revoked;
  // Where the one in use was taken back, any other one is better.
  if (revoked !== undefined && sheet.digest !== record.digest) return looked;
  // What is older than the version in use is refused by its standing where it was signed; nobody vouches for one that was not.
  const older = looked.standing.state !== 'refused' && compare(sheet.version, record.pack.version) < 0;
  // What is newer and lies here unused is newer all the same.
  const unused = already && compare(sheet.version, record.pack.version) > 0;
  if ((!already || unused) && !older) return looked;
  await looked.discard();
  return undefined;
}
