import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { candidates, chooseAccelerator, probe, type ProbeOptions, userSpaceMark } from './accelerator.js';

let folder = '';
let memory = '';
let calls = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-accelerator-'));
  memory = join(folder, 'cache', 'accelerators.json');
  calls = join(folder, 'calls');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A program in QEMU's place; it notes its arguments, and $console is the file of its serial port. */
function qemu(body: string): ProbeOptions {
  const program = join(folder, 'qemu');
  writeFileSync(
    program,
    `#!/bin/sh
echo "$$ $*" >>'${calls}'
while [ $# -gt 0 ]; do case $1 in -serial) console=\${2#file:} ;; esac; shift; done
${body}
`,
  );
  chmodSync(program, 0o755);
  return { program, machine: 'q35', kernel: '/k', initrd: '/i', console: 'ttyS0', timeout: 15_000 };
}

const works = `printf 'booting\\n%s\\n' '${userSpaceMark}' >"$console"; exec sleep 1000`;
const hangs = `echo 'Booting the kernel.' >"$console"; exec sleep 1000`;

const probed = () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : []);

/** Whatever was started for a probe must have ended with it. */
async function expectEnded(): Promise<void> {
  for (const line of probed()) {
    const pid = Number.parseInt(line, 10);
    const alive = () => {
      try {
        // A process that was killed stays in the table until it is reaped.
        return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
      } catch {
        return false;
      }
    };
    while (alive()) await new Promise((resolve) => setImmediate(resolve));
  }
}

test('an accelerator with which a machine reaches user space is usable', async () => {
  expect(await probe('kvm', qemu(works))).toEqual({ usable: true, seconds: expect.any(Number) });
  expect(probed()[0]).toContain('-accel kvm');
  expect(probed()[0]).toContain('-machine q35');
  expect(probed()[0]).toContain('-kernel /k -initrd /i');
  expect(probed()[0]).toContain('console=ttyS0');
  expect(probed()[0]).toContain('lvslab.probe');
  await expectEnded();
});

test('one whose machine prints and then hangs is not', async () => {
  expect(await probe('kvm', { ...qemu(hangs), timeout: 500 })).toMatchObject({ usable: false });
  await expectEnded();
});

test('one whose machine ends is given up at once', async () => {
  expect(await probe('kvm', { ...qemu('exit 1'), timeout: 60_000 * 60 })).toMatchObject({ usable: false });
});

test('what a machine printed just before it ended counts', async () => {
  const options = qemu(`echo '${userSpaceMark}' >"$console"`);
  expect(await probe('kvm', options)).toMatchObject({ usable: true });
});

test('a program that is not there makes nothing usable', async () => {
  const options = { ...qemu(works), program: join(folder, 'none'), timeout: 60_000 * 60 };
  expect(await probe('kvm', options)).toMatchObject({ usable: false });
});

test('a probe leaves nothing behind', async () => {
  const options = qemu(works);
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  vi.stubEnv('TMPDIR', temporary);
  expect(await probe('kvm', options)).toMatchObject({ usable: true });
  expect(probed()[0]).toContain(temporary);
  expect(readdirSync(temporary)).toEqual([]);
});

test.each([
  ['darwin', ['hvf']],
  ['win32', ['whpx']],
  ['aix', []],
] as const)('on %s these are worth a probe: %j', (platform, wanted) => {
  expect(candidates(platform)).toEqual(wanted);
});

test('what was found is remembered: the second time nothing is started', async () => {
  const options = qemu(works);
  const first = await chooseAccelerator(memory, '7.2', options, 'darwin');
  expect(first).toMatchObject({ accelerator: 'hvf', tried: { hvf: { usable: true } } });
  expect(await chooseAccelerator(memory, '7.2', options, 'darwin')).toEqual(first);
  expect(probed()).toHaveLength(1);
});

test('also that one hangs is remembered, and TCG is taken', async () => {
  const options = { ...qemu(hangs), timeout: 500 };
  const first = await chooseAccelerator(memory, '7.2', options, 'darwin');
  expect(first).toMatchObject({ accelerator: 'tcg', tried: { hvf: { usable: false } } });
  expect(await chooseAccelerator(memory, '7.2', options, 'darwin')).toEqual(first);
  expect(probed()).toHaveLength(1);
});

test('another QEMU is probed again, and the first answer is kept beside it', async () => {
  const options = qemu(works);
  await chooseAccelerator(memory, '7.2', options, 'darwin');
  await chooseAccelerator(memory, '8.0', options, 'darwin');
  await chooseAccelerator(memory, '7.2', options, 'darwin');
  expect(probed()).toHaveLength(2);
});

test('a memory that cannot be read is written anew', async () => {
  const options = qemu(works);
  await chooseAccelerator(memory, '7.2', options, 'darwin');
  writeFileSync(memory, '{"7.2');
  expect(await chooseAccelerator(memory, '7.2', options, 'darwin')).toMatchObject({ accelerator: 'hvf' });
  expect(probed()).toHaveLength(2);
});

test('a probe that was interrupted is not remembered', async () => {
  const options = { ...qemu(hangs), signal: AbortSignal.abort() };
  expect(await chooseAccelerator(memory, '7.2', options, 'darwin')).toMatchObject({ accelerator: 'tcg' });
  expect(existsSync(memory)).toBe(false);
});

test('where there is nothing to try TCG is taken, and nothing is started', async () => {
  expect(await chooseAccelerator(memory, '7.2', qemu(works), 'aix')).toEqual({
    accelerator: 'tcg',
    tried: {},
  });
  expect(probed()).toEqual([]);
});
