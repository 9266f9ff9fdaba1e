import type { Lab, roles } from '../../contract/lab.js';
import type { Text } from '../../contract/text.js';
import type { Place, Thing } from './notes.js';

/** A line of a text, with the line of its source that it comes from. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly at: number;
}

/** What an importer makes of its source: one language, no limits looked at yet; `write` makes a pack of it. */
export interface Draft {
  readonly title: string;
  readonly modules: readonly DraftModule[];
  /** Where its title stands. */
  readonly place: Place;
}

export interface DraftModule {
  /** Undefined: its labs are in no module. */
  readonly title: string | undefined;
  readonly labs: readonly DraftLab[];
  readonly place: Place;
}

export interface DraftLab {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly level: Lab['level'];
  readonly minutes: number;
  /** Name → CIDR. */
  readonly networks: Readonly<Record<string, string>>;
  readonly nodes: Readonly<Record<string, DraftNode>>;
  /** In the order in which they run on their node. */
  readonly setup: readonly DraftScript[];
  readonly steps: readonly DraftStep[];
  /** What its source does not say, and is made up. */
  readonly made: readonly Text[];
  readonly place: Place;
}

export interface DraftNode {
  readonly role: (typeof roles)[number];
  readonly at?: readonly [number, number];
  readonly memory?: number;
  /** Network → address. */
  readonly addresses: Readonly<Record<string, string>>;
}

export interface DraftScript {
  readonly node: string;
  /** Its file is setup/NAME.sh. */
  readonly name: string;
  readonly text: string;
  readonly thing: Thing;
}

export interface DraftStep {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly Line[];
  readonly checks: readonly DraftCheck[];
  /** Node → script. */
  readonly solve: Readonly<Record<string, string>>;
  /** The file of its lines. */
  readonly place: Place;
  readonly thing: Thing;
}

export interface DraftCommand {
  readonly kind: 'command';
  readonly on: string;
  readonly run: string;
}

/** Its title is its question. */
export type DraftQuiz =
  | {
      readonly kind: 'choice';
      readonly options: readonly string[];
      /** From 0; a list: more than one may be right, and all are asked for. */
      readonly answer: number | readonly number[];
    }
  | {
      readonly kind: 'text';
      /** A regular expression, of the whole answer. */
      readonly answer: string;
      /** One that is right. */
      readonly example: string;
    };

export interface DraftCheck {
  readonly id: string;
  readonly title: string;
  readonly does: DraftCommand | DraftQuiz;
  readonly needs: readonly string[];
  readonly hint?: string;
  readonly place: Place;
  readonly thing: Thing;
}
