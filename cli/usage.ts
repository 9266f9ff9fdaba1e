import type { CommanderError } from 'commander';
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
