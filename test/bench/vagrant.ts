import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeQemu, makeVagrant } from '../../wiring/providers.js';
import { requireLab } from '../../engine/packs/library.js';
import { packsRoot } from '../../engine/product.js';
import { resolveTopology } from '../../engine/session/topology.js';
import type { Machines, Provider } from '../../engine/machines/provider.js';
import { VagrantCommand } from '../../vagrant/command.js';
import { type Report, seconds } from './measure.js';

/** The four-node DR lab on Vagrant and libvirt, from nothing to SSH. @param data where sessions go */
export async function benchVagrant(runs: number, data: string, report: Report): Promise<void> {
  process.env['LVSLAB_VAGRANT_PROVIDER'] = 'libvirt';
  const { lab } = requireLab(join(packsRoot, 'lvs', 'dr-by-hand')).instantiate(undefined);
  const qemu = makeQemu();
  const cold = makeQemu({ cold: true });
  const vagrant = makeVagrant(qemu);
  let count = 0;
  const start = async (provider: Provider): Promise<{ id: string; machines: Machines; time: number }> => {
    const id = `bench-${(count += 1)}`;
    const place = { id, folder: join(data, 'sessions', id) };
    const started = performance.now();
    const machines = await provider.up(place, resolveTopology(lab, id), {});
    return { id, machines, time: (performance.now() - started) / 1000 };
  };
  const embedded = async (provider: Provider): Promise<number> => {
    const { machines, time } = await start(provider);
    await machines.destroy();
    return time;
  };
  /** Once as we do it; then the same files as one who leaves everything as it comes would have them. */
  const byVagrant = async (): Promise<{ ours: number; plain: number }> => {
    const { id, machines, time: ours } = await start(vagrant);
    try {
      const environment = join(data, 'vagrant', id);
      const command = new VagrantCommand({ folder: environment });
      await command.destroy();
      const file = join(environment, 'Vagrantfile');
      writeFileSync(file, asItComes(readFileSync(file, 'utf8')));
      const plain = await seconds(() => command.up({ provider: 'libvirt', parallel: false }));
      return { ours, plain };
    } finally {
      await machines.destroy();
    }
  };
  await byVagrant(); // the box is with Vagrant, and in libvirt's pool, from now on
  const times = { ours: [] as number[], plain: [] as number[], cold: [] as number[], warm: [] as number[] };
  for (let run = 0; run < runs; run += 1) {
    const { ours, plain } = await byVagrant();
    times.ours.push(ours);
    times.plain.push(plain);
    times.cold.push(await embedded(cold));
    times.warm.push(await embedded(qemu));
    process.stderr.write(`bench: round ${run + 1} of ${runs}\n`);
  }
  const common = { unit: 's', higherIsBetter: false };
  report.compare({
    ...common,
    name: 'four-node DR lab by Vagrant and libvirt, from nothing to SSH-ready',
    ours: times.ours,
    baseline: times.plain,
    baselineName: 'the same box with what Vagrant does by default (BIOS, new keys, one by one)',
  });
  const beside = { ...common, baseline: times.ours, baselineName: 'by Vagrant' };
  report.compare({ ...beside, name: 'the same on embedded machines that really boot', ours: times.cold });
  report.compare({ ...beside, name: 'the same on embedded machines, from the snapshot', ours: times.warm });
}

/** A Vagrantfile of ours without what makes its start fast. @throws RangeError when it has changed so that nothing would be left out */
function asItComes(vagrantfile: string): string {
  let text = vagrantfile;
  for (const [ours, plain] of [
    ['config.ssh.insert_key = false', 'config.ssh.insert_key = true'],
    ['config.vm.guest = :linux', ''],
    ['lv.cpus = 1', 'lv.cpus = 1\n    lv.kernel = nil\n    lv.initrd = nil\n    lv.cmd_line = ""'],
  ] as const) {
    if (!text.includes(ours)) throw new RangeError(`the Vagrantfile has no '${ours}'`);
    text = text.replace(ours, plain);
  }
  return text;
}
