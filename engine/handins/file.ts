import { canonical } from '../../contract/canonical.js';
import type { PackVersion } from '../../contract/lab.js';
import type { HandInProblem } from '../../contract/messages/hand-ins.js';
import { type HandInHead, handInSchema, type NodeState, nodeStateSchema } from '../../contract/handin.js';
import type { FileContent } from '../archive/place.js';
import { readArchive } from '../archive/read.js';
import type { ArchiveSource, Patience } from '../archive/source.js';
import type { WriteResult } from '../archive/write.js';
import { packArchive, type PackSignature, signatureOf } from '../packs/signed.js';
import type { SecretKey } from '../signing/sign.js';

const headFile = 'hand-in.json';
const journalFile = 'journal.jsonl';
const nodeFile = (node: string) => `nodes/${node}.json`;
/** What stands for the pack of a lab that stood alone: an archive's manifest names one. */
const noPack: PackVersion = { id: 'none', version: '0.0.0' };

export interface HandIn {
  readonly head: HandInHead;
  /** The session's journal, its bytes as they were. */
  readonly journal: Buffer;
  /** Of the nodes whose state was taken. */
  readonly states: readonly NodeState[];
}

/**
 * A hand-in as one file (`.lvsub`): an archive as packs are, with the lab's digest for its own, signed by the learner's own key. The
 * signature tells whether anything was changed since, and two learners apart; not that what it says is true.
 */
export function writeHandIn({ head, journal, states }: HandIn, secret: SecretKey): Promise<WriteResult> {
  const json = (path: string, value: unknown): FileContent => file(path, Buffer.from(canonical(value)));
  return packArchive(
    {
      fields: { pack: head.pack ?? noPack, kind: 'hand-in', digest: head.digest },
      files: [
        json(headFile, head),
        file(journalFile, journal),
        ...states.map((state) => json(nodeFile(state.node), state)),
      ],
    },
    secret,
  );
}

const file = (path: string, content: Buffer): FileContent => ({ path, mode: '0644', content });

export type HandInReading =
  | {
      readonly ok: true;
      readonly handIn: HandIn;
      readonly signature: PackSignature;
    }
  | { readonly ok: false; readonly problem: HandInProblem };

/** Reads a hand-in as if its maker were hostile: into memory, all of it bounded, nothing of it run. */
export async function readHandIn(source: ArchiveSource, patience: Patience = {}): Promise<HandInReading> {
  const read = await readArchive(source, patience);
  if (!read.ok) return { ok: false, problem: { kind: 'archive', problem: read.problem } };
  if (read.head.manifest.kind !== 'hand-in') return { ok: false, problem: { kind: 'a-pack' } };
  const files = new Map(read.files.map(({ path, content }) => [path, content]));
  const parse = <T>(path: string, schema: Schema<T>): Parsed<T> => parsed(path, files.get(path), schema);
  const head = parse(headFile, handInSchema);
  if (!head.ok) return head;
  const journal = files.get(journalFile);
  if (journal === undefined) return { ok: false, problem: { kind: 'missing', path: journalFile } };
  const states: NodeState[] = [];
  for (const { node, state } of head.value.nodes) {
    if (state !== 'taken') continue;
    const found = parse(nodeFile(node), nodeStateSchema);
    if (!found.ok) return found;
    if (found.value.node !== node)
      return { ok: false, problem: { kind: 'shape', path: nodeFile(node), at: 'node' } };
    states.push(found.value);
  }
  return { ok: true, handIn: { head: head.value, journal, states }, signature: signatureOf(read.head) };
}

interface Schema<T> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: T }
    | {
        readonly success: false;
        readonly error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] };
      };
}

type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: HandInProblem };

function parsed<T>(path: string, content: Buffer | undefined, schema: Schema<T>): Parsed<T> {
  if (content === undefined) return { ok: false, problem: { kind: 'missing', path } };
  let value: unknown;
  try {
    value = JSON.parse(content.toString('utf8'));
  } catch {
    return { ok: false, problem: { kind: 'shape', path, at: '' } };
  }
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const at = (result.error.issues[0]?.path ?? []).map(String).join('.');
  return { ok: false, problem: { kind: 'shape', path, at: at.slice(0, 200) } };
}
