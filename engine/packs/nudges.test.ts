import { expect, test } from 'vitest';
import { languages } from '../../contract/text.js';
import { packsRoot } from '../product.js';
import { labFolders, requireLab } from './library.js';

const steps = labFolders(packsRoot).flatMap((folder) => {
  const { lab } = requireLab(folder).instantiate(undefined);
  return lab.steps.map((step) => ({ name: `${lab.id} ${step.id}`, step }));
});

test.each(steps)('the nudges of $name are free, so they have no command of the solution', ({ step }) => {
  const commands = Object.values(step.solve)
    .flatMap((script) => script.split('\n'))
    .map((line) => line.replace(/\s*(?:\|\||>|;|&&).*$/, '').trim())
    .filter((line) => line.includes(' '));
  for (const { hint } of step.checks)
    for (const language of languages)
      expect(commands.filter((command) => hint?.[language].includes(command))).toEqual([]);
});
