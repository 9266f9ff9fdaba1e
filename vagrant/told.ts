import { LabError } from '../contract/errors.js';
import { VagrantError, type VagrantReason } from './vagrant-error.js';

/** Waits for a Vagrant command; what went wrong there becomes an error that a person can be told. */
export async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof VagrantError ? labError(error) : error;
  }
}

/** An error, or that the work was cancelled where it came of that. */
export function orCancelled(error: unknown, signal: AbortSignal | undefined): unknown {
  return signal?.aborted === true && !(error instanceof LabError)
    ? new LabError({ code: 'cancelled', params: {} }, { cause: error })
    : error;
}

const ofItsOwn = [
  'locked',
  'box-missing',
  'network-clash',
  'name-clash',
  'libvirt-unreachable',
  'plugin-missing',
  'not-created',
  'timeout',
] as const satisfies readonly VagrantReason[];

/** Of several machines that failed for one reason, Vagrant tells it as often (BatchMultiError in its locales/en.yml). */
function once(message: string): string {
  const heading =
    /An (?:unexpected )?error occurred wh(?:ile|en) executing the action on the\s+'[^']*'\s+machine\. Please (?:handle this error then try again|report this as a bug):/;
  const stack = /^\S+:\d+:in [`'].*\n?/gm;
  const parallel =
    /An error occurred while executing multiple actions in parallel\.\s*Any errors that occurred are shown below\./;
  const told = message
    .replace(parallel, '')
    .replaceAll(stack, '')
    .split(heading)
    .map((part) => part.trim());
  return [...new Set(told)].filter((part) => part !== '').join('\n');
}

function labError(error: VagrantError): LabError {
  const { reason, command } = error;
  const options = { cause: error };
  if (reason === 'cancelled') return new LabError({ code: 'cancelled', params: {} }, options);
  if (reason === 'missing') return new LabError({ code: 'vagrant.missing', params: {} }, options);
  // Vagrant's message, or its last words when it has none.
  const detail = (once(error.message).trim() || error.lines.slice(-5).join('\n')).slice(0, 1500);
  if (reason === 'disk-full') return new LabError({ code: 'vagrant.disk-full', params: { detail } }, options);
  const known = ofItsOwn.find((each) => each === reason);
  return new LabError(
    { code: known === undefined ? 'vagrant.failed' : `vagrant.${known}`, params: { command, detail } },
    options,
  );
}
