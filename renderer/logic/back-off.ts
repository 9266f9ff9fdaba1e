/** How long to wait before trying again, in milliseconds: 1 s, doubled with every failure, 30 s at most. */
export function backOff(failures: number): number {
  return Math.min(30_000, 1000 * 2 ** Math.min(failures, 5));
}
