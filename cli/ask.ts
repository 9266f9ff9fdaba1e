import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { LabError } from '../contract/errors.js';
import type { CliMessage, Output } from './output.js';

/** Can somebody be asked? Not where the output is read by a program. */
export function canAsk(output: Output): boolean {
  return process.stdin.isTTY && process.stderr.isTTY && !output.json;
}

/**
 * Asks on the terminal.
 * @param secret what is typed is not printed
 * @param signal takes the question back
 * @throws LabError cancelled: by Ctrl-C, or Ctrl-D, or by the signal
 */
export async function ask(
  output: Output,
  question: CliMessage,
  secret = false,
  signal?: AbortSignal,
): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({
    input: process.stdin,
    output: secret ? silent : process.stderr,
    ...(secret ? { terminal: true } : {}),
  });
  const text = output.say(question);
  if (secret) process.stderr.write(text);
  try {
    // Where the input ends nobody will answer, and `question` waits for ever.
    const ended = new Promise<never>((_, reject) => prompt.once('close', () => reject(new Error('closed'))));
    return await Promise.race([
      prompt.question(secret ? '' : text, signal === undefined ? {} : { signal }),
      ended,
    ]);
  } catch (error) {
    if (!secret) process.stderr.write('\n');
    throw new LabError({ code: 'cancelled', params: {} }, { cause: error });
  } finally {
    prompt.close();
    if (secret) process.stderr.write('\n');
  }
}

/**
 * Asks a question that is answered by y or n; anything else is no, and so it is where nobody can be asked.
 * @param signal takes the question back
 * @throws LabError cancelled
 */
export async function confirmed(
  output: Output,
  question: CliMessage,
  signal?: AbortSignal,
): Promise<boolean> {
  return canAsk(output) && /^(y|yes|是)$/i.test((await ask(output, question, false, signal)).trim());
}
