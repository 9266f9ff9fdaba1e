import { LabError } from '../contract/errors.js';
import { ask } from './ask.js';
import type { Output } from './output.js';

/** Where a password comes from when nobody can be asked. */
const variable = 'LVSLAB_KEY_PASSWORD';

/**
 * Asks for a key's password, without showing it.
 * @param twice a new one, which could be mistyped
 * @throws LabError pack.password-missing, pack.password-differs, pack.password-bad, cancelled
 */
export async function askPassword(output: Output, twice = false): Promise<string> {
  const given = process.env[variable];
  if (given !== undefined) return sound(given);
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new LabError({ code: 'pack.password-missing', params: {} });
  const password = await ask(output, { code: 'pack.password', params: {} }, true);
  if (twice && (await ask(output, { code: 'pack.password-again', params: {} }, true)) !== password)
    throw new LabError({ code: 'pack.password-differs', params: {} });
  return sound(password);
}

function sound(password: string): string {
  if (password === '') throw new LabError({ code: 'pack.password-bad', params: {} });
  return password;
}
