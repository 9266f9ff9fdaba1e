import { join, resolve } from 'node:path';
import type { ClassCard, ClassProcedures } from '../../contract/class-view.js';
import { LabError } from '../../contract/errors.js';
import type { HandInHead, NodeState } from '../../contract/handin.js';
import type { Plan } from '../../contract/gradebook.js';
import type { Service } from '../../contract/rpc.js';
import { bothLanguages, type Language } from '../../contract/text.js';
import { requireClass } from '../classes/load.js';
import type { PackSource } from '../classes/pins.js';
import { exporters } from '../gradebook/exporters/index.js';
import { gradesFolder, readResult } from '../gradebook/folder.js';
import { hereExecutor, jobsFor } from '../gradebook/local.js';
import { fillWorksheet } from '../gradebook/moodle.js';
import { openLab } from '../gradebook/task.js';
import { readHandIn } from '../handins/file.js';
import type { Provider } from '../machines/provider.js';
import type { LoadedLab } from '../packs/compiled.js';
import type { SessionStore } from '../session/store.js';
import { ClassDesk } from './class-desk.js';
import type { SettingsFile } from './settings.js';

/** Classes that are kept in mind. */
const most = 50;

/** Machines of a hand-in that somebody wants to look at. */
export interface Shown {
  readonly loaded: LoadedLab;
  readonly head: HandInHead;
  readonly states: readonly NodeState[];
  readonly student: string;
}

export interface AppClassesParts {
  readonly settings: SettingsFile;
  readonly library: PackSource;
  /** Hash of the guest image that judges. */
  readonly guest: () => Promise<string>;
  readonly store: SessionStore;
  readonly provider: () => Provider;
  readonly language: () => Language;
  /** Ends machines that a grading left when it died. */
  readonly clean: () => Promise<void>;
  /** Begins such a session. @returns its id */
  readonly show: (shown: Shown) => string;
}

/** What a window asks of a teacher's classes. */
export class AppClasses {
  readonly #parts: AppClassesParts;
  readonly #desks = new Map<string, ClassDesk>();

  constructor(parts: AppClassesParts) {
    this.#parts = parts;
  }

  /** Is any of them being graded? */
  get grading(): boolean {
    return [...this.#desks.values()].some((desk) => desk.grading);
  }

  /** Ends what is being judged: going on is beginning again. */
  async leave(): Promise<void> {
    await Promise.all([...this.#desks.values()].map((desk) => desk.stop()));
  }

  service(): Service<ClassProcedures> {
    return {
      classes: async () => this.#folders().map(cardOf),
      openClass: async ({ folder }) => {
        const { folder: whole } = requireClass(folder);
        this.#remember([whole, ...this.#folders().filter((each) => each !== whole)]);
        return { folder: whole };
      },
      forgetClass: async ({ folder }) =>
        this.#remember(this.#folders().filter((each) => each !== resolve(folder))),
      watchClass: ({ folder }, { signal, onEvent }) => this.#desk(folder).watch(signal, onEvent),
      takeHandIns: async ({ folder, files }) => ({ taken: this.#desk(folder).take(files) }),
      gradeClass: async ({ folder }) => this.#desk(folder).grade(),
      stopGrading: ({ folder }) => this.#desk(folder).stop(),
      studentWork: ({ folder, student, lab }) => this.#desk(folder).work(student, lab),
      bootHandIn: async ({ folder, student, lab }) => {
        const { plan, task } = await this.#desk(folder).handedIn(student, lab);
        const grades = gradesFolder(this.#desk(folder).folder);
        const planned = plan.labs.find((each) => each.lab === lab)!;
        const read = await readHandIn(join(grades, task.file));
        if (!read.ok)
          throw new LabError({
            code: 'hand-in.unreadable',
            params: { file: task.name, inHandIn: read.problem },
          });
        const { head, states } = read.handIn;
        const of = plan.students.find(({ id }) => id === student)!;
        const loaded = openLab(grades, planned);
        return { session: this.#parts.show({ loaded, head, states, student: `${of.id} ${of.name}` }) };
      },
      decideGrade: ({ folder, points, ...wanted }) => this.#desk(folder).decide({ ...wanted, points }),
      gradesFile: async ({ folder, form, language }) => {
        const desk = this.#desk(folder);
        const grades = await desk.collected();
        const result = (key: string) => readResult(gradesFolder(desk.folder), key);
        const exporter = exporters.find(({ name }) => name === form)!;
        const [file] = exporter.files({ grades, language, result });
        return { name: file!.path, text: file!.content };
      },
      fillWorksheet: async ({ folder, name, text, lab, language }) => {
        const grades = await this.#desk(folder).collected();
        const { content, filled, ...rest } = fillWorksheet(name, text, grades, { lab, language });
        return { text: content, rows: filled, ...rest };
      },
    };
  }

  #folders(): readonly string[] {
    return this.#parts.settings.read().classes;
  }

  #remember(folders: readonly string[]): void {
    this.#parts.settings.change({ classes: folders.slice(0, most) });
  }

  #desk(folder: string): ClassDesk {
    const whole = resolve(folder);
    const known = this.#desks.get(whole);
    if (known !== undefined) return known;
    const { library, guest, language, clean } = this.#parts;
    const executor = (plan: Plan) => this.#executor(plan);
    const desk = new ClassDesk(whole, { library, guest, language, clean, executor });
    this.#desks.set(whole, desk);
    return desk;
  }

  #executor(plan: Plan) {
    const { provider, store } = this.#parts;
    return hereExecutor({ provider: provider(), store }, jobsFor(plan));
  }
}

function cardOf(folder: string): ClassCard {
  try {
    const { title, students } = requireClass(folder);
    return { folder, title: bothLanguages(title), students: students.length };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { folder, problem: error.detail };
  }
}
