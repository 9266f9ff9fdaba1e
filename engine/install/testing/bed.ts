import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../../../contract/errors.js';
import { Installer } from '../installer.js';
import { Library } from '../library.js';
import { PackStore } from '../store.js';
import { Publisher } from './publisher.js';

/** Somebody's packs, and a publisher's. */
export class InstallBed {
  readonly root = mkdtempSync(join(tmpdir(), 'lvslab-install-'));
  readonly store = new PackStore(join(this.root, 'store'));
  readonly publisher = new Publisher(join(this.root, 'publisher'));
  readonly library = new Library(join(this.root, 'built-in'), this.store);
  /** Milliseconds since the epoch, here. */
  now = Date.UTC(2026, 10, 29);
  readonly installer = new Installer(
    this.store,
    () => ['lvs'],
    () => this.now,
  );

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Installs as somebody who accepts. */
  async install(source: string, options: Parameters<Installer['look']>[1] = {}, accept = true) {
    return this.installer.install(await this.installer.look(source, options), { accept });
  }

  /** What is said where something is refused, and that nothing was changed by it. */
  async refusal(act: () => Promise<unknown>): Promise<string> {
    const before = this.everything();
    const error = await act().then(
      () => new Error('nothing was refused'),
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof LabError)) throw error;
    const changed = this.everything().filter((file) => !before.includes(file));
    const lost = before.filter((file) => !this.everything().includes(file));
    if (changed.length + lost.length > 0)
      throw new Error(
        `${error.code}, but there is now ${changed.join(', ')}, and no more ${lost.join(', ')}`,
      );
    return `${error.code}: ${error.wording('en')}`;
  }

  /** Every file of the store, with what is in it; what somebody looks at is not there yet. */
  everything(folder = this.store.root): readonly string[] {
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('.partial'))
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return `${path} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
      })
      .toSorted();
  }

  versions(id = 'net'): readonly (string | undefined)[] {
    return this.store.held(id).map(({ record }) => record?.pack.version);
  }

  current(id = 'net'): string | undefined {
    return this.store.current(id)?.record?.pack.version;
  }
}
