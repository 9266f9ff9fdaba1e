import type { Unit } from '../../contract/facts.js';

/**
 * `systemctl show -p Id,LoadState,ActiveState,SubState,UnitFileState a b`: one block of `Key=value` lines a unit,
 * in the order of the arguments, with an empty line between (systemctl(1)). An alias has its target's Id, so the
 * order decides.
 */
export function parseUnits(text: string, asked: readonly string[]): Readonly<Record<string, Unit>> {
  const blocks = text
    .split(/\n\s*\n/)
    .map((block) => new Map(block.split('\n').flatMap((line) => pair(line))))
    .filter((block) => block.has('Id'));
  const units: Record<string, Unit> = {};
  for (const [index, name] of asked.entries()) {
    const block = blocks[index];
    if (block === undefined) continue;
    units[name] = {
      name,
      load: block.get('LoadState') ?? '',
      active: block.get('ActiveState') ?? '',
      sub: block.get('SubState') ?? '',
      enabled: block.get('UnitFileState') ?? '',
    };
  }
  return units;
}

function pair(line: string): readonly (readonly [string, string])[] {
  const at = line.indexOf('=');
  return at < 0 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()]];
}

/** `Package<TAB>Status-Abbrev<TAB>Version` lines; only what is installed (`ii`, `hi`: dpkg-query(1)) counts. */
export function parsePackages(text: string): Readonly<Record<string, string>> {
  const packages: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const [name, status, version] = line.split('\t');
    if (name === undefined || version === undefined || !/^[a-z]i\s*$/.test(status ?? '')) continue;
    packages[name.replace(/:\w+$/, '')] = version;
  }
  return packages;
}
