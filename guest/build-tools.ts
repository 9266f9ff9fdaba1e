import { LabError } from '../contract/errors.js';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Programs that a build runs, with the Debian package of each. */
export const buildTools: Readonly<Record<string, string>> = {
  mmdebstrap: 'mmdebstrap',
  mksquashfs: 'squashfs-tools',
  sqfstar: 'squashfs-tools',
  cpio: 'cpio',
  tar: 'tar',
  'apt-get': 'apt',
};

/** Only for a build without root: maps the image's owners. */
const unprivilegedTools: Readonly<Record<string, string>> = { newuidmap: 'uidmap' };

/** Where a program is, as execvp(3) looks; sbin folders too, which a user's PATH may lack. */
export async function findProgram(
  name: string,
  path = process.env['PATH'] ?? '',
): Promise<string | undefined> {
  for (const folder of [...path.split(delimiter), '/usr/sbin', '/sbin']) {
    if (folder === '') continue;
    const file = join(folder, name);
    if (
      await access(file, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  return undefined;
}

/** @throws image.cannot-build-here off Linux, image.tools-missing with the command that installs what is missing */
export async function requireBuildTools(
  options: { platform?: string; root?: boolean; find?: (name: string) => Promise<string | undefined> } = {},
): Promise<void> {
  const { platform = process.platform, root = process.getuid?.() === 0, find = findProgram } = options;
  if (platform !== 'linux') throw new LabError({ code: 'image.cannot-build-here', params: { platform } });
  const wanted = root ? buildTools : { ...buildTools, ...unprivilegedTools };
  const missing: string[] = [];
  for (const name of Object.keys(wanted)) {
    if ((await find(name)) === undefined) missing.push(name);
  }
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((name) => wanted[name]))].toSorted((a, b) => a!.localeCompare(b!));
  const fix = `sudo apt-get install --no-install-recommends -y ${packages.join(' ')}`;
  throw new LabError({ code: 'image.tools-missing', params: { tools: missing, fix } });
}
