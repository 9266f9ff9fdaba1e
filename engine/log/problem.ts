import { existsSync, readdirSync } from 'node:fs';
import { release } from 'node:os';
import { join, relative } from 'node:path';
import { hostCatalogue } from '../../contract/messages/host.js';
import type { DoctorFinding } from '../../contract/machines.js';
import { word } from '../../contract/text.js';
import { visible } from '../../contract/visible.js';
import { readTail } from '../machines/files.js';
import { productVersion } from '../product.js';
import { logNames, logsFolder } from './log.js';

/** Bytes of one file's end that are shown. */
const maxTail = 131_072;
/** Files of one session. */
const maxFiles = 40;

/** One part of what is told of a problem. */
export interface ProblemPart {
  readonly name: string;
  readonly text: string;
}

export interface ProblemSource {
  readonly findings: readonly DoctorFinding[];
  /** Folders of the sessions that it may be about. */
  readonly sessions: readonly string[];
  readonly logs?: string;
}

/**
 * What somebody who is to mend a problem has to know: versions, what doctor finds, the last lines of each log, and of sessions the
 * journal, the machines' record and their consoles. Keys are not in it; the learner's name and answers are, as the journal has them.
 */
export function problemParts({
  findings,
  sessions,
  logs = logsFolder(),
}: ProblemSource): readonly ProblemPart[] {
  const versions = {
    product: productVersion(),
    node: process.version,
    electron: process.versions['electron'] ?? '-',
    platform: `${process.platform} ${process.arch} ${release()}`,
    made: new Date().toISOString(),
  };
  return [
    {
      name: 'versions',
      text: Object.entries(versions)
        .map(([name, text]) => `${name}: ${text}`)
        .join('\n'),
    },
    {
      name: 'doctor',
      text: findings
        .map(
          ({ status, message, fix }) =>
            `${status}: ${word(hostCatalogue, message, 'en')}${fix === undefined ? '' : ` (${fix})`}`,
        )
        .join('\n'),
    },
    ...logNames.flatMap((name) => part(`log ${name}`, join(logs, `${name}.log`))),
    ...sessions.flatMap((folder) =>
      filesOf(folder).flatMap((file) => part(`session ${relative(join(folder, '..'), file)}`, file)),
    ),
  ];
}

/** One file of it all: readable as it is, and easy to search. */
export function problemText(parts: readonly ProblemPart[]): string {
  return parts.map(({ name, text }) => `===== ${name} =====\n${text.trimEnd()}\n`).join('\n');
}

/** The journal, what is known of the machines, and what they printed: never keys, memories or disks. */
function filesOf(folder: string): readonly string[] {
  const wanted = /(?:^|\/)(?:journal\.jsonl|session\.json|machines\.json|console[\w.-]*)$/;
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => wanted.test(name))
      .toSorted()
      .slice(0, maxFiles)
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function part(name: string, file: string): readonly ProblemPart[] {
  if (!existsSync(file)) return [];
  try {
    return [{ name, text: visible(tailOf(file)) }];
  } catch (error) {
    return [{ name, text: `(${String(error)})` }];
  }
}

/** The end of a file, from the beginning of a line; what is left out before it is said. */
function tailOf(file: string): string {
  const { text, before } = readTail(file, maxTail);
  return before === 0 ? text : `(${before} bytes before)\n${text.slice(text.indexOf('\n') + 1)}`;
}
