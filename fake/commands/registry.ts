import type { CommandFunction, Host, Lookup } from '../shell/call.js';
import { engineScripts } from './engine-scripts.js';
import { fileCommands } from './file-commands.js';
import { ipCommands } from './ip.js';
import { ipvsadmCommands } from './ipvsadm.js';
import { kernelCommands } from './kernel.js';
import { netToolsCommands } from './net-tools.js';
import { networkCommands } from './network-commands.js';
import { packageCommands } from './packages.js';
import { keepalivedCommands, processCommands } from './processes.js';
import { sedCommands } from './sed.js';
import { systemdCommands } from './systemd.js';
import { textCommands } from './text.js';

const always: Readonly<Record<string, CommandFunction>> = {
  ...engineScripts,
  ...fileCommands,
  ...ipCommands,
  ...kernelCommands,
  ...netToolsCommands,
  ...networkCommands,
  ...packageCommands,
  ...processCommands,
  ...sedCommands,
  ...systemdCommands,
  ...textCommands,
};

/** Commands that come with a package. */
const packaged: Readonly<Record<string, Readonly<Record<string, CommandFunction>>>> = {
  ipvsadm: ipvsadmCommands,
  keepalived: keepalivedCommands,
};

/** The commands of a node: those that every guest has, those of installed packages, scripts of /etc/init.d. */
export const lookup: Lookup = (name: string, { node }: Host) => {
  const script = /^\/etc\/init\.d\/([\w-]+)$/.exec(name)?.[1];
  if (script !== undefined) return node.units[script] === undefined ? undefined : systemdCommands['service'];
  if (Object.hasOwn(always, name)) return always[name];
  for (const each of node.packages) {
    const found = packaged[each];
    if (found !== undefined && Object.hasOwn(found, name)) return found[name];
  }
  return undefined;
};
