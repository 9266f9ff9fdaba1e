import { LabError } from '../contract/errors.js';
import { vagrantItself } from './command.js';
import { told } from './told.js';

/** The oldest Vagrant that this is made for. */
export const oldest = '2.2.19';

export function tooOld(version: string): boolean {
  const numbers = version.split('.').map(Number);
  for (const [index, wanted] of oldest.split('.').entries()) {
    const found = numbers[index] ?? 0;
    if (found !== Number(wanted)) return found < Number(wanted);
  }
  return false;
}

/** @throws LabError where there is no Vagrant, or one that is too old */
export async function requireVagrant(signal?: AbortSignal): Promise<void> {
  const version = await told(vagrantItself().version(signal === undefined ? {} : { signal }));
  if (tooOld(version)) throw new LabError({ code: 'vagrant.too-old', params: { version, oldest } });
}
