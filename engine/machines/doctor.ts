import type { DoctorFinding } from '../../contract/machines.js';

type Finding = Omit<DoctorFinding, 'id'>;

/** What doctor knows already when it looks at something. */
export interface Found {
  /** Was this looked at, and is nothing the matter with it? */
  readonly good: (id: string) => boolean;
  /** Was this looked at, and can it be used, well or badly? */
  readonly usable: (id: string) => boolean;
  /** Was anything said of it? */
  readonly seen: (id: string) => boolean;
}

/** One thing of a host that doctor looks at: each is an object in a file of its own. */
export interface Examination {
  readonly id: string;
  /** Milliseconds that it may take; default 20,000. */
  readonly limit?: number;
  /**
   * Never changes the host.
   * @returns what is the matter with it, more than one where there are several of it (disks); nothing where it does not
   *   apply, or cannot be told before something else is mended
   */
  examine(found: Found, signal: AbortSignal): Promise<readonly Finding[]>;
}

const defaultLimit = 20_000;

/**
 * Looks at one thing after the other. What could not be looked at, or took too long, is told as that: it hides nothing
 * that comes after it.
 */
export async function examineAll(examinations: readonly Examination[]): Promise<readonly DoctorFinding[]> {
  const all: DoctorFinding[] = [];
  const none = (id: string, ...statuses: readonly DoctorFinding['status'][]) => {
    const own = all.filter((finding) => finding.id === id);
    return own.length > 0 && own.every(({ status }) => !statuses.includes(status));
  };
  const found: Found = {
    good: (id) => none(id, 'warning', 'problem'),
    usable: (id) => none(id, 'problem'),
    seen: (id) => all.some((finding) => finding.id === id),
  };
  for (const examination of examinations) {
    const { id } = examination;
    for (const finding of await inTime(examination, found)) all.push({ id, ...finding });
  }
  return all;
}

async function inTime(
  { id, limit = defaultLimit, ...how }: Examination,
  found: Found,
): Promise<readonly Finding[]> {
  const end = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly Finding[]>((resolve) => {
    timer = setTimeout(() => {
      const params = { what: id, seconds: limit / 1000 };
      resolve([{ status: 'warning', message: { code: 'doctor.no-answer', params } }]);
      end.abort();
    }, limit);
  });
  const looked = how.examine(found, end.signal).catch((error: unknown): readonly Finding[] => {
    const detail = error instanceof Error ? error.message : String(error);
    return [{ status: 'warning', message: { code: 'doctor.failed', params: { what: id, detail } } }];
  });
  return Promise.race([looked, late]).finally(() => clearTimeout(timer));
}
