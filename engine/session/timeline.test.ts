import { expect, test } from 'vitest';
import type { FailoverResult } from '../../contract/experiments.js';
import { timelineCatalogue } from '../../contract/messages/timeline.js';
import { verdictCatalogue } from '../../contract/messages/verdicts.js';
import { languages, word } from '../../contract/text.js';
import { checkSchema } from '../../contract/checks.js';
import { judgeOne } from '../judging/evaluate.js';
import { failoverRequest as request, haTopology, vip, world } from '../judging/testing/world.js';
import type { JournalEntry, JournalEvent } from './journal.js';
import { mostMoments, Timeline } from './timeline.js';

/** The journal's lines, a second apart. */
function timeline(...events: JournalEvent[]): Timeline {
  return new Timeline(events.map((event, index): JournalEntry => ({ at: index * 1000, ...event })));
}
const codes = (from: Timeline) => from.moments.map(({ message }) => message.code);

const result: FailoverResult = {
  kind: 'failover',
  before: 'lb1',
  holders: ['lb1'],
  after: 'lb2',
  back: 'lb1',
  outage: 3.449,
  failbackOutage: 0.26,
  faultAt: 1500,
  mendedAt: 9000,
  log: '1.0 s systemctl stop keepalived on lb1',
  at: 500,
};

test('the outage of a failover stands where the fault was made, in the number of its verdict', () => {
  const { moments } = timeline(
    { type: 'cable', node: 'rs1', network: 'lan', up: false, by: 'hand' },
    { type: 'cable', node: 'rs1', network: 'lan', up: true, by: 'hand' },
    { type: 'power', node: 'rs1', action: 'reboot' },
    { type: 'experiment', request, result },
  );
  expect(moments.map(({ id, at }) => [id, at])).toEqual([
    ['0.0', 0],
    ['1.0', 1000],
    ['3.0', 1500],
    ['2.0', 2000],
    ['3.1', 9000],
  ]);
  const outage = moments[2]!;
  expect(outage.message).toEqual({
    code: 'failover.outage',
    params: { vip, before: 'lb1', after: 'lb2', seconds: '3.4' },
  });
  expect(outage.evidence[0]?.output).toContain('systemctl stop keepalived');

  const check = checkSchema.parse({
    id: 'takeover',
    failover: { among: ['lb1', 'lb2'], vip, from: 'client', within: 5 },
  });
  const facts = { lb1: { at: 0 }, lb2: { at: 0 } };
  const verdict = judgeOne(check, world(haTopology, facts, [[request, result]])).message;
  expect(verdict).toMatchObject({ code: 'failover.ok', params: { outage: '3.4' } });
  for (const language of languages) {
    expect(word(verdictCatalogue, verdict, language)).toContain('3.4');
    expect(word(timelineCatalogue, outage.message, language)).toContain('3.4');
  }
});

test('a VIP that nobody took over, or that nobody held, has no number', () => {
  const { after: _, outage: __, failbackOutage: ___, ...none } = result;
  expect(codes(timeline({ type: 'experiment', request, result: none }))).toEqual(['failover.none']);
  const { before: ____, ...nobody } = none;
  expect(codes(timeline({ type: 'experiment', request, result: nobody }))).toEqual([]);
});

test('an experiment of a kind that this version has not is no happening', () => {
  const other = { kind: 'telepathy' } as never;
  expect(codes(timeline({ type: 'experiment', request: other, result: other }))).toEqual([]);
  expect(codes(timeline({ type: 'experiment', request, result: other }))).toEqual([]);
});

test('what a power action makes of a machine needs no line of its own, what comes by itself does', () => {
  const state = (node: string, to: string): JournalEvent => ({
    type: 'node-state',
    node,
    state: to,
    detail: 'guest-shutdown',
  });
  const made = timeline(
    { type: 'power', node: 'rs1', action: 'off' },
    state('rs1', 'halted'),
    state('rs2', 'halted'),
    { type: 'power', node: 'rs1', action: 'boot' },
    state('rs1', 'running'),
  );
  expect(made.moments.map(({ message }) => word(timelineCatalogue, message, 'en'))).toEqual([
    'rs1: power off',
    'rs2 has shut down',
    'rs1: boot',
    'rs1 is running',
  ]);
});

test('resets, rests and what was seen are told, what is no happening is not', () => {
  const message = { code: 'vip.gone', params: { vip, from: ['lb1'] } } as const;
  const made = timeline(
    { type: 'answered', check: 'quiz', answer: '1' },
    { type: 'observed', seen: 700, message, evidence: [] },
    { type: 'reset', step: 'arp', node: 'rs1' },
    { type: 'reset', step: 'arp' },
    { type: 'suspended' },
    { type: 'resumed' },
  );
  expect(made.moments[0]).toEqual({ id: '1.0', at: 700, message, evidence: [] });
  expect(codes(made).slice(1)).toEqual(['reset.node', 'reset.all', 'suspended', 'resumed']);
});

test('the newest are kept, under the ids that they had', () => {
  const events = Array.from({ length: mostMoments + 5 }, (): JournalEvent => ({ type: 'resumed' }));
  const { moments } = timeline(...events);
  expect(moments).toHaveLength(mostMoments);
  expect([moments[0]?.id, moments.at(-1)?.id]).toEqual(['5.0', `${mostMoments + 4}.0`]);
});
