import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readJson, writeFileAtomic } from '../engine/machines/files.js';

/**
 * An accelerator is usable only when a machine has reached user space with it: /dev/kvm can exist and open, the
 * firmware run, and a stock kernel hang for ever. The answer is remembered per host, kernel and QEMU.
 */
export interface ProbeResult {
  readonly usable: boolean;
  /** Seconds until user space, or until the probe was given up. */
  readonly seconds: number;
}

export interface ProbeOptions {
  readonly program: string;
  readonly machine: string;
  readonly kernel: string;
  readonly initrd: string;
  /** Serial console in the kernel's words, e.g. ttyS0. */
  readonly console: string;
  /** Milliseconds until a machine counts as hung. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** What the initramfs prints as its first act when `lvslab.probe` is on the kernel's command line. */
export const userSpaceMark = 'lvslab initramfs: user space';

/** Accelerators worth a probe on this kind of host, best first (qemu(1), -accel). */
export function candidates(platform = process.platform): readonly string[] {
  if (platform === 'linux') return existsSync('/dev/kvm') ? ['kvm'] : [];
  if (platform === 'darwin') return ['hvf'];
  if (platform === 'win32') return ['whpx'];
  return [];
}

/** Boots the image's kernel without disks and looks for its first line from user space. */
export async function probe(accelerator: string, options: ProbeOptions): Promise<ProbeResult> {
  const folder = mkdtempSync(join(tmpdir(), 'lvslab-probe-'));
  const console_ = join(folder, 'console');
  const started = Date.now();
  const seconds = () => (Date.now() - started) / 1000;
  const child = spawn(
    options.program,
    [
      '-nodefaults',
      '-no-user-config',
      '-display',
      'none',
      '-no-reboot',
      '-machine',
      options.machine,
      '-accel',
      accelerator,
      '-cpu',
      'host',
      '-m',
      '128M',
      '-kernel',
      options.kernel,
      '-initrd',
      options.initrd,
      '-append',
      `console=${options.console} panic=-1 lvslab.probe`,
      '-serial',
      `file:${console_}`,
    ],
    { stdio: 'ignore' },
  );
  let ended = false;
  child.on('exit', () => {
    ended = true;
  });
  child.on('error', () => {
    ended = true;
  });
  try {
    const until = started + (options.timeout ?? 15_000);
    while (Date.now() < until && options.signal?.aborted !== true) {
      const over = ended;
      if (existsSync(console_) && readFileSync(console_, 'utf8').includes(userSpaceMark)) {
        return { usable: true, seconds: seconds() };
      }
      if (over) break;
      await sleep(50);
    }
    return { usable: false, seconds: seconds() };
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface AcceleratorChoice {
  readonly accelerator: string;
  readonly tried: Readonly<Record<string, ProbeResult>>;
}

/**
 * The best accelerator that works here; TCG always does.
 * @param memory file that remembers probes
 */
export async function chooseAccelerator(
  memory: string,
  qemuVersion: string,
  options: ProbeOptions,
  platform = process.platform,
): Promise<AcceleratorChoice> {
  const key = `${qemuVersion} ${release()} ${cpus()[0]?.model ?? 'unknown'}`;
  const known = readJson<Record<string, Record<string, ProbeResult>>>(memory) ?? {};
  const tried: Record<string, ProbeResult> = { ...known[key] };
  for (const accelerator of candidates(platform)) {
    if (tried[accelerator] === undefined) {
      tried[accelerator] = await probe(accelerator, options);
      if (options.signal?.aborted) break; // an interrupted probe says nothing
      writeFileAtomic(memory, JSON.stringify({ ...known, [key]: tried }, null, 2));
    }
    if (tried[accelerator].usable) return { accelerator, tried };
  }
  return { accelerator: 'tcg', tried };
}
