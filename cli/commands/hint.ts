import type { HintView } from '../../contract/hints.js';
import { confirmed } from '../ask.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register } from '../registration.js';
import { type Target, withSession } from '../running.js';
import { visible } from '../../contract/visible.js';

export const registerHint: Register = ({ program, t, does, session }) => {
  program
    .command('hint <check>')
    .description(t('检查的下一级提示，要扣分的先问', "a check's next help; what costs points asks first"))
    .option('-y, --yes', t('扣分也要看', 'although it costs points'))
    .addOption(session())
    .action(
      does(async (context, check: string, options: Parameters<typeof hint>[2]) =>
        hint(context, check, options),
      ),
    );
};

/** `hint CHECK`: shows its next level; one that costs points only with `--yes`, or when it is agreed to at a prompt. */
async function hint(
  context: CliContext,
  check: string,
  options: Target & { readonly yes?: boolean },
): Promise<ExitCode> {
  const { output } = context;
  return withSession(context, options, async ({ client }) => {
    const { shown, next } = await client.call('hints', { check });
    if (next === undefined) {
      if (output.json) output.result({ shown });
      for (const one of shown) show(context, one);
      output.message({ code: 'hint.last', params: { check } });
      return 0;
    }
    if (next.price > 0 && options.yes !== true) {
      output.message({ code: 'hint.price', params: { price: next.price } });
      if (!(await confirmed(output, { code: 'hint.ask', params: {} }))) {
        if (output.json) output.result({ shown, next });
        output.message({ code: 'hint.yes', params: { check } });
        return 2; // nothing was checked, nothing given
      }
    }
    const given = await client.call('hint', { check, level: next.level });
    const after = await client.call('hints', { check });
    if (output.json) output.result({ given, ...after });
    show(context, given);
    if (after.next !== undefined) output.message({ code: 'hint.next', params: after.next });
    return 0;
  });
}

function show({ output }: CliContext, { text, commands }: HintView): void {
  output.line(visible(output.text(text)));
  for (const [node, code] of Object.entries(commands ?? {})) {
    output.line(output.paint('bold', `[${node}]`));
    for (const line of visible(code).trim().split('\n')) output.line(`    ${line}`);
  }
}
