import { Command, CommanderError, Option } from 'commander';
import { type Language, languageOf, languages } from '../contract/text.js';
import { chooseProvider } from '../engine/machines/providers.js';
import { productVersion } from '../engine/product.js';
import { SessionStore } from '../engine/session/store.js';
import { registerAnswer } from './commands/answer.js';
import { registerCheck } from './commands/check.js';
import { registerClass } from './commands/class.js';
import { registerDoctor } from './commands/doctor.js';
import { registerProblem } from './commands/problem.js';
import { registerDown } from './commands/down.js';
import { registerExport } from './commands/export.js';
import { registerGrade } from './commands/grade.js';
import { registerGlossary } from './commands/glossary.js';
import { registerHint } from './commands/hint.js';
import { registerImage } from './commands/image.js';
import { registerLabs } from './commands/labs.js';
import { registerPack } from './commands/pack.js';
import { registerPower } from './commands/power.js';
import { registerPs } from './commands/ps.js';
import { registerReport } from './commands/report.js';
import { registerReplay } from './commands/replay.js';
import { registerReset } from './commands/reset.js';
import { registerRun } from './commands/run.js';
import { registerSchema } from './commands/schema.js';
import { registerSolve } from './commands/solve.js';
import { registerSsh } from './commands/ssh.js';
import { registerStep } from './commands/step.js';
import { registerHandIn } from './commands/hand-in.js';
import { registerSuspend } from './commands/suspend.js';
import { registerTest } from './commands/test-lab.js';
import { registerUi } from './commands/ui.js';
import { registerUp } from './commands/up.js';
import { log, openLog } from '../engine/log/log.js';
import { makeProviders } from '../wiring/providers.js';
import type { CliContext } from './context.js';
import { showError } from './exit.js';
import { Output } from './output.js';
import type { Register, Registration } from './registration.js';
import { splitSsh } from './ssh-argv.js';
import { commandsOnly, wordUsage } from './usage.js';

/** In the order in which help lists them. */
const commands: readonly Register[] = [
  registerDoctor,
  registerProblem,
  registerLabs,
  registerGlossary,
  registerRun,
  registerUp,
  registerPs,
  registerStep,
  registerCheck,
  registerHint,
  registerSolve,
  registerAnswer,
  registerUi,
  registerSsh,
  registerReplay,
  registerReset,
  registerPower,
  registerHandIn,
  registerSuspend,
  registerDown,
  registerReport,
  registerTest,
  registerPack,
  registerClass,
  registerGrade,
  registerSchema,
  registerExport,
  registerImage,
];

interface Globals {
  readonly lang?: Language;
  readonly json?: boolean;
}

/** Headings of commander's help, and what it says of a value. */
const helpWords: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Options:': '选项：',
  'Global Options:': '通用选项：',
  'Commands:': '命令：',
  'Arguments:': '参数：',
};

/** What help says of an option or argument: its text, and the values that it can have. */
function described(
  { description, argChoices, defaultValue }: Pick<Option, 'description' | 'argChoices' | 'defaultValue'>,
  t: Registration['t'],
): string {
  const values = [
    ...(argChoices === undefined
      ? []
      : [`${t('可选', 'choices')}${t('：', ': ')}${argChoices.join(t('、', ', '))}`]),
    ...(typeof defaultValue === 'string' ? [`${t('默认', 'default')}${t('：', ': ')}${defaultValue}`] : []),
  ];
  if (values.length === 0) return description;
  return `${description}${t('（', ' (')}${values.join(t('；', '; '))}${t('）', ')')}`;
}

/** Runs the command. @returns its exit code: see `ExitCode` */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('lvslab');
  let exit = 0;
  const environment = process.env['LC_ALL'] || process.env['LC_MESSAGES'] || process.env['LANG'];
  // Help is worded before options are parsed.
  const asked =
    argv.find((_, index) => argv[index - 1] === '--lang') ??
    argv.find((word) => word.startsWith('--lang='))?.slice(7);
  const language: Language = languages.find((known) => known === asked) ?? languageOf(environment);
  const t = (zh: string, en: string) => (language === 'zh-CN' ? zh : en);
  const outputFor = (globals: Globals) =>
    new Output({ language: globals.lang ?? language, json: globals.json ?? false });

  /** Wraps what a command does: context in, exit code out, every error shown for what it is. */
  const does =
    <A extends unknown[]>(
      action: (context: CliContext, ...args: A) => Promise<number> | number,
      { providerIsVagrants = false } = {},
    ) =>
    async (...args: unknown[]): Promise<void> => {
      const command = args.pop() as Command;
      const globals = command.optsWithGlobals<Globals & { cold?: boolean; provider?: string }>();
      const output = outputFor(globals);
      const name = command.name();
      // What goes well is worth a line only in processes that live on.
      openLog(
        name === 'host' || name === 'ui' ? name : 'command',
        name === 'host' || name === 'ui' ? 'info' : 'warn',
      );
      try {
        const providers = makeProviders(globals.cold === undefined ? {} : { cold: globals.cold });
        const provider = chooseProvider(providers, providerIsVagrants ? undefined : globals.provider);
        exit = await action({ output, provider, providers, store: new SessionStore() }, ...(args as A));
      } catch (error) {
        exit = showError(error, output);
        log().warn({ command: name, err: error, exit }, 'the command failed');
      } finally {
        output.done();
      }
    };

  program
    .description(
      t(
        '在真实虚拟机上学习 LVS 与 keepalived：有引导、有验证、有评分',
        'Labs about Linux Virtual Server and keepalived on real virtual machines: guided, verified, graded',
      ),
    )
    .version(productVersion(), '-V, --version', t('显示版本', 'show the version'))
    .addOption(
      new Option(
        '--lang <language>',
        t('文字语言（默认取自 LANG）', 'language of the texts (default: from LANG)'),
      ).choices(languages),
    )
    .option(
      '--provider <name>',
      t('新会话用哪个 provider（默认 qemu）', 'provider of a new session (default: qemu)'),
    )
    .option('--json', t('在标准输出打印一个 JSON 文档', 'print one JSON document on standard output'))
    .helpOption('-h, --help', t('显示帮助', 'show help'))
    .helpCommand('help [command]', t('显示命令的帮助', 'show help for a command'))
    .configureHelp({
      styleTitle: (title) => t(helpWords[title] ?? title, title),
      optionDescription: (option) => described(option, t),
      argumentDescription: (argument) => described(argument, t),
    })
    // Said in both languages when it is caught.
    .configureOutput({ outputError: () => {} })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText(
      'after',
      t(
        `
示例：
  lvslab doctor                        检查这台机器缺什么
  lvslab run dr-by-hand --solve        自动完成整个实验并评分
  lvslab up dr-by-hand -d              在后台为学员准备虚拟机
  lvslab ssh director                  登录节点
  lvslab check                         哪里对、哪里不对、为什么
  lvslab suspend; lvslab resume -d     改天继续

退出码：0 评分检查全部通过，1 有未通过，2 用法或实验包错误，3 未能检查或虚拟机故障`,
        `
Examples:
  lvslab doctor                        what this machine lacks
  lvslab run dr-by-hand --solve        do a whole lab by itself, graded
  lvslab up dr-by-hand -d              machines for a learner, in the background
  lvslab ssh director                  a terminal on a node
  lvslab check                         what holds, what does not, and why
  lvslab suspend; lvslab resume -d     go on another day

Exit codes: 0 all graded checks pass, 1 some do not, 2 usage or pack error, 3 could not check, or trouble with machines`,
      ),
    );

  const { own, command: nodeCommand } = splitSsh(argv);
  const registration: Registration = {
    program,
    nodeCommand,
    t,
    does,
    session: () =>
      new Option(
        '-s, --session <id>',
        t('指定会话（默认：唯一符合的会话）', 'the session meant (default: the only one that fits)'),
      ),
    seed: () =>
      new Option(
        '--seed <seed>',
        t(
          '用种子抽取实验的变量值；random 为随机',
          'draw the lab\'s values from a seed; "random" for a new one',
        ),
      ),
    cold: () =>
      new Option(
        '--cold',
        t('真正启动虚拟机，而不是从快照恢复', 'boot the machines instead of restoring a snapshot'),
      ),
  };
  for (const register of commands) register(registration);

  try {
    await program.parseAsync(commandsOnly(program, own), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0; // --help, --version
    if (error.code === 'commander.help') return 2; // printed, as no command was named
    const message = wordUsage(error, language);
    const output = outputFor({ json: own.includes('--json') });
    if (output.json) output.result({ error: { code: 'usage', params: {}, message }, exit: 2 });
    output.error(message);
    return 2;
  }
  return exit;
}
