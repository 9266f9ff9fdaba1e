import { expect, test } from 'vitest';
import { requireBuildTools } from './build-tools.js';

test('missing tools are named together with the command that installs their packages', async () => {
  const find = async (name: string): Promise<string | undefined> =>
    ['sqfstar', 'mksquashfs', 'cpio'].includes(name) ? undefined : `/usr/bin/${name}`;
  await expect(requireBuildTools({ platform: 'linux', root: true, find })).rejects.toMatchObject({
    detail: {
      code: 'image.tools-missing',
      params: {
        tools: ['mksquashfs', 'sqfstar', 'cpio'],
        fix: 'sudo apt-get install --no-install-recommends -y cpio squashfs-tools',
      },
    },
  });
});

test('without root the programs that map owners are needed too', async () => {
  const find = async (name: string): Promise<string | undefined> => (name === 'newuidmap' ? undefined : name);
  await expect(requireBuildTools({ platform: 'linux', root: true, find })).resolves.toBeUndefined();
  await expect(requireBuildTools({ platform: 'linux', root: false, find })).rejects.toMatchObject({
    detail: { params: { tools: ['newuidmap'] } },
  });
});

test('other systems cannot build', async () => {
  await expect(requireBuildTools({ platform: 'darwin' })).rejects.toMatchObject({
    code: 'image.cannot-build-here',
  });
});
