// Everything that a fresh Debian machine with Node lacks for LVS Lab, each thing only when it is missing. Plain
// JavaScript without dependencies: it runs before there are any.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** program → Debian package and what it is for */
const debianPackages = [
  ['qemu-system-x86_64', 'qemu-system-x86', 'runs the virtual machines'],
  ['mmdebstrap', 'mmdebstrap', 'builds the guest image from Debian packages'],
  ['mksquashfs', 'squashfs-tools', "packs the guest image's disks"],
  ['cpio', 'cpio', "packs the guest image's initramfs"],
  ['dpkg-scanpackages', 'dpkg-dev', "indexes the guests' local package repository"],
];

/** What makes the Vagrant box of the guest image. */
export const boxPackages = [
  ['qemu-img', 'qemu-utils', "makes the box's disk"],
  ['syslinux', 'syslinux', "the box's boot loader"],
  ['/usr/lib/syslinux/mbr/mbr.bin', 'syslinux-common', "the box's boot loader"],
  ['mcopy', 'mtools', "fills the box's boot partition"],
  ['mkfs.fat', 'dosfstools', "makes the box's boot partition"],
];

export const testPackages = [
  ...boxPackages,
  ['ruby', 'ruby', 'evaluates our Vagrantfiles in the tests'],
  ['xmllint', 'libxml2-utils', 'checks JUnit reports in the tests'],
  ['minisign', 'minisign', 'checks our signatures in the tests'],
  ['ssh', 'openssh-client', 'tries the ssh_config in the tests'],
  ['xvfb-run', 'xvfb', 'a display for the tests of the app'],
  ['xauth', 'xauth', 'lets the app on that display'],
  ['chromium', 'chromium', 'the browser that the tests open the app in'],
];

/** @param {string} program */
function inPath(program) {
  if (program.startsWith('/')) return existsSync(program);
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)));
}

/** @param {string} line */
export function say(line) {
  console.log(`\u001b[1m==>\u001b[0m ${line}`);
}

/** Runs a command, its output shown; ends this process when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (result.error) fail(`${command}: ${result.error.message}`);
  if (result.status !== 0) process.exit(result.status ?? 1);
}

function fail(line) {
  console.error(`lvslab setup: ${line}`);
  process.exit(3);
}

/** @param {string[][]} packages program (or file), Debian package and what it is for */
export function installDebianPackages(packages) {
  const missing = packages.filter(([program]) => !inPath(program));
  if (missing.length === 0) return;
  for (const [program, name, why] of missing) say(`Debian package ${name} is missing (${program}: ${why})`);
  const names = missing.map(([, name]) => name);
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...names];
  if (!inPath('apt-get'))
    fail(
      `this is no Debian: install what gives you ${missing.map(([program]) => program).join(', ')}, then run this again`,
    );
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !inPath('sudo')) fail(`run this as root, then start again: ${install.join(' ')}`);
  const sudo = isRoot ? [] : ['sudo'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (args) => {
    const [command, ...rest] = [...sudo, ...args];
    say([command, ...rest].join(' '));
    return spawnSync(command, rest, { stdio: 'inherit', env }).status === 0;
  };
  // A fresh machine has no package lists, an old one outdated ones.
  if (!apt(['apt-get', 'update', '-q']) || !apt(install))
    fail(`apt-get failed; run it by hand: ${install.join(' ')}`);
}

function installNpmPackages() {
  const lock = join(root, 'package-lock.json');
  const mark = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(mark) && statSync(mark).mtimeMs >= statSync(lock).mtimeMs) return;
  say('npm packages (npm ci)');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Newest change of a source below a folder, in milliseconds. */
function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !/\.([cm]?tsx?|css|html)$/.test(entry.name)) continue;
    latest = Math.max(latest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
  }
  return latest;
}

/** Makes something from sources when it is missing or older than they are. */
function make(what, made, folders, files, tool, args) {
  const sources = [
    ...files.map((file) => statSync(join(root, file)).mtimeMs),
    ...folders.map((folder) => newest(join(root, folder))),
  ];
  const target = join(root, 'dist', made);
  if (existsSync(target) && statSync(target).mtimeMs >= Math.max(...sources)) return;
  say(what);
  run(process.execPath, [join(root, 'node_modules', ...tool), ...args]);
}

function build() {
  const { include } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  const tsc = ['typescript', 'bin', 'tsc'];
  make('build', '.tsbuildinfo', include, ['tsconfig.json'], tsc, ['-p', 'tsconfig.json']);
  const vite = ['vite', 'bin', 'vite.js'];
  const page = ['renderer', 'contract'];
  const bundle = ['build', '--logLevel', 'warn'];
  // Packages are bundled, too: other ones make both anew.
  const bundled = ['vite.config.ts', 'package-lock.json'];
  make('build of the window', 'window/index.html', page, bundled, vite, bundle);
  const command = include.filter((folder) => !['main', 'renderer', 'test'].includes(folder));
  make('build of the command', 'command/main.js', command, bundled, vite, [...bundle, '--mode', 'command']);
}

export function setUp(more = []) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 18))
    fail(`Node.js 20.18 or newer is needed, this is ${process.versions.node}`);
  installDebianPackages([...debianPackages, ...more]);
  installNpmPackages();
  build();
}

/** Runs the lvslab command. */
export function lvslab(...args) {
  run(process.execPath, [join(root, 'bin', 'lvslab.js'), ...args]);
}
