/** Where a client counts its requests while a drill is on, a line a try. */
export const tallyFile = '/run/lvslab-tally';

/** Prints how many requests the client made since the drill of this turn began, and how many of them were lost. */
export function tallyCommand(turn: number): string {
  return `awk 'NF == 3 { n++; l += !$3 } END { print n + 0, l + 0 }' ${tallyFile}-${turn}`;
}

/** @returns undefined where it was not counted */
export function readTally(output: string): { readonly total: number; readonly lost: number } | undefined {
  const found = /^(\d{1,9}) (\d{1,9})$/.exec(output.trim());
  if (found === null || Number(found[1]) === 0) return undefined;
  return { total: Number(found[1]), lost: Number(found[2]) };
}
