import { expect, test } from 'vitest';
import {
  goldenMac,
  type ImageFiles,
  type MachineFiles,
  type MachineShape,
  managementMac,
  qemuArguments,
  shapeOf,
} from './command-line.js';

const shape: MachineShape = {
  program: 'qemu-system-x86_64',
  machine: 'pc-q35-7.2',
  accelerator: 'tcg',
  cpu: 'max',
  memory: 256,
  disk: 2048,
  interfaces: 2,
};
const image: ImageFiles = {
  kernel: '/i/vmlinuz',
  initrd: '/i/initrd.img',
  root: '/i/root.squashfs',
  repo: '/i/repo.squashfs',
  append: 'console=ttyS0 quiet',
};
const files: MachineFiles = {
  qmp: '/r/a.qmp',
  identity: '/r/a.id',
  disk: '/r/a.disk.qcow2',
  pid: '/r/a.pid',
  console: '/s/a.console.log',
  nets: ['/r/a.eth0', '/r/a.eth1'],
};

interface Change {
  readonly shape?: Partial<MachineShape>;
  readonly image?: Partial<ImageFiles>;
  readonly files?: Partial<MachineFiles>;
  readonly sshPort?: number;
  readonly incoming?: boolean;
}

const build = (change: Change = {}) =>
  qemuArguments(
    { ...shape, ...change.shape },
    { ...image, ...change.image },
    { ...files, ...change.files },
    {
      name: 'a',
      incoming: change.incoming ?? false,
      ...(change.sshPort === undefined ? {} : { sshPort: change.sshPort }),
    },
  );

/** The values that an option is given, in order. */
const values = (args: readonly string[], option: string) =>
  args.filter((_value, index) => args[index - 1] === option);

test('every option has its value', () => {
  const flags = ['-nodefaults', '-no-user-config', '-no-reboot'];
  const args = build().filter((arg) => !flags.includes(arg));
  expect(args.length % 2).toBe(0);
  for (let index = 0; index < args.length; index += 2) {
    expect(args[index]).toMatch(/^-[a-z]/);
    expect(args[index + 1]).not.toMatch(/^-/);
  }
});

test('the management interface comes last, so that the lab has eth0 onwards', () => {
  const nics = values(build({ sshPort: 2222 }), '-device').filter((device) => device.includes('virtio-net'));
  expect(nics.map((nic) => /mac=([^,]+)/.exec(nic)?.[1])).toEqual([
    goldenMac(0),
    goldenMac(1),
    managementMac,
  ]);
  expect(new Set([goldenMac(0), goldenMac(1), managementMac]).size).toBe(3);
  for (const nic of nics) expect(nic).toContain('romfile=');
  expect(values(build(), '-netdev').at(-1)).toMatch(/^user,id=management,/);
});

test('a guest reaches neither the host nor the internet, and only loopback reaches its SSH', () => {
  const [netdev] = values(build({ sshPort: 2222 }), '-netdev').slice(-1);
  expect(netdev).toBe('user,id=management,restrict=on,ipv6=off,hostfwd=tcp:127.0.0.1:2222-10.0.2.15:22');
  expect(values(build(), '-netdev').at(-1)).not.toContain('hostfwd');
});

test('a lab interface dials the switch, one without a cable hangs on a hub of its own', () => {
  const args = build({ files: { nets: ['/r/a.eth0', undefined] } });
  expect(values(args, '-netdev').slice(0, 2)).toEqual([
    'stream,id=lab0,server=off,addr.type=unix,addr.path=/r/a.eth0',
    'hubport,id=lab1,hubid=2',
  ]);
});

test('the disks of the image are read-only and shared by all nodes, its own a node writes to', () => {
  const drives = values(build(), '-drive');
  expect(drives.map((drive) => /id=(\w+)/.exec(drive)?.[1])).toEqual(['root', 'repo', 'own']);
  expect(drives.at(-1)).toBe('file=/r/a.disk.qcow2,if=none,id=own,format=qcow2,cache=unsafe,discard=unmap');
  for (const drive of drives.slice(0, -1)) expect(drive).toMatch(/readonly=on.*file\.locking=off/);
});

test('commas in a path are doubled wherever QEMU parses options, and nowhere else', () => {
  const args = build({
    image: { root: '/a,b/root', repo: '/a,b/repo', kernel: '/a,b/vmlinuz', initrd: '/a,b/initrd' },
    files: {
      qmp: '/a,b/qmp',
      identity: '/a,b/id',
      pid: '/a,b/pid',
      console: '/a,b/console',
      disk: '/a,b/disk',
      nets: ['/a,b/eth0'],
      memory: { path: '/a,b/ram', shared: false },
    },
  });
  const plain = ['-kernel', '-initrd', '-pidfile'];
  for (const option of plain) for (const value of values(args, option)) expect(value).toMatch(/^\/a,b\//);
  const parsed = args.filter((arg, index) => arg.includes('/a,') && !plain.includes(args[index - 1]!));
  expect(parsed).toHaveLength(8);
  for (const arg of parsed) expect(arg).toContain('/a,,b/');
});

test.each([
  [{ path: '/c/ram', shared: true }, 'share=on'],
  [{ path: '/c/ram', shared: false }, 'share=off'],
])('a machine whose memory is a file (%j) says %s', (memory, share) => {
  const args = build({ files: { memory } });
  expect(values(args, '-object')).toEqual([`memory-backend-file,id=ram,size=256M,mem-path=/c/ram,${share}`]);
  expect(values(args, '-machine')).toEqual(['pc-q35-7.2,memory-backend=ram']);
});

test('the memory of a machine that boots has the same name, so that its state fits a restored one', () => {
  expect(values(build(), '-object')).toEqual(['memory-backend-ram,id=ram,size=256M']);
  expect(values(build(), '-machine')).toEqual(['pc-q35-7.2,memory-backend=ram']);
  expect(values(build({ shape: { memory: 512 } }), '-m')).toEqual(['512M']);
});

test('one that is restored waits for its state', () => {
  expect(values(build({ incoming: true }), '-incoming')).toEqual(['defer']);
  expect(build()).not.toContain('-incoming');
});

test('TCG is bounded in its memory, other accelerators are named as they are', () => {
  expect(values(build(), '-accel')).toEqual(['tcg,thread=multi,tb-size=64']);
  expect(values(build({ shape: { accelerator: 'kvm' } }), '-accel')).toEqual(['kvm']);
});

test('the shape of a node is what its snapshot depends on: memory and number of interfaces', () => {
  const nic = { network: 'lan', dev: 'eth0', mac: '52:54:00:80:00:01', address: '10.0.0.7', prefix: 24 };
  const { memory: _memory, interfaces: _interfaces, ...base } = shape;
  const node = { name: 'n', role: 'director', memory: 384, disk: 1024, interfaces: [nic] } as const;
  expect(shapeOf(node, base)).toEqual({ ...base, memory: 384, disk: 1024, interfaces: 1 });
});
