import type { Text } from './text.js';

/** A question without its answer. How each is answered says `contract/messages/answers`. */
export type QuizView =
  | {
      readonly type: 'choice';
      readonly question: Text;
      readonly options: readonly Text[];
      readonly several: boolean;
    }
  | { readonly type: 'number' | 'text' | 'mac'; readonly question: Text }
  /** `items`: in the order in which they are shown, which is not the right one. */
  | { readonly type: 'order'; readonly question: Text; readonly items: readonly Text[] }
  | {
      readonly type: 'match';
      readonly question: Text;
      readonly lefts: readonly Text[];
      readonly rights: readonly Text[];
    }
  | {
      readonly type: 'line';
      readonly question: Text;
      readonly lines: readonly string[];
      readonly several: boolean;
    }
  | {
      readonly type: 'node';
      readonly question: Text;
      readonly nodes: readonly string[];
      readonly several: boolean;
    }
  | {
      readonly type: 'predict';
      readonly form: 'number';
      readonly question: Text;
      readonly unit?: Text;
    }
  | { readonly type: 'predict'; readonly form: 'text'; readonly question: Text }
  | {
      readonly type: 'predict';
      readonly form: 'sequence';
      readonly question: Text;
      readonly of: readonly string[];
      readonly length: number;
    };
