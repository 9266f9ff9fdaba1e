import { expect, test } from 'vitest';
import { checkSchema } from '../../contract/checks.js';
import type { NodeFacts } from '../../contract/facts.js';
import type { LabCause } from '../../contract/lab.js';
import { causeName } from '../../contract/messages/verdicts.js';
import { judgeOne, wantsToExplain } from './evaluate.js';
import { address, drTopology, healthy, vip, world } from './testing/world.js';

const onNic: LabCause = {
  id: 'vip-copied',
  text: { 'zh-CN': '把调度器的命令抄到了 rs1。', en: "rs1 got the director's command." },
  explains: ['on-lo'],
  when: { address: { on: 'rs1', address: vip, dev: 'eth0' } },
};
const onLo = checkSchema.parse({ id: 'on-lo', address: { on: 'rs1', address: vip, dev: 'lo' } });
const facts = (...devices: readonly string[]) => ({
  ...healthy(),
  rs1: { ...healthy()['rs1']!, addresses: devices.map((dev) => address(dev, vip, 32)) },
});
const judged = (
  check = onLo,
  causes: readonly LabCause[] = [onNic],
  seen: Record<string, NodeFacts> = facts('eth0'),
) => judgeOne(check, world(drTopology, seen, [], {}, [], causes));

test("the lab's own cause is told where its condition holds, and what is known of all labs beside it", () => {
  const gone: LabCause = { ...onNic, when: { 'no-address': { on: 'rs1', address: vip } } };
  const { status, diagnosis, also } = judged(onLo, [gone], facts());
  expect([status, diagnosis && causeName(diagnosis)]).toEqual(['fail', 'vip-copied']);
  expect(diagnosis).toMatchObject({ params: { text: onNic.text } });
  expect(also?.map(({ how, diagnosis: each }) => [how, each.code])).toContainEqual([
    'too',
    judged(onLo, [], facts()).diagnosis?.code,
  ]);
});

test('of several the first that holds counts', () => {
  const other: LabCause = {
    ...onNic,
    id: 'other',
    when: { address: { on: 'rs1', address: vip, dev: 'lo' } },
  };
  expect(judged(onLo, [other, { ...onNic, id: 'second' }, onNic]).diagnosis).toMatchObject({
    params: { id: 'second' },
  });
});

test('it is not told of another check, of one that passes, or where its condition could not be looked at', () => {
  const none = judged(onLo, []);
  expect(judged({ ...onLo, id: 'other' })).toEqual(none);
  expect(judged(onLo, [onNic], facts('eth0', 'lo')).status).toBe('pass');
  expect(judged(onLo, [onNic], facts('eth0', 'lo')).diagnosis).toBeUndefined();
  const unseen: LabCause = { ...onNic, when: { file: { on: 'rs1', path: '/x', exists: true } } };
  expect(judged(onLo, [unseen])).toEqual(none);
});

test('it takes the place of the general words of a kind that has no causes', () => {
  const command = checkSchema.parse({ id: 'on-lo', command: { on: 'rs1', run: 'true', stdout: '^0$' } });
  const seen = facts('eth0');
  const ran = {
    ...seen,
    rs1: { ...seen.rs1, commands: { true: { run: 'true', exit: 0, stdout: '1', stderr: '' } } },
  };
  expect(judged(command, [], ran).diagnosis?.code).toBe('command-failed');
  expect(judged(command, [onNic], ran)).toMatchObject({ diagnosis: { params: { id: 'vip-copied' } } });
});

test('what it has to know is asked only when its check fails', () => {
  const file: LabCause = { ...onNic, when: { file: { on: 'rs1', path: '/x', exists: true } } };
  const wants = (seen: ReturnType<typeof facts>) =>
    wantsToExplain(onLo, world(drTopology, seen, [], {}, [], [file])).facts['rs1']?.files;
  expect(wants(facts('eth0'))).toEqual(['/x']);
  expect(wants(facts('lo'))).toBeUndefined();
});
