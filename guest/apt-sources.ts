import { suite } from './arch.js';

/** What `apt-get indextargets` prints for one index: `RepoURI Codename Component`. */
export const indexTargetFormat = '$(REPO_URI) $(CODENAME) $(COMPONENT) $(ORIGIN) $(CREATED_BY)';

const suites = [suite, `${suite}-updates`, `${suite}-security`];

/** Debian's own addresses, for hosts that are not of the same release. */
export const defaultSources: readonly string[] = [
  `deb http://deb.debian.org/debian ${suite} main`,
  `deb http://deb.debian.org/debian ${suite}-updates main`,
  `deb http://deb.debian.org/debian-security ${suite}-security main`,
];

/**
 * The APT sources to build from: the host's own of the same Debian release (it may use a mirror), else Debian's.
 * @param indexTargets output of `apt-get indextargets --format` with {@link indexTargetFormat}
 */
export function sourcesFrom(indexTargets: string): readonly string[] {
  const lines = new Set<string>();
  for (const line of indexTargets.split('\n')) {
    const [uri, codename, component, origin, createdBy] = line.trim().split(' ');
    if (uri === undefined || codename === undefined || component === undefined) continue;
    if (origin !== 'Debian' || createdBy !== 'Packages' || component !== 'main') continue;
    if (!suites.includes(codename)) continue;
    lines.add(`deb ${uri.replace(/\/$/, '')} ${codename} ${component}`);
  }
  const hasRelease = [...lines].some((line) => line.endsWith(` ${suite} main`));
  return hasRelease ? [...lines].sort() : defaultSources;
}

/** The host's proxy settings for APT as options for another APT, from `apt-config dump`. */
export function proxyOptions(aptConfigDump: string): string[] {
  return aptConfigDump
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^Acquire::https?::Proxy(::\S+)? ".+";$/i.test(line))
    .map((line) => line.replace(/;$/, ''));
}
