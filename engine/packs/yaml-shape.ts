import { CST, Lexer } from 'yaml';
import { packLimits } from '../../contract/limits.js';
import type { YamlFault } from '../../contract/messages/yaml.js';

/** What makes a YAML text one that must not be parsed, and where. */
export interface ShapeFault {
  readonly fault: YamlFault;
  /** From 0. */
  readonly offset: number;
}

/** Lexical tokens that may still be read. */
export interface TokenBudget {
  left: number;
}

/** After these a container within may begin, wherever on the line that is. */
const opening: ReadonlySet<string> = new Set([
  'seq-item-ind',
  'explicit-key-ind',
  'map-value-ind',
  'newline',
]);
/** These have no width in the text. */
const marks: ReadonlySet<string> = new Set(['doc-mode', 'flow-error-end', 'scalar']);

/**
 * Looks at a text's tokens before its parser may: how many there are and how deep they stand. The parser, its conversion to data and
 * whoever walks through the data afterwards recurse. (20,000 brackets ended Node 20: not an exception, V8's regular expressions had no
 * stack left; 500 nested `?` took 38 s.)
 */
export function shapeFault(
  text: string,
  budget: TokenBudget = { left: packLimits.yamlTokens },
): ShapeFault | undefined {
  let offset = 0;
  let lineStart = 0;
  let flow = 0;
  let previous = 'newline';
  let isScalar = false;
  /** Columns at which the block containers around this place began. */
  const columns: number[] = [];
  for (const token of new Lexer().lex(text)) {
    budget.left -= 1;
    const type: string = isScalar ? 'plain' : (CST.tokenType(token) ?? 'plain');
    isScalar = type === 'scalar';
    if (marks.has(type)) continue;
    if (budget.left < 0) return { fault: 'too-many-tokens', offset };
    if (type === 'explicit-key-ind') return { fault: 'key-not-a-word', offset };
    if (type === 'flow-map-start' || type === 'flow-seq-start') flow += 1;
    if (type === 'flow-map-end' || type === 'flow-seq-end') flow = Math.max(0, flow - 1);
    if (flow === 0 && opening.has(previous) && type !== 'space' && type !== 'comment' && type !== 'newline') {
      const column = offset - lineStart;
      while (columns.length > 0 && columns.at(-1)! >= column) columns.pop();
      columns.push(column);
    }
    if (flow + columns.length > packLimits.yamlDepth) return { fault: 'too-deep', offset };
    offset += token.length;
    const ended = token.lastIndexOf('\n');
    if (ended >= 0) lineStart = offset - token.length + ended + 1;
    if (type !== 'space') previous = ended >= 0 ? 'newline' : type;
  }
  return undefined;
}
