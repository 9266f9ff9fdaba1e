import type { LabNode, TerminalView } from '../../contract/views.js';

export interface TerminalTab {
  /** The terminal's id, or `new NODE` for a node that has none yet. */
  readonly id: string;
  readonly node: string;
  /** The node's name, with a number from its second terminal on. */
  readonly name: string;
  readonly terminal: TerminalView | undefined;
}

/** The tabs: every node has one at least, in the lab's order. */
export function tabsOf(
  nodes: readonly Pick<LabNode, 'name'>[],
  terminals: readonly TerminalView[],
): readonly TerminalTab[] {
  return nodes.flatMap((node): TerminalTab[] => {
    const own = terminals.filter((terminal) => terminal.node === node.name);
    if (own.length === 0) {
      return [{ id: `new ${node.name}`, node: node.name, name: node.name, terminal: undefined }];
    }
    return own.map((terminal, index) => ({
      id: terminal.id,
      node: node.name,
      name: index === 0 ? node.name : `${node.name} ${index + 1}`,
      terminal,
    }));
  });
}

export interface Places {
  readonly left: string;
  /** Beside it, when split. */
  readonly right?: string;
  /** The side that has the keyboard. */
  readonly active: 'left' | 'right';
}

/** Shows a tab on the active side; one that the other side shows takes its place there. */
export function showTab(places: Places, id: string): Places {
  if (places.left === id) return { ...places, active: 'left' };
  if (places.right === id) return { ...places, active: 'right' };
  return places.active === 'right' && places.right !== undefined
    ? { ...places, right: id }
    : { ...places, left: id, active: 'left' };
}

/** Puts a second tab beside the shown one, or takes it away again. */
export function toggleSplit(places: Places, tabs: readonly TerminalTab[]): Places {
  if (places.right !== undefined) {
    return { left: places.active === 'right' ? places.right : places.left, active: 'left' };
  }
  const other = tabs.find((tab) => tab.id !== places.left);
  return other === undefined ? places : { left: places.left, right: other.id, active: 'right' };
}

/**
 * Places after the tabs changed: a node's first terminal takes over from its empty tab, and what has gone gives way to
 * another tab of its node, or to the first.
 */
export function keepPlaces(
  places: Places,
  before: readonly TerminalTab[],
  tabs: readonly TerminalTab[],
): Places {
  const settle = (id: string, taken: string | undefined): string | undefined => {
    if (tabs.some((tab) => tab.id === id)) return id;
    const node = before.find((tab) => tab.id === id)?.node ?? /^new (.+)$/.exec(id)?.[1];
    const free = tabs.filter((tab) => tab.id !== taken);
    return (free.find((tab) => tab.node === node) ?? free[0])?.id;
  };
  const left = settle(places.left, undefined) ?? places.left;
  const right = places.right === undefined ? undefined : settle(places.right, left);
  if (left === places.left && right === places.right) return places;
  return right === undefined || right === left
    ? { left, active: 'left' }
    : { left, right, active: places.active };
}
