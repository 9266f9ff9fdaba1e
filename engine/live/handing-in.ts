import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../contract/errors.js';
import type { HandInHead, HandInView } from '../../contract/handin.js';
import { collectStates } from '../handins/collect.js';
import { writeHandIn } from '../handins/file.js';
import { handInKey } from '../handins/key.js';
import { writeFileAtomic } from '../machines/files.js';
import { dataRoot } from '../machines/roots.js';
import { ShellError } from '../machines/shell.js';
import { productVersion } from '../product.js';
import type { Session } from '../session/session.js';
import type { Work } from '../session/work.js';
import { learnersNodes } from '../world/learners.js';

/** Bytes of a journal that is handed in: what an archive takes of one file. */
const journalBytes = 16_777_216;
/** Its name beside the session's journal. */
export const handInFile = 'hand-in.lvsub';

/**
 * Takes the state of every node that runs, and writes it with the journal to a file beside the session, which goes on meanwhile.
 * @throws LabError `hand-in.journal-large`, `hand-in.archive`, `cancelled`; what a full disk throws
 */
export async function handIn(session: Session, work: Work): Promise<HandInView> {
  const { record, machines, loaded } = session;
  const journalFile = session.journal.file;
  const { size } = statSync(journalFile);
  if (size > journalBytes)
    throw new LabError({
      code: 'hand-in.journal-large',
      params: { file: journalFile, bytes: size, limit: journalBytes },
    });
  const { signal, onEvent } = work;
  const taken = await collectStates(
    session.topology.nodes.map(({ name }) => name),
    async (node) => ((await machines.state(node)) === 'running' ? machines.shell(node) : undefined),
    {
      ...(signal === undefined ? {} : { signal }),
      progress: (node) => onEvent?.({ type: 'handing-in', node }),
    },
  ).catch((error: unknown) => {
    if (error instanceof ShellError) throw new LabError({ code: 'cancelled', params: {} }, { cause: error });
    throw error;
  });
  const { pack } = loaded.compiled;
  const head: HandInHead = {
    format: 1,
    session: record.id,
    lab: record.labId,
    ...(pack === undefined ? {} : { pack: { id: pack.id, version: pack.version } }),
    digest: loaded.digest,
    seed: record.seed,
    drawn: record.drawn,
    provider: record.provider,
    learner: session.progress().learner.slice(0, 80),
    product: productVersion(),
    made: Date.now(),
    nodes: [...taken.nodes],
  };
  const journal = readFileSync(journalFile);
  const written = await writeHandIn({ head, journal, states: taken.states }, await handInKey(dataRoot()));
  if (!written.ok) throw new LabError({ code: 'hand-in.archive', params: { inArchive: written.problem } });
  const file = join(session.folder, handInFile);
  writeFileAtomic(file, written.archive);
  const learners = learnersNodes(session.lab);
  return {
    file,
    bytes: written.archive.length,
    nodes: taken.nodes.map(({ node, state }) => {
      const found = taken.states.find((each) => each.node === node);
      return {
        node,
        state,
        learners: learners.has(node),
        changes: found?.files.length ?? 0,
        packages: found?.added.map(({ name }) => name) ?? [],
        database: found?.database !== undefined,
        left: found?.left ?? [],
      };
    }),
  };
}
