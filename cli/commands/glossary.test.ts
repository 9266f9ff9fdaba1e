import { afterEach, beforeEach, expect, test } from 'vitest';
import { termIds } from '../../contract/messages/glossary.js';
import { CommandBed } from '../testing/command.js';

let bed: CommandBed;
beforeEach(() => {
  bed = new CommandBed();
});
afterEach(() => bed.dispose());

test('a term is explained, by any of its names, in the language of the command', async () => {
  const { exit, stdout } = await bed.lvslab('glossary', '免费', 'ARP');
  expect([exit, stdout]).toEqual([
    0,
    expect.stringMatching(/^gratuitous ARP \(GARP, 免费 ARP, 无偿 ARP\)\n {2}ARP that nobody asked for/),
  ]);
  const zh = await bed.lvslab('--lang', 'zh-CN', 'glossary', 'split brain');
  expect(zh.stdout).toMatch(/^脑裂 \(split brain, split-brain\)\n {2}两台互相听不到/);
});

test('without a term all of them are listed, as data as well', async () => {
  const { stdout } = await bed.lvslab('--json', 'glossary');
  const data = JSON.parse(stdout) as { id: string; names: object; text: object }[];
  expect(data.map(({ id }) => id)).toEqual(termIds);
  expect(data.find(({ id }) => id === 'vip')).toMatchObject({
    names: { 'zh-CN': ['VIP', '虚拟 IP'], en: ['VIP', 'virtual IP'] },
    text: { en: expect.stringContaining('clients ask') },
  });
});

test('one that there is not is told with what was probably meant, exit 2', async () => {
  const { exit, stderr } = await bed.lvslab('glossary', 'keepalivd');
  expect([exit, stderr]).toEqual([2, expect.stringMatching(/no term keepalivd.* keepalived\?/)]);
});
