// `npm run test:slurm`: grading on a real Slurm cluster of two nodes on this host. Sets up what that needs, and says so.
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
run(process.execPath, ['node_modules/.bin/vitest', 'run', '--project', 'slurm', ...process.argv.slice(2)]);
