import type { Command, CommanderError } from 'commander';
import type { Language } from '../contract/text.js';

/** Commands that people know from other programs, and what they are called here. */
const known: Readonly<Record<string, string>> = {
  status: 'ps',
  list: 'ps',
  ls: 'ps',
  start: 'up',
  stop: 'down',
  destroy: 'down',
  halt: 'suspend',
  attach: 'ssh',
  login: 'ssh',
  text: 'step',
  grade: 'check --grade',
};

/** Choices as Chinese lists them. */
const listed = (choices: string | undefined): string => (choices ?? '').replaceAll(', ', '、');

/** What commander (14) says about a wrong command line, in Chinese; its own words are in lib/command.js. */
const chinese: readonly (readonly [RegExp, (...found: readonly string[]) => string])[] = [
  [/^missing required argument '(.*)'$/, (name) => `缺少参数 ${name}`],
  [/^option '(.*)' argument missing$/, (flags) => `选项 ${flags} 缺少参数`],
  [/^required option '(.*)' not specified$/, (flags) => `缺少选项 ${flags}`],
  [/^unknown option '(.*)'$/, (flag) => `没有选项 ${flag}`],
  [/^unknown command '(.*)'$/, (name) => `没有命令 ${name}`],
  [
    /^too many arguments(?: for '(.*)')?\. Expected (\d+) arguments? but got (\d+)\.$/,
    (name, wanted, got) =>
      `${name === undefined || name === '' ? '' : `${name} 的`}参数太多：应有 ${wanted} 个，给了 ${got} 个`,
  ],
  [
    /^option '(.*)' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/,
    (flags, value, choices) => `选项 ${flags} 不能是 ${value}，可以是 ${listed(choices)}`,
  ],
  [
    /^command-argument value '(.*)' is invalid for argument '(.*)'\. Allowed choices are (.*)\.$/,
    (value, name, choices) => `参数 ${name} 不能是 ${value}，可以是 ${listed(choices)}`,
  ],
];

/** Words a wrong use of the command, with the command or option that was probably meant. */
export function wordUsage(error: Pick<CommanderError, 'message'>, language: Language): string {
  const [said = '', ...after] = error.message.replace(/^error: /, '').split('\n');
  const meant = /Did you mean (?:one of )?(.*)\?/.exec(after.join(' '))?.[1];
  const unknown = /^unknown command '(.*)'$/.exec(said)?.[1];
  const suggestion = (unknown === undefined ? undefined : known[unknown]) ?? meant;
  if (language !== 'zh-CN') return suggestion === undefined ? said : `${said}. Did you mean ${suggestion}?`;
  const words = chinese.flatMap(([pattern, word]) => {
    const found = pattern.exec(said);
    return found === null ? [] : [word(...found.slice(1))];
  })[0];
  return `${words ?? said}${suggestion === undefined ? '' : `。是不是 ${suggestion}？`}`;
}

/**
 * Asking for help with a command that does not exist is a wrong use, and no wish for the help of all others: commander
 * (14) answers it with that and exit code 0. The words that ask for help are taken out; what is left is told as wrong.
 */
export function commandsOnly(program: Command, argv: readonly string[]): readonly string[] {
  let command = program;
  let asked: number | undefined;
  for (let at = 0; at < argv.length && argv[at] !== '--'; at += 1) {
    const word = argv[at]!;
    if (word.startsWith('-')) {
      if (takesValue(command, word)) at += 1;
      continue;
    }
    const found = command.commands.find((each) => each.name() === word || each.aliases().includes(word));
    if (found !== undefined) {
      if (found.commands.length === 0) return argv;
      command = found;
    } else if (word === 'help' && asked === undefined) asked = at;
    else return argv.filter((each, index) => index !== asked && each !== '--help' && each !== '-h');
  }
  return argv;
}

function takesValue(command: Command, flag: string): boolean {
  const option = command.options.find(({ short, long }) => flag === short || flag === long);
  return option?.required === true;
}
