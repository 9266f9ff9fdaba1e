import { shelfOf } from '../../engine/packs/shelf.js';
import { packsRoot } from '../../engine/product.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import { pad } from '../output.js';
import type { Register } from '../registration.js';

export const registerLabs: Register = ({ program, t, does }) => {
  program
    .command('labs')
    .description(t('列出内置实验', 'list the built-in labs'))
    .action(does((context) => listLabs(context)));
};

/** `labs`: the built-in labs. One that is not sound is told, and hides no other. */
async function listLabs(context: CliContext): Promise<ExitCode> {
  const { output } = context;
  const { cards, unsound } = await shelfOf(packsRoot);
  for (const error of unsound) output.error(error.wording(output.language));
  const code = unsound.length > 0 ? 2 : 0;
  if (output.json) {
    output.result(
      cards.map(({ id, title, summary, level, minutes, course, steps }) => ({
        id,
        title,
        summary,
        level,
        minutes,
        course,
        steps,
      })),
    );
    return code;
  }
  for (const lab of cards) {
    output.line(`${pad(lab.id, 20)} ${output.paint('bold', output.text(lab.title))}`);
    output.line(`${pad('', 20)} ${output.text(lab.summary)}`);
  }
  return code;
}
