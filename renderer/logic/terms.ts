import { glossary, namesOf, type TermId, termIds } from '../../contract/messages/glossary.js';

/** A piece of a text: plain, or a word of the glossary as it stands there. */
export interface Piece {
  readonly text: string;
  readonly term?: TermId;
}

/** Case and spaces do not tell names apart. */
const folded = (name: string) => name.toLowerCase().replaceAll(/\s+/g, '');

const idOfName = new Map<string, TermId>(
  termIds.flatMap((id) => namesOf(id, 'en').map((name) => [folded(name), id] as const)),
);

const isLatin = (name: string) => /^[\w-]/.test(name);

/** A name as it may be written: its first letter as at the beginning of a sentence, any space between its words, more of them than one. */
function patternOf(name: string): string {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`).replaceAll(' ', String.raw`\s?`);
  const first = /^[a-z]/.test(name) ? `[${name[0]!.toUpperCase()}${name[0]!}]${escaped.slice(1)}` : escaped;
  // Latin words stand alone; what is beside a Chinese one says nothing of where it ends.
  const before = isLatin(name) ? String.raw`(?<![\w.$@/-])` : '';
  const after = /[\w]$/.test(name) ? String.raw`s?(?![\w/-]|\.\w)` : '';
  return `${before}${first}${after}`;
}

/** The longest first: of “免费 ARP” the whole is one word. */
const anyName = new RegExp(
  [...new Set(termIds.flatMap((id) => namesOf(id, 'en')))]
    .toSorted((one, other) => other.length - one.length)
    .map(patternOf)
    .join('|'),
  'g',
);

function termOf(written: string): TermId | undefined {
  const name = folded(written);
  return idOfName.get(name) ?? idOfName.get(name.replace(/s$/, ''));
}

/**
 * A text's words of the glossary, each where it first stands.
 * @param seen terms that stood before; those found are added
 */
export function splitTerms(text: string, seen: Set<TermId>): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(anyName)) {
    const term = termOf(match[0]);
    if (term === undefined || seen.has(term)) continue;
    seen.add(term);
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: match[0], term });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** What of a document's tree (hast) is looked at. */
export interface TreeNode {
  readonly type: string;
  readonly tagName?: string;
  readonly value?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  children?: TreeNode[];
}

/** What is typed, leads elsewhere, or names what follows is left as it is. */
const untouched = new Set(['code', 'pre', 'a', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'kbd', 'button']);

/**
 * A plugin of rehype: each term's first place in the text becomes `<span data-term=ID>`.
 * `nodes`: names of machines; one that stands alone, as in a table, is the machine and no term.
 */
export function markTerms({
  nodes = [],
}: {
  readonly nodes?: readonly string[];
} = {}): (tree: TreeNode) => void {
  return (tree) => {
    const seen = new Set<TermId>();
    const visit = (node: TreeNode): void => {
      if (node.children === undefined || untouched.has(node.tagName ?? '')) return;
      node.children = node.children.flatMap((child): TreeNode[] => {
        if (child.type !== 'text') {
          visit(child);
          return [child];
        }
        const text = child.value ?? '';
        if (nodes.includes(text.trim())) return [child];
        return splitTerms(text, seen).map(({ text: value, term }) => {
          const plain = { type: 'text', value };
          return term === undefined
            ? plain
            : { type: 'element', tagName: 'span', properties: { dataTerm: term }, children: [plain] };
        });
      });
    };
    visit(tree);
  };
}

/** Is this a term of the glossary? */
export function isTerm(id: unknown): id is TermId {
  return typeof id === 'string' && Object.hasOwn(glossary, id);
}
