import { readFileSync } from 'node:fs';
import { isMap, isPair, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { PackProblemMessage } from '../../contract/messages/packs.js';
import { codeFrame, type PackProblem } from './problem.js';

export type YamlPath = readonly (string | number)[];

/** A YAML file with the places of its values. */
export class YamlSource {
  readonly file: string;
  readonly #text: string;
  readonly #document: Document.Parsed;
  readonly #lines = new LineCounter();
  readonly syntaxProblems: readonly PackProblem[];

  /** @throws the file system's error */
  constructor(file: string) {
    this.file = file;
    this.#text = readFileSync(file, 'utf8');
    this.#document = parseDocument(this.#text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      uniqueKeys: true,
    });
    this.syntaxProblems = this.#document.errors.map((error) =>
      this.#problem({ code: 'yaml', params: { detail: error.message } }, error.pos[0]),
    );
  }

  /** The file as plain data; aliases are bounded (a few bytes must not become gigabytes). */
  data(): unknown {
    const data: unknown = this.#document.toJS({ maxAliasCount: 50 });
    JSON.stringify(data); // throws when an alias stands inside its own anchor: nobody could walk through that
    return data;
  }

  /** A problem at the place of a value; where there is none, at the nearest thing around it. */
  problem(path: YamlPath, message: PackProblemMessage): PackProblem {
    for (let length = path.length; length >= 0; length -= 1) {
      const offset = this.#offset(path.slice(0, length));
      if (offset !== undefined) return this.#problem(message, offset);
    }
    return this.#problem(message, 0);
  }

  #offset(path: YamlPath): number | undefined {
    const parent = path.length === 0 ? undefined : this.#document.getIn(path.slice(0, -1), true);
    const key = path.at(-1);
    // A pair's place is its key: that is where a person looks for it.
    if (isMap(parent)) {
      const pair = parent.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key),
      );
      if (pair !== undefined && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
      return undefined;
    }
    const node = this.#document.getIn(path, true) as
      | { range?: readonly [number, number, number] | null }
      | undefined;
    return node?.range?.[0];
  }

  #problem(message: PackProblemMessage, offset: number): PackProblem {
    const { line, col } = this.#lines.linePos(offset);
    return { message, file: this.file, line, column: col, frame: codeFrame(this.#text, line, col) };
  }
}
