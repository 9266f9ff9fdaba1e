/** What the main process and the engine's process say to each other, beside the window's own port. */
export type ToEngine =
  /** A port to serve comes with it. */
  | { readonly type: 'port' }
  | { readonly type: 'count' }
  | { readonly type: 'leave'; readonly how: 'suspend' | 'end' };

export type FromEngine =
  | {
      readonly type: 'counted';
      readonly running: number;
      readonly grading: boolean;
      readonly onQuit: 'ask' | 'suspend' | 'end';
    }
  | { readonly type: 'left'; readonly error?: string };
