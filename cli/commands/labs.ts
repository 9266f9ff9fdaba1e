import { shelfOf } from '../../engine/packs/shelf.js';
import { labName } from '../../contract/lab-name.js';
import { makeLibrary } from '../../wiring/packs.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import { pad } from '../output.js';
import type { Register } from '../registration.js';

export const registerLabs: Register = ({ program, t, does }) => {
  program
    .command('labs')
    .description(t('列出实验：自带的和安装的包里的', 'list the labs, built in and of installed packs'))
    .action(does((context) => listLabs(context)));
};

/** `labs`: all labs of the library. One that is not sound is told, and hides no other. */
async function listLabs(context: CliContext): Promise<ExitCode> {
  const { output } = context;
  const library = makeLibrary();
  const { cards, unsound } = await shelfOf(library.folders());
  const troubles = [...unsound, ...library.troubles()];
  for (const error of troubles) output.error(error.wording(output.language));
  const code = troubles.length > 0 ? 2 : 0;
  // A lab is asked for by its id alone where no other pack has one of that id.
  const nameOf = ({ pack, id }: { readonly pack: string; readonly id: string }) =>
    cards.filter((card) => card.id === id).length > 1 ? labName(pack, id) : id;
  if (output.json) {
    output.result(
      cards.map(({ id, pack, title, summary, level, minutes, course, steps }) => ({
        id,
        name: labName(pack, id),
        pack,
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
    output.line(`${pad(nameOf(lab), 20)} ${output.paint('bold', output.text(lab.title))}`);
    output.line(`${pad('', 20)} ${output.text(lab.summary)}`);
  }
  return code;
}
