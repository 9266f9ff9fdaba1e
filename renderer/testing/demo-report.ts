import type { SessionView } from '../../contract/views.js';
import { creditCatalogue } from '../../contract/messages/credit.js';
import { verdictCatalogue } from '../../contract/messages/verdicts.js';
import type { Report } from '../../contract/report.js';
import { word } from '../../contract/text.js';

/** The report of a session of the demonstration. */
export function reportOf(view: SessionView): Report {
  const steps = view.lab.steps.map((step) => {
    const checks = step.checks.map((check) => {
      const verdict = view.verdicts[check.id];
      const why = view.unearned[check.id];
      const message = verdict?.message ?? { code: 'not-judged' as const, params: {} };
      const entry = verdictCatalogue[message.code] as {
        'zh-CN': (params: unknown) => string;
        en: (params: unknown) => string;
      };
      return {
        id: check.id,
        title: check.title,
        hints: view.hints[check.id]?.shown.map(({ level }) => level) ?? [],
        status: verdict?.status ?? ('unknown' as const),
        points: check.points,
        earned: verdict?.status === 'pass' && view.unearned[check.id] === undefined ? check.points : 0,
        ...(why === undefined
          ? {}
          : {
              unearned: {
                code: why.code,
                text: {
                  'zh-CN': word(creditCatalogue, why, 'zh-CN'),
                  en: word(creditCatalogue, why, 'en'),
                },
              },
            }),
        at: verdict?.at ?? 0,
        message: {
          code: message.code,
          text: { 'zh-CN': entry['zh-CN'](message.params), en: entry.en(message.params) },
        },
        evidence: verdict?.evidence ?? [],
      };
    });
    const status = checks.some((check) => check.status === 'fail')
      ? ('fail' as const)
      : checks.every((check) => check.status === 'pass')
        ? ('pass' as const)
        : ('unknown' as const);
    return {
      id: step.id,
      title: step.title,
      status,
      solved: view.solved.includes(step.id),
      optional: step.optional,
      checks,
    };
  });
  const all = steps.flatMap((step) => step.checks);
  const sum = (of: (check: (typeof all)[number]) => number) =>
    all.reduce((total, check) => total + of(check), 0);
  return {
    format: 1,
    lab: view.lab.id,
    title: view.lab.title,
    session: view.id,
    provider: view.provider,
    seed: view.seed,
    values: view.lab.values,
    started: new Date(view.created).toISOString(),
    finished: new Date(view.created + 23 * 60_000 + 12_000).toISOString(),
    learner: '',
    proof: false,
    final: view.graded,
    summary: {
      checks: all.length,
      passed: sum((check) => (check.status === 'pass' ? 1 : 0)),
      failed: sum((check) => (check.status === 'fail' ? 1 : 0)),
      unknown: sum((check) => (check.status === 'unknown' ? 1 : 0)),
      trouble: sum((check) => (check.message.code.startsWith('unknown.') ? 1 : 0)),
      points: sum((check) => check.points),
      earned: sum((check) => check.earned),
    },
    steps,
    timeline: [],
  };
}
