import { execa } from 'execa';
import type { Examination } from '../../engine/machines/doctor.js';

/** VirtualBox: without its kernel module it still answers, with a warning first. */
export const virtualbox: Examination = {
  id: 'virtualbox',
  limit: 30_000,
  examine: async ({ usable }) => {
    if (!usable('vagrant')) return [];
    const { stdout, stderr, failed, shortMessage } = await execa('VBoxManage', ['--version'], {
      reject: false,
      timeout: 20_000,
    });
    const missing = (detail: string, fix: string) =>
      [{ status: 'problem', message: { code: 'virtualbox.missing', params: { detail } }, fix }] as const;
    const version = /^\d+\.\d+\.\d+\S*$/m.exec(stdout)?.[0];
    if (failed || version === undefined)
      return missing(
        firstLine(stderr) || firstLine(shortMessage ?? '') || stdout,
        'https://www.virtualbox.org/wiki/Downloads',
      );
    if (/WARNING/.test(stdout)) return missing(stdout.trim(), 'sudo /sbin/vboxconfig');
    return [{ status: 'ok', message: { code: 'virtualbox.ok', params: { version } } }];
  },
};

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
