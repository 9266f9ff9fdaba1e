import type { ClassGrades, Failing, GradedCheck } from '../../contract/gradebook.js';

/** The checks that a class fails, the most frequent first. */
export function failingIn({ students }: ClassGrades): readonly Failing[] {
  const failed = new Map<string, { readonly lab: string; readonly checks: GradedCheck[] }>();
  for (const { lab, checks } of students.flatMap(({ labs }) => labs))
    for (const check of checks) {
      if (check.status !== 'fail') continue;
      const place = `${lab}\n${check.id}`;
      const all = failed.get(place) ?? { lab, checks: [] };
      all.checks.push(check);
      failed.set(place, all);
    }
  const all = [...failed.values()].map(({ lab, checks }): Failing => {
    const { id, title, cause = '', because = title } = mostFrequent(checks);
    return { lab, check: id, title, count: checks.length, cause, because };
  });
  return all.toSorted((one, other) => other.count - one.count || (one.lab < other.lab ? -1 : 1));
}

/** One of those with the cause that most have; of several such causes the one that was met first. */
function mostFrequent(checks: readonly GradedCheck[]): GradedCheck {
  const counted = new Map<string | undefined, number>();
  for (const { cause } of checks) counted.set(cause, (counted.get(cause) ?? 0) + 1);
  const most = Math.max(...counted.values());
  return checks.find(({ cause }) => counted.get(cause) === most)!;
}
