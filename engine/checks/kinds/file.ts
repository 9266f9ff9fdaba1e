import { own } from '../../../contract/own.js';
import type { Judge } from '../../world/judge.js';
import { cannotRead, factsOn, fail, overNodes, pass, pattern, section, firstLine } from '../judging.js';

export const fileJudge: Judge<'file'> = {
  wants: ({ on, path }) => ({ facts: factsOn(on, { files: [path] }), experiments: [] }),
  judge: ({ on, path, exists, matches }, world) =>
    overNodes(
      on,
      (node) => {
        const found = own(section(world, node, 'files'), path);
        if (found === undefined) throw cannotRead(node, path);
        const params = { node, path };
        const output = found.exists ? (found.content ?? '').slice(0, 3900) : 'No such file or directory';
        const at = section(world, node, 'at');
        const proof = [{ node, command: `cat ${path}`, output, exit: found.exists ? 0 : 1, at }];
        if (exists && !found.exists)
          return fail({ code: 'file.missing', params }, { code: 'file-missing', params }, proof);
        if (!exists && found.exists)
          return fail({ code: 'file.present', params }, { code: 'file-present', params }, proof);
        if (exists && matches !== undefined && !pattern(matches).matches(found.content ?? '')) {
          const message = { code: 'file.mismatch', params: { node, path, pattern: matches } } as const;
          const begins = firstLine(found.content ?? '');
          return fail(message, { code: 'file-content', params: { ...params, begins } }, proof);
        }
        return pass({ code: 'file.ok', params: { nodes: [node], path } }, proof);
      },
      (nodes) => ({ code: 'file.ok', params: { nodes, path } }),
    ),
};
