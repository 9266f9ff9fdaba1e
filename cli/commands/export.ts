import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { requireLab } from '../../engine/packs/library.js';
import { resolveTopology } from '../../engine/session/topology.js';
import { currentHash } from '../../guest/image-store.js';
import { boxName } from '../../vagrant/box.js';
import { publicBox, writeEnvironment } from '../../vagrant/provider.js';
import { requireArch } from '../../wiring/providers.js';
import { makeLibrary } from '../../wiring/packs.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register } from '../registration.js';

export const registerExport: Register = ({ program, t, does }) => {
  program
    .command('export <format> <lab> <folder>')
    .description(
      t(
        '把实验的虚拟机写成 Vagrantfile（format 为 vagrant），不用本程序也能用',
        "write a lab's machines as a Vagrantfile (format: vagrant), to be used without this program",
      ),
    )
    .option('--box <name>', t('用哪个 box（默认公共的 Debian 12）', 'the box (default: a public Debian 12)'))
    .option('--own-box', t('用 lvslab image box 做的 box', 'the box that lvslab image box makes'))
    .option('--no-kvm', t('libvirt 用软件模拟', 'libvirt runs them in software'))
    .option('--force', t('即使文件夹不是空的', 'although the folder is not empty'))
    .action(
      does(
        async (
          context,
          format: string,
          lab: string,
          folder: string,
          options: Parameters<typeof exportVagrant>[3],
        ) => {
          if (format !== 'vagrant') throw new LabError({ code: 'export.unknown', params: { format } });
          return exportVagrant(context, lab, folder, options);
        },
      ),
    );
};

/** `export vagrant LAB DIR`: a lab's machines for plain Vagrant, without us. */
async function exportVagrant(
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
  const loaded = requireLab(makeLibrary().find(lab), { draws: true });
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
