import { execa } from 'execa';
import type { HostMessage } from '../contract/messages/host.js';
import type { DoctorFinding } from '../contract/machines.js';
import { LabError } from '../contract/errors.js';
import { ownBoxFor } from './box.js';
import { requireDiskTools } from './disk.js';
import { type VagrantCommand, vagrantItself } from './command.js';
import { capabilityTime, domainStates } from './libvirt.js';
import { told } from './told.js';
import { VagrantError } from './vagrant-error.js';

/** The oldest Vagrant that this is made for. */
const oldest = '2.2.19';
/** Milliseconds that libvirt takes when it remembers what QEMU can do; asking anew takes seconds. */
const promptly = 1_000;

const ok = (id: string, message: HostMessage): DoctorFinding => ({ id, status: 'ok', message });
const problem = (id: string, message: HostMessage, fix: string): DoctorFinding => ({
  id,
  status: 'problem',
  message,
  fix,
});

export function tooOld(version: string): boolean {
  const numbers = version.split('.').map(Number);
  for (const [index, wanted] of oldest.split('.').entries()) {
    const found = numbers[index] ?? 0;
    if (found !== Number(wanted)) return found < Number(wanted);
  }
  return false;
}

/** @throws LabError where there is no Vagrant, or one that is too old */
export async function requireVagrant(signal?: AbortSignal): Promise<void> {
  const version = await told(vagrantItself().version(signal === undefined ? {} : { signal }));
  if (tooOld(version)) throw new LabError({ code: 'vagrant.too-old', params: { version, oldest } });
}

/** Vagrant, its provider and what that needs. A later one is not asked where an earlier one is missing. */
export async function vagrantFindings(provider: string): Promise<readonly DoctorFinding[]> {
  const command = vagrantItself();
  let version: string;
  try {
    version = await command.version();
  } catch (error) {
    if (!(error instanceof VagrantError)) throw error;
    const fix =
      provider === 'libvirt'
        ? 'sudo apt-get install -y vagrant vagrant-libvirt libvirt-daemon-system'
        : 'sudo apt-get install -y vagrant';
    return [problem('vagrant', { code: 'vagrant.missing', params: {} }, fix)];
  }
  if (tooOld(version)) {
    const params = { version, oldest };
    return [
      problem(
        'vagrant',
        { code: 'vagrant.too-old', params },
        'https://developer.hashicorp.com/vagrant/install',
      ),
    ];
  }
  const found = [ok('vagrant', { code: 'vagrant.ok', params: { version, provider } })];
  if (provider === 'libvirt') found.push(...(await libvirtFindings(command)));
  if (provider === 'virtualbox') found.push(await virtualBoxFinding());
  return found;
}

async function libvirtFindings(command: VagrantCommand): Promise<readonly DoctorFinding[]> {
  try {
    const plugins = await command.pluginList();
    if (!plugins.some(({ name }) => name === 'vagrant-libvirt'))
      return [
        problem(
          'vagrant-plugin',
          { code: 'vagrant.plugin-missing', params: { name: 'vagrant-libvirt' } },
          'sudo apt-get install -y vagrant-libvirt',
        ),
      ];
    await domainStates();
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    const params = { detail: message };
    if (code === 'ENOENT' || /ENOENT|not found/.test(message))
      return [
        problem(
          'libvirt',
          { code: 'libvirt.unreachable', params },
          'sudo apt-get install -y libvirt-clients',
        ),
      ];
    const rights = /ermission denied|polkit|authentication/i.test(message);
    return [
      problem(
        'libvirt',
        { code: rights ? 'libvirt.refused' : 'libvirt.unreachable', params },
        rights
          ? 'sudo adduser $USER libvirt; newgrp libvirt'
          : 'sudo systemctl start libvirtd || sudo sh -c "libvirtd -d; virtlogd -d"',
      ),
    ];
  }
  const took = await capabilityTime().catch(() => 0);
  if (took < promptly) return [ok('libvirt', { code: 'libvirt.ok', params: {} })];
  const slow: DoctorFinding = {
    id: 'libvirt',
    status: 'warning',
    message: { code: 'libvirt.slow', params: { seconds: took / 1000 } },
    fix: 'sudo chgrp kvm /dev/kvm && sudo chmod 660 /dev/kvm',
  };
  return [slow];
}

/** Is the box at hand, or can it be made? */
export async function boxFindings(provider: string, name: string): Promise<readonly DoctorFinding[]> {
  if (ownBoxFor(provider) === undefined) return [];
  const boxes = await vagrantItself()
    .boxList()
    .catch(() => []);
  if (boxes.some((box) => box.name === name && box.provider === provider))
    return [ok('box', { code: 'box.ok', params: { name } })];
  try {
    await requireDiskTools();
  } catch (error) {
    if (!(error instanceof LabError) || error.detail.code !== 'image.tools-missing') throw error;
    const { tools, fix } = error.detail.params;
    return [problem('box', { code: 'box.tools-missing', params: { tools } }, fix)];
  }
  return [{ id: 'box', status: 'warning', message: { code: 'box.missing', params: { name } } }];
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

async function virtualBoxFinding(): Promise<DoctorFinding> {
  const { stdout, stderr, failed, shortMessage } = await execa('VBoxManage', ['--version'], {
    reject: false,
    timeout: 20_000,
  });
  // Without its kernel module it still answers, with a warning first.
  const version = /^\d+\.\d+\.\d+\S*$/m.exec(stdout)?.[0];
  if (failed || version === undefined)
    return problem(
      'virtualbox',
      {
        code: 'virtualbox.missing',
        params: { detail: firstLine(stderr) || firstLine(shortMessage ?? '') || stdout },
      },
      'https://www.virtualbox.org/wiki/Downloads',
    );
  if (/WARNING/.test(stdout))
    return problem(
      'virtualbox',
      { code: 'virtualbox.missing', params: { detail: stdout.trim() } },
      'sudo /sbin/vboxconfig',
    );
  return ok('virtualbox', { code: 'virtualbox.ok', params: { version } });
}
