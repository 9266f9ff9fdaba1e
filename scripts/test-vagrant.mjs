// `npm run test:vagrant`: the labs on real Vagrant, libvirt and QEMU. Sets up what that needs of the host, and says so.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { boxPackages, lvslab, run, say, setUp } from './setup.mjs';

/** program (or file) → Debian package and what it is for */
const vagrantPackages = [
  ...boxPackages,
  ['vagrant', 'vagrant', 'makes the virtual machines'],
  ['/usr/share/doc/vagrant-libvirt/copyright', 'vagrant-libvirt', "Vagrant's way to libvirt"],
  ['libvirtd', 'libvirt-daemon-system', 'runs the virtual machines for Vagrant'],
  ['virsh', 'libvirt-clients', 'asks libvirt'],
  ['dnsmasq', 'dnsmasq-base', 'gives the machines their management addresses'],
];

/** Runs a command quietly. @returns whether it went well */
const well = (command, args) => spawnSync(command, args, { stdio: 'ignore', timeout: 60_000 }).status === 0;
const answers = () => well('virsh', ['-c', 'qemu:///system', 'list']);

/** A host without systemd, as CI's, starts no daemon by itself. */
function startLibvirt() {
  if (answers()) return;
  if (process.getuid?.() !== 0) {
    console.error('lvslab: libvirt does not answer; start it: sudo systemctl start libvirtd');
    process.exit(3);
  }
  for (const daemon of ['virtlogd', 'libvirtd']) {
    say(`${daemon} -d`);
    run(daemon, ['-d']);
  }
  for (let tries = 0; !answers(); tries += 1) {
    if (tries > 30) {
      console.error('lvslab: libvirt does not answer');
      process.exit(3);
    }
    spawnSync('sleep', ['1']);
  }
}

/** libvirt asks QEMU anew at each step, for seconds, when its QEMU user cannot open a /dev/kvm that its probe found. */
function openKvm() {
  if (!existsSync('/dev/kvm') || process.getuid?.() !== 0 || (statSync('/dev/kvm').mode & 0o060) === 0o060)
    return;
  say('chgrp kvm /dev/kvm && chmod 660 /dev/kvm (as udev does where it runs)');
  if (well('chgrp', ['kvm', '/dev/kvm'])) run('chmod', ['660', '/dev/kvm']);
}

setUp(vagrantPackages);
openKvm();
startLibvirt();
lvslab('doctor', '--provider', 'vagrant');
lvslab('image', 'build');
run(process.execPath, ['node_modules/.bin/vitest', 'run', '--project', 'vagrant']);
