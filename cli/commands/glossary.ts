import { LabError } from '../../contract/errors.js';
import { glossary, namesOf, searchTerms, termIds } from '../../contract/messages/glossary.js';
import { nearest } from '../../contract/nearest.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register } from '../registration.js';

export const registerGlossary: Register = ({ program, t, does }) => {
  program
    .command('glossary [term...]')
    .description(t('术语表：全部，或查一个术语', 'the words of the field: all of them, or what one means'))
    .action(does((context, words: string[]) => showTerms(context, words.join(' '))));
};

/** `glossary`: what was looked for, the closest first. @throws LabError term.unknown */
function showTerms({ output }: CliContext, query: string): ExitCode {
  const { language } = output;
  const found = searchTerms(query, language);
  if (found.length === 0) {
    const names = termIds.flatMap((id) => namesOf(id, language));
    throw new LabError({ code: 'term.unknown', params: { term: query, near: nearest(query, names) } });
  }
  if (output.json) {
    output.result(
      found.map((id) => {
        const { names, ...text } = glossary[id];
        return { id, names, text };
      }),
    );
    return 0;
  }
  for (const [at, id] of found.entries()) {
    if (at > 0) output.line();
    const [name = id, ...others] = namesOf(id, language);
    const also = others.length === 0 ? '' : output.paint('dim', ` (${others.join(', ')})`);
    output.line(`${output.paint('bold', name)}${also}`);
    output.line(`  ${glossary[id][language]}`);
  }
  return 0;
}
