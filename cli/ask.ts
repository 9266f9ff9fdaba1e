import { createInterface } from 'node:readline/promises';
import type { CliMessage, Output } from './output.js';

/**
 * Asks a question on the terminal that is answered by y or n. Anything else is no, and so it is where nobody can be asked, or the output
 * is read by a program.
 * @param signal takes the question back, which is no, too
 */
export async function confirmed(
  output: Output,
  question: CliMessage,
  signal?: AbortSignal,
): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY || output.json) return false;
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = prompt.question(output.say(question), signal === undefined ? {} : { signal });
    return /^(y|yes|是)$/i.test((await answer).trim());
  } catch (error) {
    if (signal?.aborted === true) return false;
    throw error;
  } finally {
    prompt.close();
  }
}
