import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeQemu, makeVagrant } from '../../cli/context.js';
import { requireLab } from '../../engine/packs/library.js';
import { packsRoot } from '../../engine/product.js';
import { resolveTopology } from '../../engine/session/topology.js';
import type { Provider } from '../../engine/machines/provider.js';
import { VagrantCommand } from '../../vagrant/command.js';
import { removeLeftovers } from '../../vagrant/libvirt.js';
import { inTurns, type Report, seconds } from './measure.js';

/** The four-node DR lab on Vagrant and libvirt, from nothing to SSH. @param data where sessions go */
export async function benchVagrant(runs: number, data: string, report: Report): Promise<void> {
  process.env['LVSLAB_VAGRANT_PROVIDER'] = 'libvirt';
  const { lab } = requireLab(join(packsRoot, 'lvs', 'dr-by-hand'), 'en').instantiate(undefined);
  const qemu = makeQemu();
  const cold = makeQemu({ cold: true });
  const vagrant = makeVagrant(qemu);
  let count = 0;
  const start = async (provider: Provider): Promise<number> => {
    const id = `bench-${(count += 1)}`;
    const place = { id, folder: join(data, 'sessions', id) };
    const started = performance.now();
    const machines = await provider.up(place, resolveTopology(lab, id), {});
    const time = (performance.now() - started) / 1000;
    await machines.destroy();
    return time;
  };
  /** As a Vagrantfile is written that leaves everything as it comes: BIOS, a new key for each, one after the other. */
  const plain = async (): Promise<number> => {
    const id = `bench-${(count += 1)}`;
    const place = { id, folder: join(data, 'sessions', id) };
    const machines = await vagrant.up(place, resolveTopology(lab, id), {});
    // Its files are what is changed; its machines go.
    const environment = join(data, 'vagrant', id);
    const file = join(environment, 'Vagrantfile');
    const text = readFileSync(file, 'utf8');
    await new VagrantCommand({ folder: environment }).destroy();
    writeFileSync(
      file,
      text
        .replace('config.ssh.insert_key = false', 'config.ssh.insert_key = true')
        .replace('config.vm.guest = :linux', '')
        .replace(
          'lv.cpus = 1',
          'lv.cpus = 1\n    lv.kernel = nil\n    lv.initrd = nil\n    lv.cmd_line = nil',
        ),
    );
    const time = await seconds(() =>
      new VagrantCommand({ folder: environment }).up({ provider: 'libvirt', parallel: false }),
    );
    await machines.destroy();
    await removeLeftovers(`lvslab-${id}`);
    return time;
  };
  await start(vagrant); // the box is with Vagrant, and in libvirt's pool, from now on
  report.compare({
    name: 'four-node DR lab by Vagrant and libvirt, from nothing to SSH-ready',
    unit: 's',
    ...(await inTurns(runs, () => start(vagrant), plain)),
    baselineName: 'the same box with what Vagrant does by default (BIOS, new keys, one by one)',
    higherIsBetter: false,
  });
  report.compare({
    name: 'the same on embedded machines that really boot',
    unit: 's',
    ...(await inTurns(
      runs,
      () => start(cold),
      () => start(vagrant),
    )),
    baselineName: 'by Vagrant',
    higherIsBetter: false,
  });
  report.compare({
    name: 'the same on embedded machines, from the snapshot',
    unit: 's',
    ...(await inTurns(
      runs,
      () => start(qemu),
      () => start(vagrant),
    )),
    baselineName: 'by Vagrant',
    higherIsBetter: false,
  });
}
