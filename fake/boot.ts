import type { NodeModel } from './model.js';

/** What Debian does at boot with what a learner wrote down, in its order: modules-load.d(5), sysctl.d(5), init scripts, rc.local. */
export function bootCommands({ files, packages }: NodeModel): readonly string[] {
  const below = (folder: string) =>
    Object.keys(files)
      .filter((path) => path.startsWith(folder) && path.endsWith('.conf'))
      .sort();
  const content = (path: string) => files[path]?.content ?? '';
  const modules = below('/etc/modules-load.d/').flatMap((path) =>
    content(path)
      .split('\n')
      .filter((line) => /^\s*\w/.test(line)),
  );
  // Debian's /etc/init.d/ipvsadm.
  const rules =
    packages.includes('ipvsadm') && /^AUTO="?true"?\s*$/m.test(content('/etc/default/ipvsadm'))
      ? ['ipvsadm -C', 'ipvsadm-restore </etc/ipvsadm.rules']
      : [];
  return [
    ...modules.map((name) => `modprobe ${name.trim()}`),
    ...below('/etc/sysctl.d/').map((path) => `sysctl -p ${path}`),
    ...rules,
    ...('/etc/rc.local' in files ? ['sh /etc/rc.local'] : []),
  ];
}
