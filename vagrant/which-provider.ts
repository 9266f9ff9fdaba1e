import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Which of its own providers Vagrant shall use: what the user says, else VirtualBox where it is installed, else libvirt. */
export function vagrantProvider(env: NodeJS.ProcessEnv = process.env): string {
  // An empty variable says nothing.
  const said = env['LVSLAB_VAGRANT_PROVIDER'] || env['VAGRANT_DEFAULT_PROVIDER'];
  if (said) return said;
  const names = process.platform === 'win32' ? ['VBoxManage.exe'] : ['VBoxManage'];
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = folders.some((folder) => names.some((name) => existsSync(join(folder, name))));
  return found || process.platform !== 'linux' ? 'virtualbox' : 'libvirt';
}
