import { afterEach, beforeEach, expect, test } from 'vitest';
import { withQuizzes } from '../../recorded/testing/quizzes.js';
import { CommandBed } from '../testing/command.js';

let bed: CommandBed;
beforeEach(() => {
  bed = new CommandBed();
});
afterEach(() => bed.dispose());

async function begun() {
  const session = await bed.up();
  const call = { signal: new AbortController().signal, onEvent: () => {} };
  await bed.live(session.id).service.relab({ document: withQuizzes(session.loaded) }, call);
  return session;
}

test('`step` shows what a quiz has to choose from, numbered, and how it is answered', async () => {
  const session = await begun();
  const { stdout } = await bed.lvslab('step', 'install');
  expect(stdout).toContain(
    '  ✘ Who answers ARP [who]\n      The client asks for the MAC of 10.0.0.29: who answers?\n      0  the director\n      1  both realservers\n      lvslab answer who …  one number from 0 to 1\n',
  );
  expect(stdout).toContain('1  12:00:01.000163 ARP, Reply 10.0.0.29 is-at');
  expect(stdout).toMatch(/0 {2}DR\n +1 {2}NAT\n +2 {2}TUN\n +The right sides:\n +0 {2}/);
  expect(stdout).toContain(
    'the names of one or several nodes with commas between (client, director, rs1, rs2)',
  );
  const { stdout: json } = await bed.lvslab('step', 'install', '--json');
  const { checks } = JSON.parse(json) as { checks: { id: string; quiz?: object }[] };
  expect(checks.find(({ id }) => id === 'turns')?.quiz).toMatchObject({ form: 'sequence', length: 3 });
  expect(session.progress().answers.size).toBe(0);
});

test('`answer` says why an answer is wrong, notes a prediction, and refuses what is none', async () => {
  await begun();
  const wrong = await bed.lvslab('answer', 'who', '1');
  expect(wrong.exit).toBe(1);
  expect(wrong.stdout).toContain('the answer is not right. They have the VIP on lo');
  const right = await bed.lvslab('answer', 'who', '0');
  expect(right.exit).toBe(0);
  expect(right.stdout).toContain('the answer is right: It alone has the VIP on eth0.');
  const refused = await bed.lvslab('answer', 'modes', '0=1');
  expect(refused.exit).toBe(2);
  expect(refused.stderr).toContain('Type LEFT=RIGHT for each number from 0 to 2');
  const noted = await bed.lvslab('answer', 'guess', '5');
  expect(noted.stdout).toContain('noted: 5 seconds');
  const checked = await bed.lvslab('check', '--step', 'install');
  expect(checked.stdout).toMatch(/ip_vs module: .*\n {6}You predicted: 5 seconds\n/);
  const help = await bed.lvslab('answer', '--help');
  expect(help.stdout).toContain('LEFT=RIGHT with commas between: 0=2,1=0');
});
