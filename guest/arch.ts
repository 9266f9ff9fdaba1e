/** The machine architectures that a guest image can be built for. Only amd64 is built and tested here. */
export type Arch = 'amd64' | 'arm64';

/** Everything that differs between architectures: Debian's names, QEMU's names, the console. */
export interface ArchFacts {
  /** Debian's architecture name. */
  readonly debian: Arch;
  /** Debian's kernel metapackage. */
  readonly kernelPackage: string;
  /** QEMU's program. */
  readonly qemu: string;
  /** Debian package that holds QEMU's program. */
  readonly qemuPackage: string;
  /** A versioned machine type: a snapshot is bound to it. */
  readonly machine: string;
  /** Properties of the machine type, to append after a comma. */
  readonly machineProperties: string;
  /** CPU model under emulation: fixed, so that a snapshot restores anywhere. */
  readonly cpu: string;
  /** The kernel's name of the first serial port. */
  readonly console: string;
  /** Kernel arguments that only this architecture knows. */
  readonly kernelArguments: readonly string[];
}

export const archFacts: Readonly<Record<Arch, ArchFacts>> = {
  amd64: {
    debian: 'amd64',
    kernelPackage: 'linux-image-amd64',
    qemu: 'qemu-system-x86_64',
    qemuPackage: 'qemu-system-x86',
    machine: 'pc-i440fx-7.2',
    machineProperties: 'usb=off,vmport=off',
    cpu: 'qemu64',
    console: 'ttyS0',
    // The time-stamp counter is the clock: its watchdog would wake an idle guest twice a second.
    // No keyboard controller is looked for.
    kernelArguments: ['mitigations=off', 'tsc=nowatchdog', 'i8042.noaux', 'i8042.nokbd', 'i8042.nopnp'],
  },
  arm64: {
    debian: 'arm64',
    kernelPackage: 'linux-image-arm64',
    qemu: 'qemu-system-aarch64',
    qemuPackage: 'qemu-system-arm',
    machine: 'virt-7.2',
    machineProperties: 'gic-version=2',
    cpu: 'cortex-a57',
    console: 'ttyAMA0',
    kernelArguments: ['mitigations=off'],
  },
};

/** The Debian release that guests are made of. */
export const suite = 'bookworm';

/**
 * The kernel command line of every guest. Lab NICs are eth0, eth1… in PCI order (the management NIC comes last and is
 * renamed mgmt0 by the image).
 */
export function kernelCommandLine(arch: Arch): string {
  const facts = archFacts[arch];
  return [
    `console=${facts.console}`,
    'net.ifnames=0',
    ...facts.kernelArguments,
    'nowatchdog',
    // A panic ends the machine at once, so that it is told as one instead of as silence.
    'panic=-1',
    'audit=0',
    'apparmor=0',
    'random.trust_cpu=on',
  ].join(' ');
}

/** The architecture of this host's processor, or undefined where no guest image exists for it. */
export function hostArch(nodeArch: string = process.arch): Arch | undefined {
  if (nodeArch === 'x64') return 'amd64';
  if (nodeArch === 'arm64') return 'arm64';
  return undefined;
}
