import { createInterface } from 'node:readline/promises';
import type { CliMessage, Output } from './output.js';

/**
 * Asks a question on the terminal that is answered by y or n. Anything else is no, and so it is where nobody can be asked, or the output
 * is read by a program.
 */
export async function confirmed(output: Output, question: CliMessage): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY || output.json) return false;
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^(y|yes|是)$/i.test((await prompt.question(output.say(question))).trim());
  } finally {
    prompt.close();
  }
}
