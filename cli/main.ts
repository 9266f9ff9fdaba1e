import { Argument, Command, CommanderError, Option } from 'commander';
import { LabError } from '../contract/errors.js';
import { jsonSchemaOf } from '../contract/json-schema.js';
import { type Language, languageOf, languages } from '../contract/text.js';
import { exportVagrant } from './commands/export.js';
import { doctor, imageBox, imageBuild, imageInfo, imageRemove, listLabs } from './commands/host.js';
import { hostSession, resumeSession, runLab, upLab } from './commands/run.js';
import { type PowerAction, powerActions } from '../contract/session.js';
import { power } from './commands/power.js';
import { answer, check, down, listSessions, report, reset, solve, suspend } from './commands/session.js';
import { ssh } from './commands/ssh.js';
import { testLab } from './commands/test-lab.js';
import { ui } from './commands/ui.js';
import { productVersion } from '../engine/product.js';
import { type CliContext, makeProviders } from './context.js';
import { chooseProvider } from '../engine/machines/providers.js';
import { showError } from './exit.js';
import { Output } from './output.js';
import { SessionStore } from '../engine/session/store.js';

interface Globals {
  readonly lang?: Language;
  readonly json?: boolean;
}

/** Headings of commander's help. */
const helpTitles: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Options:': '选项：',
  'Commands:': '命令：',
  'Arguments:': '参数：',
};

/** Aborted by Ctrl-C, or by a CI runner. */
function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  process.once('SIGTERM', () => controller.abort());
  return controller.signal;
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
      try {
        const providers = makeProviders(globals.cold === undefined ? {} : { cold: globals.cold });
        const provider = chooseProvider(providers, providerIsVagrants ? undefined : globals.provider);
        exit = await action({ output, provider, providers, store: new SessionStore() }, ...(args as A));
      } catch (error) {
        exit = showError(error, output);
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
    .configureHelp({ styleTitle: (title) => t(helpTitles[title] ?? title, title) })
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

  const session = new Option(
    '-s, --session <id>',
    t('指定会话（默认：唯一符合的会话）', 'the session meant (default: the only one that fits)'),
  );
  const seed = new Option(
    '--seed <seed>',
    t('用种子抽取实验的变量值；random 为随机', 'draw the lab\'s values from a seed; "random" for a new one'),
  );

  program
    .command('doctor')
    .description(t('检查这台机器能否运行，缺什么、怎么补', 'can this machine run it, and what mends it'))
    .action(does(async (context) => doctor(context)));
  program
    .command('labs')
    .description(t('列出内置实验', 'list the built-in labs'))
    .action(does((context) => listLabs(context)));
  program
    .command('run <lab>')
    .description(
      t(
        '建机、评分、清理；加 --solve 先执行每一步的参考答案。LAB 是实验 id 或文件夹',
        'provision, grade and remove; with --solve do every step first. LAB: an id or a folder',
      ),
    )
    .option('--solve', t('执行参考答案', 'type in the solutions'))
    .option('--optional', t('选做的步骤也执行', 'of the optional steps as well'))
    .option(
      '--report <file>',
      t('写出报告：.xml 为 JUnit XML，否则为 JSON', 'write the report: JUnit XML for .xml, else JSON'),
    )
    .option(
      '--cold',
      t('真正启动虚拟机，而不是从快照恢复', 'boot the machines instead of restoring a snapshot'),
    )
    .option('--keep', t('结束后保留虚拟机', 'leave the machines running'))
    .addOption(seed)
    .action(
      does(async (context, lab: string, options: Parameters<typeof runLab>[2]) =>
        runLab(context, lab, options),
      ),
    );
  program
    .command('up <lab>')
    .description(t('为学员准备虚拟机', 'machines for a learner'))
    .option('-d, --detach', t('在后台运行', 'run them in the background'))
    .option('--new', t('即使这个实验已有会话', 'although there is a session of this lab already'))
    .option(
      '--cold',
      t('真正启动虚拟机，而不是从快照恢复', 'boot the machines instead of restoring a snapshot'),
    )
    .addOption(seed)
    .action(
      does(async (context, lab: string, options: Parameters<typeof upLab>[2]) =>
        upLab(context, lab, options),
      ),
    );
  program
    .command('ps')
    .description(t('列出会话及其虚拟机', 'list sessions and their machines'))
    .option('-a, --all', t('包括已结束的', 'ended ones, too'))
    .action(does(async (context, options: { all?: boolean }) => listSessions(context, options)));
  program
    .command('check')
    .description(t('检查当前步骤', 'judge the current step'))
    .option('--step <id>', t('检查这个步骤', 'judge this step'))
    .option('--grade', t('全部重新检查并评分', 'judge everything, for the grade'))
    .option('--watch', t('持续检查', 'again and again, as things change'))
    .addOption(session)
    .action(does(async (context, options: Parameters<typeof check>[1]) => check(context, options)));
  program
    .command('solve')
    .description(t('替我完成当前步骤', 'do the current step for me'))
    .option('--step <id>', t('完成这个步骤', 'do this step'))
    .addOption(session)
    .action(does(async (context, options: Parameters<typeof solve>[1]) => solve(context, options)));
  program
    .command('answer <check> <answer>')
    .description(
      t(
        '回答测验；选择题写从 0 开始的序号，如 0,2',
        'answer a quiz; of a choice the numbers from 0, like 0,2',
      ),
    )
    .addOption(session)
    .action(
      does(async (context, id: string, text: string, options: { session?: string }) =>
        answer(context, id, text, options),
      ),
    );
  program
    .command('ui')
    .description(t('在浏览器里使用图形界面', "the app's window in a browser"))
    .option('--port <port>', t('端口（默认由系统选）', 'port (default: one that is free)'), Number)
    .action(does(async (context, options: { port?: number }) => ui(context, options)));
  program
    .command('ssh [node] [command...]')
    .description(
      t(
        '登录节点，或执行一条命令；不给节点则输出 ssh_config',
        'a terminal on a node, or one command; without a node: an ssh_config',
      ),
    )
    .option('--write <file>', t('把 ssh_config 写入文件', 'write the ssh_config to a file'))
    .addOption(session)
    .action(
      does(async (context, node: string | undefined, command: string[], options: Parameters<typeof ssh>[3]) =>
        ssh(context, node, command, options),
      ),
    );
  program
    .command('reset')
    .description(t('回到当前步骤开始时的状态', 'go back to the start of the current step'))
    .option('--step <id>', t('回到这个步骤', 'of this step'))
    .option('--node <name>', t('只恢复这个节点，其他节点不受影响', 'this node only: the others live on'))
    .addOption(session)
    .action(does(async (context, options: Parameters<typeof reset>[1]) => reset(context, options)));
  program
    .command('power')
    .description(
      t('节点的电源：关机、开机、重启、暂停、继续', "a node's buttons: off, boot, reboot, pause, continue"),
    )
    .argument('<node>')
    .addArgument(new Argument('<action>').choices([...powerActions]))
    .addOption(session)
    .action(
      does(async (context, node: string, action: PowerAction, options: { session?: string }) =>
        power(context, node, action, options),
      ),
    );
  program
    .command('suspend')
    .description(t('把会话挂起到磁盘', 'save a session to disk'))
    .addOption(session)
    .action(does(async (context, options: { session?: string }) => suspend(context, options)));
  program
    .command('resume [session]')
    .description(t('继续已挂起的会话', 'go on with a suspended session'))
    .option('-d, --detach', t('在后台运行', 'in the background'))
    .option(
      '--step <id>',
      t(
        '回到这一步开始时的样子：虚拟机按原样起不来时用',
        'back at the start of this step: for machines that do not come as they were',
      ),
    )
    .action(
      does(async (context, name: string | undefined, options: { detach?: boolean; step?: string }) =>
        resumeSession(context, name, options),
      ),
    );
  program
    .command('down [session]')
    .description(t('结束会话并删除其虚拟机', 'end a session and remove its machines'))
    .option('-a, --all', t('全部会话', 'all sessions'))
    .action(
      does(async (context, name: string | undefined, options: { all?: boolean }) =>
        down(context, name, options),
      ),
    );
  program
    .command('report [session]')
    .description(
      t('会话的结果；不指定则为最新的会话', 'the result of a session; of the newest when none is named'),
    )
    .addOption(
      new Option('--format <format>', t('json 或 junit', 'json or junit'))
        .choices(['json', 'junit'])
        .default('json'),
    )
    .option('-o, --output <file>', t('写入文件', 'write it to a file'))
    .action(
      does(async (context, name: string | undefined, options: Parameters<typeof report>[2]) =>
        report(context, name, options),
      ),
    );
  program
    .command('test <lab>')
    .description(
      t(
        '双向测试实验：不做不通过，做对全通过，每种典型错误得到各自的诊断',
        'prove a lab: unsolved fails, solved passes, each recorded mistake gets its diagnosis',
      ),
    )
    .option('--only <mistake...>', t('只测这些错误', 'only these mistakes'))
    .action(
      does(async (context, lab: string, options: { only?: string[] }) => testLab(context, lab, options)),
    );

  program
    .command('schema <file>')
    .description(
      t(
        'lab.yaml 或 pack.yaml 的 JSON Schema，供编辑器使用',
        'the JSON Schema of lab.yaml or pack.yaml, for editors',
      ),
    )
    .action(
      does((_context, file: string) => {
        if (file !== 'lab' && file !== 'pack')
          throw new LabError({ code: 'schema.unknown', params: { file } });
        process.stdout.write(`${JSON.stringify(jsonSchemaOf(file), null, 2)}\n`);
        return 0;
      }),
    );

  program
    .command('export <format> <lab> <folder>')
    .description(
      t(
        '把实验的虚拟机写成 Vagrantfile（format 为 vagrant），不用本程序也能用',
        "write a lab's machines as a Vagrantfile (format: vagrant), to be used without this program",
      ),
    )
    .option('--box <name>', t('用哪个 box（默认公共的 Debian 12）', 'the box (default: a public Debian 12)'))
    .option('--own-box', t('用 lvslab image box 做的 box', 'the box that lvslab image box makes'))
    .option('--no-kvm', t('libvirt 用软件模拟', 'libvirt runs them in software'))
    .option('--force', t('即使文件夹不是空的', 'although the folder is not empty'))
    .action(
      does(
        async (
          context,
          format: string,
          lab: string,
          folder: string,
          options: Parameters<typeof exportVagrant>[3],
        ) => {
          if (format !== 'vagrant') throw new LabError({ code: 'export.unknown', params: { format } });
          return exportVagrant(context, lab, folder, options);
        },
      ),
    );

  const image = program.command('image').description(t('虚拟机镜像', 'the guest image'));
  image
    .command('build')
    .description(t('制作镜像（已有则跳过）', 'build the image, unless it is there'))
    .option('--force', t('即使已有', 'although it is there'))
    .option('--from <url>', t('改为从发布地址下载', 'fetch it from a release address instead'))
    .option(
      '--key <key>',
      t('发布者的 minisign 公钥，与 --from 同用', "the publisher's minisign public key, with --from"),
    )
    .action(
      does(async (context, options: Parameters<typeof imageBuild>[1]) =>
        imageBuild(context, options, untilInterrupted()),
      ),
    );
  image
    .command('box')
    .description(t('把镜像做成 Vagrant box', 'make a Vagrant box of the image'))
    .addHelpText(
      'after',
      t(
        '\n--provider libvirt（默认）或 --provider virtualbox：给 Vagrant 的哪个 provider',
        "\n--provider libvirt (the default) or --provider virtualbox: which of Vagrant's providers it is for",
      ),
    )
    .option('-o, --output <file>', t('写到哪个文件', 'the file to write'))
    .action(
      does(
        async (context, { output }: { output?: string }) => {
          const { provider = 'libvirt' } = program.opts<{ provider?: string }>();
          return imageBox(
            context,
            { provider, ...(output === undefined ? {} : { output }) },
            untilInterrupted(),
          );
        },
        { providerIsVagrants: true },
      ),
    );
  image
    .command('info')
    .description(t('列出镜像并校验当前镜像', 'list images, verify the current one'))
    .action(does(async (context) => imageInfo(context)));
  image
    .command('rm')
    .description(t('删除其他版本的镜像和快照', 'remove images of other versions, and snapshots'))
    .option('-a, --all', t('包括当前镜像', 'the current one, too'))
    .action(does(async (context, options: { all?: boolean }) => imageRemove(context, options)));

  program
    .command('host <session> <how> [step]', { hidden: true })
    .action(
      does(async (context, id: string, how: string, step: string | undefined) =>
        hostSession(context, id, how, step),
      ),
    );

  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // commander has printed it; --help and --version are no errors.
    if (error.exitCode === 0) return 0;
    const message = error.message.replace(/^error: /, '');
    if (argv.includes('--json'))
      outputFor({ json: true }).result({ error: { code: 'usage', params: {}, message }, exit: 2 });
    return 2;
  }
  return exit;
}
