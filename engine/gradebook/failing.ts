import type { ClassGrades, Failing } from '../../contract/gradebook.js';

/** The checks that a class fails, the most frequent first. */
export function failingIn({ students }: ClassGrades): readonly Failing[] {
  const causes = new Map<string, Map<string, number>>();
  for (const { labs } of students)
    for (const { lab, checks } of labs)
      for (const { id, status, cause = '' } of checks) {
        if (status !== 'fail') continue;
        const counted = causes.get(`${lab}\n${id}`) ?? new Map<string, number>();
        counted.set(cause, (counted.get(cause) ?? 0) + 1);
        causes.set(`${lab}\n${id}`, counted);
      }
  const all = [...causes].map(([place, counted]) => {
    const [lab = '', check = ''] = place.split('\n');
    const ordered = [...counted].toSorted(([, one], [, other]) => other - one);
    return {
      lab,
      check,
      count: ordered.reduce((sum, [, each]) => sum + each, 0),
      cause: ordered[0]?.[0] ?? '',
    };
  });
  return all.toSorted((one, other) => other.count - one.count || (one.lab < other.lab ? -1 : 1));
}
