import { packLimits } from '../../contract/limits.js';
import type { PackProblemMessage } from '../../contract/messages/packs.js';
import { own } from '../../contract/own.js';
import type { PackFiles, SharedFile } from './files.js';
import { type ProblemList, TextPlaces } from './problem.js';
import type { Places, YamlPath } from './source.js';
import { substitute } from './vars.js';

/**
 * `${include NAME key=value …}`: the text of a file that stands once in `files/` of the lab or of its pack. A shell knows no such
 * expansion, as it has a space.
 */
const include =
  /(^[ \t]*)?\$\{include ([^\s{}]+)((?: +[a-z][a-z0-9_]{0,39}=(?:[^\s{}]|\$\{[a-z][a-z0-9_]{0,39}\})*)*) *\}/;
const variable = /(\$?)\$\{([a-z][a-z0-9_]{0,39})\}/g;
const placeholder = new RegExp(`${include.source}|${variable.source}`, 'gm');

type Values = Readonly<Record<string, string>>;
type Report = (message: PackProblemMessage, offset: number) => void;

/** Puts files into texts. Each is read once, however often it is included. */
export class Includes {
  readonly #files: PackFiles;
  readonly #problems: ProblemList;
  /** The lab's variables: what a file may use beside what it is given. */
  readonly #known: readonly string[];
  readonly #read = new Map<string, SharedFile>();

  constructor(files: PackFiles, problems: ProblemList, known: readonly string[]) {
    this.#files = files;
    this.#problems = problems;
    this.#known = known;
  }

  /**
   * @param report what is wrong with an include in this text, and where in it; what is wrong within an included file is reported at its
   * place there
   */
  expand(text: string, report: Report): string {
    return this.#expand(text, {}, report, { left: packLimits.included }, 0);
  }

  /** The same for every string of plain data; what is wrong is reported where the string stands. */
  everywhere(data: unknown, places: Places): unknown {
    const walk = (value: unknown, path: YamlPath): unknown => {
      if (typeof value === 'string') {
        if (!value.includes('${include ')) return value;
        return this.expand(value, (message) => this.#add(() => places.problem(path, message)));
      }
      if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]));
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key])]),
      );
    };
    return walk(data, []);
  }

  /** @param values what the text is given; whatever else it names is left for the lab's variables */
  #expand(text: string, values: Values, report: Report, budget: { left: number }, depth: number): string {
    return text.replace(placeholder, (...match) => {
      const [whole, indent = '', name, given = '', , , offset, all] = match as Match;
      if (name === undefined) return fill(whole, values);
      const at = offset + indent.length;
      const refuse = (message: PackProblemMessage) => {
        report(message, at);
        return whole;
      };
      if (depth >= packLimits.partDepth)
        return refuse({ code: 'too-deep', params: { what: name, limit: packLimits.partDepth } });
      const { file, read } = this.#file(name);
      if (!read.ok) return refuse(read.message);
      budget.left -= read.text.length;
      if (budget.left < 0)
        return refuse({ code: 'included-too-much', params: { limit: packLimits.included } });
      this.#vars(given, Object.keys(values), (message, place) =>
        report(message, offset + whole.indexOf(given) + place),
      );
      const handed = valuesOf(fill(given, values));
      const places = new TextPlaces(file, read.text);
      const reportThere: Report = (message, place) => this.#add(() => places.problem(place, message));
      this.#vars(read.text, Object.keys(handed), reportThere);
      const inner = this.#expand(read.text, handed, reportThere, budget, depth + 1).replace(/\n$/, '');
      // On a line of its own what is included stands as far in as the line.
      const alone = match[1] !== undefined && /^[\r\n]?$/.test(all[offset + whole.length] ?? '');
      return alone ? inner.replace(/^(?=.)/gm, indent) : indent + inner;
    });
  }

  #add(problem: () => Parameters<ProblemList['add']>[0]): void {
    if (this.#problems.full) this.#problems.count(1);
    else this.#problems.add(problem());
  }

  /** Reports variables that have no value. @param given those that the text has beside the lab's */
  #vars(text: string, given: readonly string[], report: Report): void {
    const known = [...this.#known, ...given];
    substitute(text, Object.fromEntries(known.map((each) => [each, ''])), (name, offset) =>
      report({ code: 'undefined-variable', params: { name, known } }, offset),
    );
  }

  #file(name: string): SharedFile {
    let found = this.#read.get(name);
    if (found === undefined) {
      found = this.#files.shared('files', name, packLimits.partBytes);
      this.#read.set(name, found);
    }
    return found;
  }
}

/** Indentation, name and values of an include; `$` and name of a variable; where in which text. */
type Match = [
  whole: string,
  indent: string | undefined,
  name: string | undefined,
  given: string | undefined,
  escaped: string | undefined,
  variable: string | undefined,
  offset: number,
  all: string,
];

function valuesOf(given: string): Values {
  return Object.fromEntries(
    given
      .split(' ')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const at = pair.indexOf('=');
        return [pair.slice(0, at), pair.slice(at + 1)];
      }),
  );
}

/** Puts in what a text is given; `$${name}` and whatever else it names stay as they are, for the lab's variables. */
function fill(text: string, values: Values): string {
  return text.replace(variable, (whole, escaped: string, name: string) =>
    escaped === '' ? (own(values, name) ?? whole) : whole,
  );
}
