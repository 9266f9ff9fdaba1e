import type { ExperimentContext } from './context.js';

/**
 * Milliseconds between two looks, each of which costs every node a process. An experiment that is over sooner has none:
 * no request, and no failover, is given up that early.
 */
const every = 2000;

/** Seconds that the quickest node may take to run nothing before the host is called too slow to judge time limits. */
export const slowAnswer = 1;

/**
 * Watches how long nodes take to run nothing while an experiment is made. The quickest one counts: a node that is
 * paused, cut off or busy is slow alone, a host that has too much to do is slow everywhere.
 * @returns ends it and says the longest time in seconds; 0: there was no look
 */
export function watchHost(context: ExperimentContext): () => number {
  let longest = 0;
  let since: number | undefined;
  const look = async (): Promise<void> => {
    if (since !== undefined) return;
    since = Date.now();
    const answers = context.topology.nodes.map(({ name }) =>
      context.shell(name).exec(':', { timeout: 30_000 }),
    );
    const answered = await Promise.any(answers).then(
      () => true,
      () => false,
    );
    // Nobody can be asked: that says nothing of the host.
    if (answered) longest = Math.max(longest, Date.now() - since);
    since = undefined;
  };
  const timer = setInterval(() => void look(), every);
  return () => {
    clearInterval(timer);
    return Math.max(longest, since === undefined ? 0 : Date.now() - since) / 1000;
  };
}
