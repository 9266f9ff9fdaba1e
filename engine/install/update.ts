import { compare } from 'semver';
import { LabError } from '../../contract/errors.js';
import type { Installer, Looked, LookOptions } from './installer.js';
import { shownSource } from './source.js';

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
  if (source.type === 'file')
    throw new LabError({ code: 'install.no-updates', params: { id, source: shownSource(source) } });
  const looked = await installer.look(source, {
    pack: id,
    teacher: record.kind === 'teacher',
    ...options,
  });
  const { sheet, already } = looked;
  // Another pack at the same place is no update of this one.
  const other = sheet.id !== id;
  // By an index that has just been read, too.
  const revoked = installer.store.held(id).find((each) => each.name === name)?.revoked;
  // Where the one in use was taken back, any other one is better.
  if (revoked !== undefined && sheet.digest !== record.digest && !other) return looked;
  // What is older than the version in use is refused by its standing where it was signed; nobody vouches for one that was not.
  const older = looked.standing.state !== 'refused' && compare(sheet.version, record.pack.version) < 0;
  // What is newer and lies here unused is newer all the same.
  const unused = already && compare(sheet.version, record.pack.version) > 0;
  if ((!already || unused) && !other && !older) return looked;
  await looked.discard();
  if (other)
    throw new LabError({
      code: 'install.no-pack',
      params: { source: shownSource(source), packs: [sheet.id] },
    });
  return undefined;
}
