// `npm run test:slurm`: grading on a real Slurm cluster of two nodes on this host; `npm run test:class`: a class of thirty, here and there,
// which takes about an hour. Sets up what that needs, and says so.
import { installDebianPackages, run, setUp } from './setup.mjs';

/** program → Debian package and what it is for */
const slurmPackages = [
  ['slurmctld', 'slurmctld', "Slurm's controller"],
  ['slurmd', 'slurmd', "Slurm's nodes"],
  ['sbatch', 'slurm-client', "Slurm's commands"],
  ['munged', 'munge', 'what they trust each other by'],
];

setUp([]);
installDebianPackages(slurmPackages);
const [project = 'slurm', ...words] = process.argv.slice(2);
run(process.execPath, ['node_modules/.bin/vitest', 'run', '--project', project, ...words]);
