/** An expression or a statement, with its line. */
export type Node = { readonly line: number } & (
  | { readonly kind: 'string'; readonly text: string; readonly parts?: readonly (string | Node)[] }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'hash'; readonly pairs: readonly (readonly [Node, Node])[] }
  | { readonly kind: 'range'; readonly from: Node; readonly to: Node; readonly open: boolean }
  | {
      readonly kind: 'call';
      readonly on?: Node;
      readonly name: string;
      readonly args: readonly Node[];
      readonly block?: Block;
    }
  | { readonly kind: 'assign'; readonly target: Node; readonly value: Node; readonly by: string }
  | { readonly kind: 'operation'; readonly by: string; readonly left: Node; readonly right: Node }
  | { readonly kind: 'not'; readonly value: Node }
  | {
      readonly kind: 'if';
      readonly test: Node;
      readonly yes: readonly Node[];
      readonly no: readonly Node[];
    }
  | { readonly kind: 'unread' }
);

export interface Block {
  readonly params: readonly string[];
  readonly body: readonly Node[];
}

/** Pairs beside each other are one hash. */
export function merged(nodes: readonly Node[]): readonly Node[] {
  const out: Node[] = [];
  let pairs: (readonly [Node, Node])[] = [];
  for (const node of nodes) {
    const last = out.at(-1);
    if (node.kind === 'hash' && node.pairs.length === 1 && last?.kind === 'hash' && pairs.length > 0) {
      pairs.push(node.pairs[0]!);
      continue;
    }
    pairs = node.kind === 'hash' && node.pairs.length === 1 ? [node.pairs[0]!] : [];
    out.push(pairs.length > 0 ? { kind: 'hash', pairs, line: node.line } : node);
  }
  return out;
}
