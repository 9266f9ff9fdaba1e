import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { findLab, requireLab } from '../../engine/packs/library.js';
import { packsRoot } from '../../engine/product.js';
import { resolveTopology } from '../../engine/session/topology.js';
import { currentHash } from '../../guest/image-store.js';
import { boxName } from '../../vagrant/box.js';
import { publicBox, writeEnvironment } from '../../vagrant/provider.js';
import { type CliContext, requireArch } from '../context.js';
import type { ExitCode } from '../exit.js';

/** `export vagrant LAB DIR`: a lab's machines for plain Vagrant, without us. */
export async function exportVagrant(
  context: CliContext,
  lab: string,
  folder: string,
  options: {
    readonly box?: string;
    readonly ownBox?: boolean;
    readonly kvm?: boolean;
    readonly force?: boolean;
  },
): Promise<ExitCode> {
  const { output } = context;
  const loaded = requireLab(findLab(lab, packsRoot), output.language);
  const target = resolve(folder);
  if (options.force !== true && existsSync(target) && readdirSync(target).length > 0)
    throw new LabError({ code: 'export.not-empty', params: { folder: target } });
  const own = boxName({ hash: await currentHash(requireArch()) });
  const box = options.ownBox === true ? own : (options.box ?? publicBox);
  // No session and no seed: the same lab gives the same files.
  const { lab: plain } = loaded.instantiate(undefined);
  writeEnvironment(target, resolveTopology(plain, `export ${plain.id}`), {
    title: output.text(plain.title),
    lab: plain.id,
    box,
    prefix: `lvslab-${plain.id}`,
    driver: options.kvm === false ? 'qemu' : 'kvm',
  });
  if (output.json) output.result({ folder: target, box, files: ['Vagrantfile', 'provision.sh'] });
  output.message({ code: 'export.done', params: { file: join(target, 'Vagrantfile'), folder: target, box } });
  return 0;
}
