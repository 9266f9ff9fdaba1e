import type { IJob } from 'kubernetes-models/batch/v1';
import { stringify } from 'yaml';
import type { Plan } from '../../contract/gradebook.js';
import { mostAttempts } from './folder.js';
import { memoryFor, taskMinutes } from './local.js';

/** Where the folder of the grades is in a pod. */
const mount = '/grading';
/** Pods at once, where nobody says. */
const parallelism = 50;

/**
 * An Indexed Job (batch/v1): one pod a task, tried again alone when it ends with another exit code than 0. Tasks whose result is there end at once.
 * @param image a container image with this program and its guest image @param claim a volume claim that all pods can write
 */
export function kubernetesManifest(
  plan: Plan,
  { image, claim }: { readonly image: string; readonly claim: string },
): string {
  const memory = `${memoryFor(plan)}Mi`;
  const container = {
    name: 'task',
    image,
    command: ['sh', '-c', `exec lvslab grade task ${mount} "$JOB_COMPLETION_INDEX"`],
    resources: { requests: { cpu: '1', memory }, limits: { memory } },
    volumeMounts: [{ name: 'grading', mountPath: mount }],
  };
  const job: IJob = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: `lvslab-${plan.class.id}` },
    spec: {
      completionMode: 'Indexed',
      completions: plan.tasks.length,
      parallelism: Math.min(parallelism, plan.tasks.length),
      backoffLimitPerIndex: mostAttempts - 1,
      maxFailedIndexes: plan.tasks.length,
      template: {
        spec: {
          restartPolicy: 'Never',
          activeDeadlineSeconds: (taskMinutes + 2) * 60,
          containers: [container],
          volumes: [{ name: 'grading', persistentVolumeClaim: { claimName: claim } }],
        },
      },
    },
  };
  return stringify(job);
}
