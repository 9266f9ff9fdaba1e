import { existsSync, readFileSync, statSync } from 'node:fs';

/** @param from bytes of the console before this boot. @returns what the kernel said when it panicked */
export function panicIn(file: string, from: number): string | undefined {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file).subarray(from).toString('utf8');
  return /Kernel panic[^\n]*/.exec(text)?.[0].trim();
}

/** Bytes that a console has printed; one that has not begun, none. */
export function consoleSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** `halt` ends in "reboot: System halted" (kernel/reboot.c): QEMU runs on, with a machine that does nothing. */
export function saysHalted(file: string, from: number): boolean {
  if (consoleSize(file) <= from) return false;
  return /reboot: System halted/.test(readFileSync(file).subarray(from).subarray(-400).toString('utf8'));
}
