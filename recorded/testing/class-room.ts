import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePlan, writeResult } from '../../engine/gradebook/folder.js';
import { makePlan } from '../../engine/gradebook/plan.js';
import { type Differing, TestClass } from '../../engine/gradebook/testing/class.js';
import { resultOf } from '../../engine/gradebook/testing/results.js';
import type { LoadedClass } from '../../engine/classes/load.js';

/** A class for tests of its page, which has no files of its own. */
export class ClassRoom {
  readonly #class = new TestClass();
  #loaded: LoadedClass | undefined;

  get folder(): string {
    return this.#class.folder;
  }

  /** Where its packs are. */
  get packs(): string {
    return join(this.#class.root, 'packs');
  }

  /** A folder that is none. */
  get nowhere(): string {
    return join(this.#class.root, 'nowhere');
  }

  get exists(): boolean {
    return existsSync(join(this.folder, 'class.yaml'));
  }

  async open(): Promise<void> {
    this.#loaded = await this.#class.make();
  }

  async handIn(name: string, differing: Differing = {}): Promise<Uint8Array<ArrayBuffer>> {
    const file = await this.#class.handIn(this.#loaded!, name, differing);
    return new Uint8Array(readFileSync(file));
  }

  /** Ann's hand-in is there, and was judged: one check fails, one of two points holds, one could not be checked. */
  async judged(): Promise<void> {
    const loaded = this.#loaded!;
    await this.#class.handIn(loaded, 'ann.lvsub');
    const folder = join(this.folder, 'grades');
    const { library, handIns } = this.#class;
    const plan = await makePlan({ loaded, paths: [handIns], folder, library, guest: '0' });
    writePlan(folder, plan);
    writeResult(folder, resultOf(plan.tasks[0]!, ['fail', 'pass', 'unknown']));
  }

  dispose(): void {
    this.#class.dispose();
  }
}
