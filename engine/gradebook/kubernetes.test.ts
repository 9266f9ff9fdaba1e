import { Job } from 'kubernetes-models/batch/v1';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { kubernetesManifest } from './kubernetes.js';
import { planOf } from './testing/results.js';

// Held against the schema that Kubernetes publishes of its own interface (batch/v1, OpenAPI); no cluster has seen it here.

const manifest = () =>
  parse(kubernetesManifest(planOf(['ann', 'ben', 'cleo']), { image: 'lvslab:1', claim: 'grades' }));

test('the manifest is an Indexed Job as its schema has it, with a completion a task', () => {
  const job = manifest();
  expect(() => new Job(job).validate()).not.toThrow();
  expect(job.spec).toMatchObject({ completionMode: 'Indexed', completions: 3, parallelism: 3 });
  expect(() => new Job({ ...job, spec: { ...job.spec, completions: '3' } }).validate()).toThrow(
    /completions/,
  );
  expect(() => new Job({ ...job, spec: { completions: 3 } }).validate()).toThrow(/template/);
});
