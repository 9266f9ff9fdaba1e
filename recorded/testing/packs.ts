import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PackStore } from '../../engine/install/store.js';
import { Publisher } from '../../engine/install/testing/publisher.js';

/** Packs for the page's tests, whose code has no files. */
export class PackShop {
  readonly folder = mkdtempSync(join(tmpdir(), 'lvslab-page-packs-'));
  readonly publisher = new Publisher(this.folder);

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A file that is not there. */
  nothing(): string {
    return join(this.folder, 'nothing.lvspack');
  }

  bytes(file: string): Uint8Array<ArrayBuffer> {
    return new Uint8Array(readFileSync(file));
  }

  /** A lab of an installed pack that is no lab any more. */
  spoilLab(store: PackStore, id: string): void {
    const lab = join(store.held(id)[0]!.folder, 'pack', 'first-lab', 'lab.json');
    writeFileSync(lab, readFileSync(lab, 'utf8').replace('"minutes":10', '"minutes":"ten"'));
  }

  /** What is known of an installed pack is damaged. */
  spoilRecord(store: PackStore, id: string): void {
    truncateSync(join(store.held(id)[0]!.folder, 'installed.json'), 5);
  }
}
