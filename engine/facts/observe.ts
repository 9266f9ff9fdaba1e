import { randomBytes } from 'node:crypto';
import type { FactsRequest, Observed } from '../../contract/facts.js';
import { log } from '../log/log.js';
import { type ExecResult, type Shell, ShellError } from '../machines/shell.js';
import { parseFacts } from './parse.js';
import { factsScript } from './script.js';

export interface ObserveOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds; default 30,000. */
  readonly timeout?: number;
  /** Told what the node said, for a recording: raw, with the marker that opens its sections. */
  readonly raw?: (output: string, marker: string, at: number) => void;
}

/**
 * Gathers the facts of a node in one exec. Never throws for what the node does: an unreachable or silent node is an
 * answer. A cancelled exec is thrown on as its ShellError, because then nobody waits for an answer.
 */
export async function observe(
  shell: Shell,
  request: FactsRequest,
  options: ObserveOptions = {},
): Promise<Observed> {
  const marker = `@${randomBytes(12).toString('hex')}`;
  try {
    const result = await ask(shell, request, marker, options);
    const at = Date.now();
    options.raw?.(result.stdout, marker, at);
    const facts = parseFacts(result.stdout, marker, request, at);
    if (facts !== undefined) return { ok: true, facts };
    const detail = `the script ended early (exit ${result.exit}): ${result.stderr.trim().slice(0, 300)}`;
    return { ok: false, reason: 'failed', detail, at: Date.now() };
  } catch (error) {
    if (!(error instanceof ShellError)) {
      // What nobody foresaw costs an answer, not the process with all its sessions.
      log().error({ err: error }, 'observe');
      return { ok: false, reason: 'failed', detail: (error as Error).message, at: Date.now() };
    }
    if (error.reason === 'cancelled') throw error;
    return { ok: false, reason: error.reason, detail: error.message, at: Date.now() };
  }
}

async function ask(
  shell: Shell,
  request: FactsRequest,
  marker: string,
  { timeout = 30_000, signal }: ObserveOptions,
): Promise<ExecResult> {
  if (shell.said !== undefined) return { exit: 0, stdout: shell.said(request, marker), stderr: '' };
  return shell.exec(factsScript(request, marker), {
    timeout,
    maxOutput: 4 * 1024 * 1024,
    ...(signal === undefined ? {} : { signal }),
  });
}
