import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { LabError } from '../contract/errors.js';
import type { Output } from './output.js';

/** Where a password comes from when nobody can be asked. */
const variable = 'LVSLAB_KEY_PASSWORD';

/**
 * Asks for a key's password, without showing it.
 * @param twice a new one, which could be mistyped
 * @throws LabError pack.password-missing, pack.password-differs, pack.password-bad
 */
export async function askPassword(output: Output, twice = false): Promise<string> {
  const given = process.env[variable];
  if (given !== undefined) return sound(given);
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new LabError({ code: 'pack.password-missing', params: {} });
  const password = await question(output.say({ code: 'pack.password', params: {} }));
  if (twice && (await question(output.say({ code: 'pack.password-again', params: {} }))) !== password)
    throw new LabError({ code: 'pack.password-differs', params: {} });
  return sound(password);
}

function sound(password: string): string {
  if (password === '') throw new LabError({ code: 'pack.password-bad', params: {} });
  return password;
}

/** Asks on the terminal; what is typed is not printed. */
async function question(text: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stderr.write(text);
  try {
    return await prompt.question('');
  } finally {
    prompt.close();
    process.stderr.write('\n');
  }
}
