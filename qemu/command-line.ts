import type { NodeSpec } from '../engine/machines/provider.js';

/** What every machine of an image has in common; part of a snapshot's identity. */
export interface MachineShape {
  /** e.g. qemu-system-x86_64 */
  readonly program: string;
  /** Versioned machine type: a snapshot is bound to it. */
  readonly machine: string;
  readonly accelerator: string;
  readonly cpu: string;
  /** MiB */
  readonly memory: number;
  /** MiB of the machine's own disk. */
  readonly disk: number;
  /** Lab interfaces. */
  readonly interfaces: number;
}

export interface ImageFiles {
  readonly kernel: string;
  readonly initrd: string;
  readonly root: string;
  readonly repo: string;
  /** Kernel command line. */
  readonly append: string;
}

export interface MachineFiles {
  readonly qmp: string;
  readonly identity: string;
  readonly pid: string;
  readonly console: string;
  /** The machine's own disk, qcow2. */
  readonly disk: string;
  /** One switch socket per lab interface; undefined: an interface without a cable (golden snapshot). */
  readonly nets: readonly (string | undefined)[];
  /** File behind the machine's memory. `shared`: writes go to it (golden); else they stay private. None: a machine that boots. */
  readonly memory?: { readonly path: string; readonly shared: boolean };
}

/** The management network is private to each machine, so this address may be the same in all. */
export const managementMac = '52:54:00:6c:76:00';

/** MACs in the golden snapshot; every node replaces them by its own. */
export function goldenMac(index: number): string {
  return `52:54:00:6c:77:${index.toString(16).padStart(2, '0')}`;
}

/** MiB of translated code that TCG keeps: bounds a machine's resident memory. */
const translationCache = 64;

/** The arguments of QEMU for one machine; `sshPort` on loopback leads to its port 22. */
export function qemuArguments(
  shape: MachineShape,
  image: ImageFiles,
  files: MachineFiles,
  options: { readonly name: string; readonly sshPort?: number; readonly incoming: boolean },
): string[] {
  const accel =
    shape.accelerator === 'tcg' ? `tcg,thread=multi,tb-size=${translationCache}` : shape.accelerator;
  const memory = files.memory;
  const args = [
    '-name',
    options.name,
    '-nodefaults',
    '-no-user-config',
    '-display',
    'none',
    '-accel',
    accel,
    '-cpu',
    shape.cpu,
    '-smp',
    '1',
    '-m',
    `${shape.memory}M`,
  ];
  // The same name in both cases: a saved state names the memory that it belongs to.
  args.push('-machine', `${shape.machine},memory-backend=ram`);
  args.push(
    '-object',
    memory === undefined
      ? `memory-backend-ram,id=ram,size=${shape.memory}M`
      : `memory-backend-file,id=ram,size=${shape.memory}M,mem-path=${comma(memory.path)},share=${memory.shared ? 'on' : 'off'}`,
  );
  args.push('-kernel', image.kernel, '-initrd', image.initrd, '-append', image.append);
  args.push('-drive', `file=${comma(image.root)},if=none,id=root,format=raw,readonly=on,file.locking=off`);
  args.push('-device', 'virtio-blk-pci,drive=root');
  args.push('-drive', `file=${comma(image.repo)},if=none,id=repo,format=raw,readonly=on,file.locking=off`);
  args.push('-device', 'virtio-blk-pci,drive=repo');
  // A host's full disk stops the machine (QEMU's default), it tells the guest of no error. What a host's sudden end
  // would lose is not waited for; that of QEMU or of the guest loses nothing that was flushed.
  args.push('-drive', `file=${comma(files.disk)},if=none,id=own,format=qcow2,cache=unsafe,discard=unmap`);
  args.push('-device', 'virtio-blk-pci,drive=own');
  args.push('-device', 'virtio-serial-pci');
  args.push('-chardev', `socket,id=identity,path=${comma(files.identity)},server=on,wait=off`);
  args.push('-device', 'virtserialport,chardev=identity,name=lvslab.identity.0');
  args.push('-device', 'virtio-rng-pci');
  args.push(
    '-chardev',
    `file,id=console,path=${comma(files.console)},append=on`,
    '-serial',
    'chardev:console',
  );
  args.push('-qmp', `unix:${comma(files.qmp)},server=on,wait=off`, '-pidfile', files.pid);
  files.nets.forEach((net, index) => {
    // Without romfile= each NIC loads iPXE and costs seconds at boot.
    const nic = `virtio-net-pci,mac=${goldenMac(index)},id=nic${index},romfile=`;
    if (net === undefined) args.push('-netdev', `hubport,id=lab${index},hubid=${index + 1}`);
    else args.push('-netdev', `stream,id=lab${index},server=off,addr.type=unix,addr.path=${comma(net)}`);
    args.push('-device', `${nic},netdev=lab${index}`);
  });
  const forward =
    options.sshPort === undefined ? '' : `,hostfwd=tcp:127.0.0.1:${options.sshPort}-10.0.2.15:22`;
  args.push('-netdev', `user,id=management,restrict=on,ipv6=off${forward}`);
  args.push('-device', `virtio-net-pci,mac=${managementMac},netdev=management,romfile=`);
  if (options.incoming) args.push('-incoming', 'defer');
  return args;
}

/** QEMU's option syntax doubles commas (qemu(1), "-drive"). */
function comma(path: string): string {
  return path.replaceAll(',', ',,');
}

export function shapeOf(
  node: NodeSpec,
  base: Omit<MachineShape, 'memory' | 'disk' | 'interfaces'>,
): MachineShape {
  return { ...base, memory: node.memory, disk: node.disk, interfaces: node.interfaces.length };
}
