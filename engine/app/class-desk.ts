import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClassDoing, ClassView, StudentWork } from '../../contract/class-view.js';
import { LabError } from '../../contract/errors.js';
import type { ClassGrades, Override, Plan, Task } from '../../contract/gradebook.js';
import type { ErrorMessage } from '../../contract/messages/errors.js';
import { bothLanguages, type Language } from '../../contract/text.js';
import { requireClass } from '../classes/load.js';
import type { PackSource } from '../classes/pins.js';
import { collect } from '../gradebook/collect.js';
import type { Executor } from '../gradebook/executor.js';
import { failingIn } from '../gradebook/failing.js';
import { handInsBelow } from '../gradebook/find.js';
import { gradesFolder, hasPlan, inboxFolder, readPlan, readResult } from '../gradebook/folder.js';
import { planClass, publish, runPlan } from '../gradebook/grade.js';
import { type Dropped, takeHandIns } from '../gradebook/inbox.js';
import { taskMinutes } from '../gradebook/local.js';
import { setOverride } from '../gradebook/overrides.js';
import { makePlan } from '../gradebook/plan.js';
import { errorMessage } from '../live/error-message.js';

/** Milliseconds between two views while hand-ins are graded: each is made from all results. */
const pause = 1000;

export interface DeskParts {
  readonly library: PackSource;
  /** Hash of the guest image that judges. */
  readonly guest: () => Promise<string>;
  readonly executor: (plan: Plan) => Executor;
  /** Ends machines that a grading left when it died. */
  readonly clean: () => Promise<void>;
  readonly language: () => Language;
}

/** A class at its teacher's window: what was handed in, and how far it is graded. The files in its folder are the truth. */
export class ClassDesk {
  /** Absolute. */
  readonly folder: string;
  readonly #parts: DeskParts;
  readonly #views = new Set<(view: ClassView) => void>();
  #doing: ClassDoing | undefined;
  #error: ErrorMessage | undefined;
  #run: { readonly abort: AbortController; readonly ended: Promise<void> } | undefined;
  /** Something came in while it was graded. */
  #again = false;
  #telling = false;
  /** The plan of a class of which nothing was handed in: all of its labs have to be compiled for it. */
  #empty: Promise<Plan> | undefined;

  constructor(folder: string, parts: DeskParts) {
    this.folder = folder;
    this.#parts = parts;
  }

  get grading(): boolean {
    return this.#run !== undefined;
  }

  get #grades(): string {
    return gradesFolder(this.folder);
  }

  get #inbox(): string {
    return inboxFolder(this.folder);
  }

  /** Tells how it is now and whenever it changed, until the signal comes. @throws LabError class.none, class.invalid */
  async watch(signal: AbortSignal, onView: (view: ClassView) => void): Promise<void> {
    const ended = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve(), { once: true }),
    );
    // Its class.yaml may be another one since it was looked at last.
    this.#empty = undefined;
    // Added first: what changes while the first view is made is told as well.
    this.#views.add(onView);
    try {
      onView(await this.view());
      if (!signal.aborted) await ended;
    } finally {
      this.#views.delete(onView);
    }
  }

  /** @throws LabError class.none, class.invalid, grade.not-installed, grade.bad-plan, grade.bad-overrides */
  async view(): Promise<ClassView> {
    const { title } = requireClass(this.folder);
    const plan = await this.#plan();
    const grades = collect(this.#grades, plan);
    return {
      folder: this.folder,
      title: bothLanguages(title),
      labs: grades.labs,
      rows: grades.students.map(({ labs, ...student }) => ({
        ...student,
        cells: labs.map(({ checks: _, ...cell }) => cell),
      })),
      files: existsSync(this.#inbox) ? handInsBelow([this.#inbox], true).length : 0,
      looked: plan.tasks.length,
      loose: grades.loose,
      alike: grades.alike,
      failing: failingIn(grades),
      ...(this.#doing === undefined ? {} : { doing: this.#doing }),
      ...(this.#error === undefined ? {} : { error: this.#error }),
    };
  }

  /** @returns those that were not there yet. @throws LabError as takeHandIns */
  take(files: readonly Dropped[]): number {
    const taken = takeHandIns(this.#inbox, files);
    this.grade();
    return taken;
  }

  /** Begins to grade what has no result; where it does already, once more when that is done. */
  grade(): void {
    if (this.#run !== undefined) {
      this.#again = true;
      this.#tell();
      return;
    }
    const abort = new AbortController();
    this.#error = undefined;
    const ended = this.#rounds(abort.signal)
      .catch((error: unknown) => {
        if (!abort.signal.aborted) this.#error = errorMessage(error);
      })
      .finally(() => {
        this.#run = undefined;
        this.#doing = undefined;
        this.#tell();
      });
    this.#run = { abort, ended };
  }

  /** What is being judged is ended, machines and all; what was judged stays. */
  async stop(): Promise<void> {
    this.#again = false;
    this.#run?.abort.abort();
    await this.#run?.ended;
  }

  /** @throws LabError grade.no-student, grade.no-lab */
  async work(student: string, lab: string): Promise<StudentWork> {
    return this.#work(await this.#plan(), student, lab);
  }

  #work(plan: Plan, student: string, lab: string): StudentWork {
    const of = plan.students.find(({ id }) => id === student);
    if (of === undefined) throw new LabError({ code: 'grade.no-student', params: { student } });
    const tasks = plan.tasks.filter((task) => task.student === student);
    const { students, labs } = collect(this.#grades, { ...plan, students: [of], tasks });
    const index = labs.findIndex((each) => each.lab === lab);
    const [planned, grade] = [labs[index], students[0]?.labs[index]];
    if (planned === undefined || grade === undefined)
      throw new LabError({ code: 'grade.no-lab', params: { lab, known: labs.map((each) => each.lab) } });
    const result = grade.key === undefined ? undefined : readResult(this.#grades, grade.key);
    return { student: of, lab: planned, grade, ...(result === undefined ? {} : { result }) };
  }

  /** The hand-in that counts. @throws LabError as `work`; grade.nothing */
  async handedIn(student: string, lab: string): Promise<{ readonly plan: Plan; readonly task: Task }> {
    const plan = await this.#plan();
    const { grade } = this.#work(plan, student, lab);
    const task = plan.tasks.find(({ key }) => key === grade.key);
    if (task === undefined) throw new LabError({ code: 'grade.nothing', params: { paths: [student, lab] } });
    return { plan, task };
  }

  /** @throws LabError as setOverride */
  async decide(
    wanted: Pick<Override, 'student' | 'lab' | 'reason'> & { readonly points: number | undefined },
  ): Promise<void> {
    setOverride(this.#grades, await this.#plan(), wanted);
    if (hasPlan(this.#grades)) publish(this.#grades, this.#parts.language());
    this.#tell();
  }

  /** All of it, for an exporter. */
  async collected(): Promise<ClassGrades> {
    return collect(this.#grades, await this.#plan());
  }

  /** Grades, and once more where something came in meanwhile. */
  async #rounds(signal: AbortSignal): Promise<void> {
    const { library, guest, executor, language, clean } = this.#parts;
    await clean();
    do {
      this.#again = false;
      const progress = (doing: ClassDoing) => {
        this.#doing = doing;
        this.#tell();
      };
      const folder = this.#grades;
      const plan = await planClass({
        loaded: requireClass(this.folder),
        paths: [this.#inbox],
        folder,
        library,
        guest: await guest(),
        signal,
        progress: (done, all) => progress({ what: 'reading', done, all }),
      });
      await runPlan({
        folder,
        plan,
        minutes: taskMinutes,
        signal,
        execute: executor(plan),
        progress: (told) => progress({ what: 'grading', ...told }),
      });
      publish(folder, language());
    } while (this.#again && !signal.aborted);
  }

  /** As it was graded last; of a class of which nothing was graded yet: nobody has handed in anything. */
  async #plan(): Promise<Plan> {
    if (hasPlan(this.#grades)) return readPlan(this.#grades);
    const { library } = this.#parts;
    const loaded = requireClass(this.folder);
    this.#empty ??= makePlan({ loaded, paths: [], folder: this.#grades, library, guest: '' });
    return this.#empty;
  }

  /** Soon: what comes together is one view. One that cannot be made leaves the last one standing. */
  #tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    sleep(pause)
      .then(() => {
        this.#telling = false;
        return this.#views.size === 0 ? undefined : this.view();
      })
      .then((view) => {
        if (view !== undefined) for (const tell of this.#views) tell(view);
      })
      .catch(() => {});
  }
}
