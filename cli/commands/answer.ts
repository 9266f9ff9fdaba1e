import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register } from '../registration.js';
import { type Target, withSession } from '../running.js';

export const registerAnswer: Register = ({ program, t, does, session }) => {
  program
    .command('answer <check> <answer>')
    .description(
      t(
        '回答测验；选择题写从 0 开始的序号，如 0,2',
        'answer a quiz; of a choice the numbers from 0, like 0,2',
      ),
    )
    .addOption(session())
    .action(
      does(async (context, id: string, text: string, options: Target) => answer(context, id, text, options)),
    );
};

async function answer(
  context: CliContext,
  checkId: string,
  text: string,
  options: Target,
): Promise<ExitCode> {
  return withSession(context, options, async ({ client, options: call }) => {
    let right = false;
    await client.call(
      'answer',
      { check: checkId, answer: text },
      {
        ...call,
        onEvent: (event) => {
          if (event.type === 'verdict' && event.verdict.check === checkId)
            right = event.verdict.status === 'pass';
          call.onEvent(event);
        },
      },
    );
    return right ? 0 : 1;
  });
}
