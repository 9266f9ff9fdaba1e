import type { ClassGrades, Failing, GradedCheck } from '../../contract/gradebook.js';

interface Counted {
  readonly lab: string;
  readonly check: GradedCheck;
  /** By the code of the cause: how many have it, and one of them. */
  readonly causes: Map<string, { count: number; readonly one: GradedCheck }>;
}

/** The checks that a class fails, the most frequent first. */
export function failingIn({ students }: ClassGrades): readonly Failing[] {
  const failed = new Map<string, Counted>();
  for (const { lab, checks } of students.flatMap(({ labs }) => labs))
    for (const check of checks) {
      if (check.status !== 'fail') continue;
      const place = `${lab}\n${check.id}`;
      const { causes } = failed.get(place) ?? { causes: new Map<string, never>() };
      const { cause = '' } = check;
      const { count, one } = causes.get(cause) ?? { count: 0, one: check };
      failed.set(place, { lab, check, causes: new Map([...causes, [cause, { count: count + 1, one }]]) });
    }
  const all = [...failed.values()].map(({ lab, check, causes }): Failing => {
    const [most] = [...causes].toSorted(([, one], [, other]) => other.count - one.count);
    const count = [...causes.values()].reduce((sum, each) => sum + each.count, 0);
    const { id, title } = check;
    return { lab, check: id, title, count, cause: most?.[0] ?? '', because: most?.[1].one.because ?? title };
  });
  return all.toSorted((one, other) => other.count - one.count || (one.lab < other.lab ? -1 : 1));
}
