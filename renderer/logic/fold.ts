import type { TreeNode } from './terms.js';

/** After a heading's words: what stands below it is for after one's own look. */
const marker = /\s*\{fold\}\s*$/;

/**
 * A plugin of rehype: a heading with `{fold}` after it, and all up to the next heading of its level or above, become a
 * `<details>` that is closed: what was to be predicted is not told before.
 */
export function foldSections(): (tree: TreeNode) => void {
  return (tree) => {
    const all = tree.children ?? [];
    const children: TreeNode[] = [];
    for (let at = 0; at < all.length; at += 1) {
      const heading = all[at]!;
      if (!isMarked(heading)) {
        children.push(heading);
        continue;
      }
      const level = levelOf(heading)!;
      const next = all.findIndex((node, index) => index > at && (levelOf(node) ?? 9) <= level);
      const end = next === -1 ? all.length : next;
      const summary = { type: 'element', tagName: 'summary', properties: {}, children: [unmarked(heading)] };
      children.push({
        type: 'element',
        tagName: 'details',
        properties: {},
        children: [summary, ...all.slice(at + 1, end)],
      });
      at = end - 1;
    }
    tree.children = children;
  };
}

function levelOf({ tagName }: TreeNode): number | undefined {
  const level = /^h([1-6])$/.exec(tagName ?? '')?.[1];
  return level === undefined ? undefined : Number(level);
}

function isMarked(node: TreeNode): boolean {
  return levelOf(node) !== undefined && marker.test(node.children?.at(-1)?.value ?? '');
}

function unmarked(heading: TreeNode): TreeNode {
  const last = heading.children!.at(-1)!;
  return {
    ...heading,
    children: [...heading.children!.slice(0, -1), { ...last, value: last.value!.replace(marker, '') }],
  };
}
