import { type Lab, nodeDefaults } from '../../contract/lab.js';
import type { Text } from '../../contract/text.js';
import type { LoadedLab } from './compiled.js';

/** What a lab will do on somebody's computer, computed from the lab itself: to be read before it is installed. */
export interface LabSheet {
  readonly id: string;
  readonly title: Text;
  readonly digest: string;
  readonly minutes: number;
  readonly steps: number;
  readonly checks: number;
  /** MiB of all machines together, at most. */
  readonly memory: number;
  readonly disk: number;
  readonly nodes: readonly {
    readonly name: string;
    readonly role: Lab['topology']['nodes'][string]['role'];
    readonly memory: number;
    readonly disk: number;
    /** Set-up scripts that run there as root before the learner gets the machine. */
    readonly scripts: readonly string[];
  }[];
  /** Steps that can be typed in for the learner; a learner's pack has none. */
  readonly solutions: number;
  readonly mistakes: number;
}

export function sheetOf({ lab, digest }: LoadedLab): LabSheet {
  const nodes = Object.entries(lab.topology.nodes).map(([name, node]) => ({
    name,
    role: node.role,
    memory: node.memory ?? nodeDefaults.memory,
    disk: node.disk ?? nodeDefaults.disk,
    scripts: lab.setup[name] ?? [],
  }));
  const sum = (what: 'memory' | 'disk') => nodes.reduce((all, node) => all + node[what], 0);
  return {
    id: lab.id,
    title: lab.title,
    digest,
    minutes: lab.minutes,
    steps: lab.steps.length,
    checks: lab.steps.reduce((all, step) => all + step.checks.length, 0),
    memory: sum('memory'),
    disk: sum('disk'),
    nodes,
    solutions: lab.steps.filter(({ solve }) => Object.keys(solve).length > 0).length,
    mistakes: lab.mistakes.length,
  };
}
