import { randomBytes } from 'node:crypto';
import type { KernelState } from '../../contract/handin.js';
import { readSections, type Section } from '../facts/sections.js';
import { type Shell, ShellError } from '../machines/shell.js';
import { bounded, type KernelPart, kernelScript, kernelSections, script, section } from './script.js';
import { kernelOf } from './state.js';
import { runningUnits } from './units.js';

/** Milliseconds that a busy machine may take for it. */
const lookLimit = 180_000;
const lookBytes = 40 * 1024 * 1024;

/**
 * What the kernel of a node has now, without its files.
 * @param what as for kernelScript @throws ShellError also where its answer is cut short: what is missing would look as if it were gone
 */
export async function kernelNow(
  shell: Shell,
  signal?: AbortSignal,
  what: KernelPart = 'all',
): Promise<KernelState> {
  return kernelOf(await sectionsOf(shell, (marker) => kernelScript(marker, what), signal));
}

/** What runs on a node, and what its kernel has. */
export interface Running {
  readonly kernel: KernelState;
  readonly units: readonly string[];
  /** A daemon moves addresses and fills tables by itself. */
  readonly moves: boolean;
}

/** @throws ShellError as kernelNow */
export async function runningNow(shell: Shell, signal?: AbortSignal): Promise<Running> {
  const parts = [
    bounded(kernelSections),
    section('units', runningUnits),
    section('movers', 'pidof keepalived ldirectord'),
  ];
  const sections = await sectionsOf(shell, (marker) => script(marker, parts), signal);
  const said = (name: string) => sections.get(name)?.text.trim() ?? '';
  return { kernel: kernelOf(sections), units: said('units').split('\n'), moves: said('movers') !== '' };
}

async function sectionsOf(
  shell: Shell,
  of: (marker: string) => string,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Section>> {
  const marker = newMarker();
  const { stdout } = await shell.exec(of(marker), {
    timeout: lookLimit,
    maxOutput: lookBytes,
    ...(signal === undefined ? {} : { signal }),
  });
  const sections = readSections(stdout, marker);
  if (!sections.has('kernel')) throw new ShellError('unreachable', 'its answer was cut short');
  return sections;
}

/** Opens sections; what a node prints cannot guess it. */
export function newMarker(): string {
  return `@${randomBytes(12).toString('hex')}`;
}
