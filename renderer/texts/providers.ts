import type { Language, Text } from '../../contract/text.js';

const names: Readonly<Record<string, Text>> = {
  qemu: { 'zh-CN': '内置（QEMU）', en: 'Embedded (QEMU)' },
  vagrant: { 'zh-CN': 'Vagrant（VirtualBox、libvirt）', en: 'Vagrant (VirtualBox, libvirt)' },
  fake: { 'zh-CN': '模拟节点（没有虚拟机）', en: 'Simulated nodes (no machines)' },
};

/** A provider in a person's words; one that the window does not know has its own name. */
export function providerName(name: string, language: Language): string {
  return names[name]?.[language] ?? name;
}
