/** How a node is reached, as `vagrant ssh-config` says it. */
export interface SshHost {
  readonly host: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** The first one, when there are several; none where the Vagrantfile wants a password. */
  readonly identityFile?: string;
  readonly proxyCommand?: string;
}

/** Reads Vagrant's template templates/commands/ssh_config/config.erb, any number of hosts. A host without an address is left out. */
export function parseSshConfig(text: string): readonly SshHost[] {
  const hosts: Map<string, string>[] = [];
  for (const line of text.split('\n')) {
    const [, key, value] = /^\s*(\w+)\s+(.*\S)\s*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    if (key === 'Host') hosts.push(new Map());
    const host = hosts.at(-1);
    // As in ssh_config(5) the first value of a keyword counts.
    if (host !== undefined && !host.has(key)) host.set(key, value);
  }
  return hosts.flatMap((host) => {
    const hostName = host.get('HostName');
    if (hostName === undefined) return [];
    // Only a path with a space is quoted.
    const identityFile = host.get('IdentityFile')?.replace(/^"(.*)"$/, '$1');
    const proxyCommand = host.get('ProxyCommand');
    return [
      {
        host: host.get('Host') ?? '',
        hostName,
        port: Number(host.get('Port') ?? 22),
        user: host.get('User') ?? 'vagrant',
        ...(identityFile === undefined ? {} : { identityFile }),
        ...(proxyCommand === undefined ? {} : { proxyCommand }),
      },
    ];
  });
}
