import { expect, test } from 'vitest';
import { toHtml } from './html.js';
import { makeReport } from './report.js';
import { graded, gradedLab, gradedRecord, journal, verdict } from './testing/graded.js';
import type { JournalEvent } from '../session/journal.js';

const made = (...events: JournalEvent[]) => makeReport(gradedRecord, gradedLab, journal(...events));
const hostile = `<script>alert("x")</script>&'\u001b[2J`;

test('a page says who, how many points, each check with its title, and why a point was not earned', () => {
  const page = toHtml(
    made(
      { type: 'learner', name: 'Li Lei' },
      { type: 'hinted', check: 'c', level: 'nudge' },
      { type: 'hinted', check: 'c', level: 'command' },
      graded(verdict('a', 'pass'), verdict('b', 'fail'), verdict('c', 'pass'), verdict('d', 'unknown')),
    ),
    'en',
  );
  expect(page).toContain('<dt>Learner</dt><dd>Li Lei</dd>');
  expect(page).toContain('<dt>Points</dt><dd>1 of 15</dd>');
  expect(page).toContain('4 checks: 2 pass, 1 fail, 1 unknown');
  expect(page).toContain('its commands were shown: no points');
  expect(page).toContain('Help taken: hint, commands');
  expect(page).toContain('no checks: to be read');
  expect(page).not.toContain('Not graded yet');
});

test('what was predicted, and why an answer is wrong, stands beside what was found, as text', () => {
  const unit = { 'zh-CN': '秒', en: 'seconds <b>' };
  const reasons = [{ 'zh-CN': '因为', en: 'Because <i>.' }];
  const page = toHtml(
    made(
      graded(
        verdict('a', 'pass', { prediction: { answer: '5', unit } }),
        verdict('b', 'fail', { message: { code: 'quiz.wrong', params: { answer: '7', reasons } } }),
      ),
    ),
    'en',
  );
  expect(page).toContain('<div class="quiet">You predicted: 5 seconds &lt;b&gt;</div>');
  expect(page).toContain('the answer is not right: 7. Because &lt;i&gt;.');
});

test('in Chinese it is Chinese', () => {
  const page = toHtml(made(), 'zh-CN');
  expect(page).toContain('<html lang="zh-CN">');
  expect(page).toContain('<dt>学员</dt><dd>没有填写</dd>');
  expect(page).toContain('还没有评分');
  expect(page).not.toMatch(/Learner|Points|Evidence|Not graded/);
});

test('nothing that a guest, a pack or a learner said is more than text', () => {
  const page = toHtml(
    made(
      { type: 'learner', name: hostile },
      graded(
        verdict('a', 'fail', {
          message: { code: 'quiz.wrong', params: { answer: hostile } },
          evidence: [{ node: hostile, command: hostile, output: hostile, at: 0 }],
        }),
      ),
    ),
    'en',
  );
  expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;␛[2J');
  expect(page).not.toContain('<script');
  expect(page).not.toContain('\u001b');
  // The lab's own title has markup in it as well.
  expect(page).toContain('A &quot;graded&quot; &lt;lab&gt; &amp; more');
});

test('it needs nothing else, and may fetch nothing', () => {
  const page = toHtml(made(), 'en');
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(page).not.toMatch(/\b(?:src|href)=|@import|url\(|<script|<link|\son\w+=/i);
});

test('what happened stands in it with its time', () => {
  const page = toHtml(
    {
      ...made(),
      timeline: [{ at: 0, message: { code: 'vip.moved', text: { 'zh-CN': '移动', en: 'VIP <moved>' } } }],
    },
    'en',
  );
  expect(page).toContain('What happened');
  expect(page).toContain('VIP &lt;moved&gt;');
});

test('a run without a learner says so, and has no points', () => {
  const entries = journal(graded(verdict('a', 'pass'))).map((entry) =>
    entry.type === 'created' ? { ...entry, learner: false } : entry,
  );
  const page = toHtml(makeReport(gradedRecord, gradedLab, entries), 'en');
  expect(page).toContain('Nobody learned in this run');
  expect(page).not.toContain('<dt>Points</dt>');
});
