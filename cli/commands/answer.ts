import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register } from '../registration.js';
import { type Target, withSession } from '../running.js';

export const registerAnswer: Register = ({ program, t, does, session }) => {
  program
    .command('answer <check> <answer>')
    .description(
      t(
        '回答测验，或记下预测；怎样写见 lvslab step 和下面',
        'answer a quiz, or note a prediction; `lvslab step` and the lines below say how',
      ),
    )
    .addHelpText(
      'after',
      t(
        `
选择题、抓到的行   从 0 开始的序号，几个就用逗号隔开：0,2
数字、文字         直接写：2.5
排序               按正确的先后写显示的序号：2,0,1
配对               左=右，用逗号隔开：0=2,1=0
节点、节点序列     节点名，用逗号隔开：rs1,rs2
MAC 地址           用冒号或连字符：52:54:00:0a:1b:2c`,
        `
choices, lines       numbers from 0, several with commas: 0,2
numbers, words       as they are: 2.5
an order             the numbers as shown, in the right order: 2,0,1
pairs                LEFT=RIGHT with commas between: 0=2,1=0
nodes, sequences     names of nodes with commas between: rs1,rs2
a MAC address        with colons or hyphens: 52:54:00:0a:1b:2c`,
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
