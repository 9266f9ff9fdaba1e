import type { NodeProgress, SessionView } from '../../contract/views.js';

export interface LogLine {
  readonly at: number;
  /** Empty: the host's part. */
  readonly node: string;
  readonly progress: NodeProgress;
}

type Progress = Pick<SessionView, 'host' | 'starting'>;

/** The news of a view against the one before: a line for every part that is in another phase or state. */
export function newsOf(before: Progress | undefined, now: Progress): readonly LogLine[] {
  const lines: LogLine[] = [];
  const compare = (node: string, old: NodeProgress | undefined, fresh: NodeProgress | undefined) => {
    if (fresh === undefined) return;
    if (old?.phase === fresh.phase && stage(old) === stage(fresh)) return;
    lines.push({ at: fresh.at, node, progress: fresh });
  };
  compare('', before?.host, now.host);
  for (const [node, progress] of Object.entries(now.starting))
    compare(node, before?.starting[node], progress);
  return lines.sort((a, b) => a.at - b.at);
}

/** Start and running are the same news. */
function stage(progress: NodeProgress): string {
  return progress.state === 'start' ? 'running' : progress.state;
}
