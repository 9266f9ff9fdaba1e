import { nodeDefaults } from '../../contract/lab.js';
import type { LabProof, LabSheet } from '../../contract/packs.js';
import type { LoadedLab } from './compiled.js';

/** @param proof what its publisher says to have shown of it */
export function sheetOf({ lab, digest }: LoadedLab, proof: LabProof | undefined): LabSheet {
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
    ...(proof === undefined ? {} : { proof }),
  };
}
