import type { NodeState } from '../../contract/handin.js';

/**
 * @param there what of them is installed on the fresh node, as `name version`
 * @returns packages to install, as apt takes them, and to remove
 */
export function packageSteps(
  there: readonly string[],
  { added, removed }: Pick<NodeState, 'added' | 'removed'>,
): { readonly install: readonly string[]; readonly remove: readonly string[] } {
  const exact = new Set(there);
  const names = new Set(there.map((line) => line.split(' ', 1)[0]));
  return {
    install: added
      .filter(({ name, version }) => !exact.has(`${name} ${version}`))
      .map(({ name, version }) => `${name}=${version}`),
    remove: removed.map(({ name }) => name).filter((name) => names.has(name)),
  };
}
