/**
 * Does something with each of several, so many at a time. One that fails does not keep the others from their turn.
 * @param jobs how many side by side, at least 1
 * @returns what came of each, in their order
 */
export async function several<T, R>(
  all: readonly T[],
  jobs: number,
  work: (one: T) => Promise<R>,
): Promise<readonly PromiseSettledResult<R>[]> {
  const results: PromiseSettledResult<R>[] = [];
  let next = 0;
  const turn = async (): Promise<void> => {
    while (next < all.length) {
      const index = next;
      next += 1;
      [results[index]] = (await Promise.allSettled([work(all[index]!)])) as [PromiseSettledResult<R>];
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, all.length) }, turn));
  return results;
}
