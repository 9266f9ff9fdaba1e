import type { Language, Text } from '../../contract/text.js';

const names: Readonly<Record<string, Text>> = {
  qemu: { 'zh-CN': '内置（QEMU）', en: 'Embedded (QEMU)' },
  vagrant: { 'zh-CN': 'Vagrant（VirtualBox、libvirt）', en: 'Vagrant (VirtualBox, libvirt)' },
  recorded: { 'zh-CN': '录制的节点（没有虚拟机）', en: 'Recorded nodes (no machines)' },
};

/** A provider in a person's words; one that the window does not know has its own name. */
export function providerName(name: string, language: Language): string {
  return names[name]?.[language] ?? name;
}
