import { afterEach, expect, test, vi } from 'vitest';
import { main } from './main.js';

afterEach(() => void vi.restoreAllMocks());

async function said(...argv: string[]): Promise<{ exit: number; text: string }> {
  let text = '';
  const write = (chunk: unknown) => {
    text += String(chunk);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(write);
  vi.spyOn(process.stderr, 'write').mockImplementation(write);
  return { exit: await main(argv), text };
}

test.each([
  [['power', 'rs1'], '缺少参数 action', "missing required argument 'action'"],
  [
    ['power', 'rs1', 'explode'],
    '参数 action 不能是 explode，可以是 off、boot、reboot',
    'Allowed choices are off, boot',
  ],
  [
    ['check', '--stepp', 'x'],
    '没有选项 --stepp。是不是 --step？',
    "unknown option '--stepp'. Did you mean --step?",
  ],
  [['check', '--step'], '选项 --step <id> 缺少参数', "option '--step <id>' argument missing"],
  [['status'], '没有命令 status。是不是 ps？', "unknown command 'status'. Did you mean ps?"],
  [['suspnd'], '没有命令 suspnd。是不是 suspend？', "unknown command 'suspnd'. Did you mean suspend?"],
  [['nosuch', '--help'], '没有命令 nosuch', "unknown command 'nosuch'"],
  [['suspnd', '-h'], '没有命令 suspnd。是不是 suspend？', "unknown command 'suspnd'. Did you mean suspend?"],
  [
    ['help', 'suspnd'],
    '没有命令 suspnd。是不是 suspend？',
    "unknown command 'suspnd'. Did you mean suspend?",
  ],
  [
    ['image', 'biuld', '--help'],
    '没有命令 biuld。是不是 build？',
    "unknown command 'biuld'. Did you mean build?",
  ],
  [['image', 'help', 'biuld'], '没有命令 biuld', "unknown command 'biuld'"],
  [['ps', 'x'], 'ps 的参数太多：应有 0 个，给了 1 个', 'too many arguments'],
])('a wrong use (%s) is said in the language asked for, with exit 2', async (argv, zh, en) => {
  const chinese = await said('--lang', 'zh-CN', ...argv);
  expect(chinese.exit).toBe(2);
  expect(chinese.text).toContain(zh);
  expect(chinese.text).not.toMatch(/error|unknown|missing|Did you/);
  const english = await said('--lang', 'en', ...argv);
  expect(english.exit).toBe(2);
  expect(english.text).toContain(en);
});

test('help in Chinese has no English heading, nor says values in English', async () => {
  const { exit, text } = await said('--lang', 'zh-CN', 'help', 'power');
  expect(exit).toBe(0);
  expect(text).toContain('用法：');
  expect(text).not.toMatch(/Usage|Options|Arguments|choices|default/);
});

test.each([
  [['--help'], 'Usage: lvslab [options] [command]'],
  [['help'], 'Usage: lvslab [options] [command]'],
  [['image', '--help'], 'Usage: lvslab image'],
  [['image', 'help', 'build'], 'Usage: lvslab image build'],
  [['help', 'image'], 'Usage: lvslab image'],
  [['check', '--step', 'nosuch', '--help'], 'Usage: lvslab check'],
  [['report', 'nosuch', '-h'], 'Usage: lvslab report'],
])('%s helps with what there is', async (argv, wanted) => {
  const { exit, text } = await said('--lang', 'en', ...argv);
  expect(exit).toBe(0);
  expect(text).toContain(wanted);
});
