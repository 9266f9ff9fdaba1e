import { type MessageOf, template } from '../text.js';

/** What doctor says of a host. */
export const hostCatalogue = {
  'doctor.no-answer': template<{ what: string; seconds: number }>({
    'zh-CN': (p) => `${p.what}：${p.seconds} 秒内没有结果，未能检查`,
    en: (p) => `${p.what}: could not be looked at within ${p.seconds} s`,
  }),
  'doctor.failed': template<{ what: string; detail: string }>({
    'zh-CN': (p) => `${p.what}：未能检查（${p.detail}）`,
    en: (p) => `${p.what}: could not be looked at (${p.detail})`,
  }),
  'qemu.ok': template<{ program: string; version: string }>({
    'zh-CN': (p) => `${p.program} ${p.version}`,
    en: (p) => `${p.program} ${p.version}`,
  }),
  'qemu.missing': template<{ program: string }>({
    'zh-CN': (p) => `找不到 ${p.program}`,
    en: (p) => `${p.program} was not found`,
  }),
  'accelerator.ok': template<{ name: string; seconds: number }>({
    'zh-CN': (p) => `硬件虚拟化 ${p.name} 可用（试启动 ${p.seconds.toFixed(1)} 秒）`,
    en: (p) => `hardware virtualisation by ${p.name} works (probe booted in ${p.seconds.toFixed(1)} s)`,
  }),
  'accelerator.chosen': template<{ name: string }>({
    'zh-CN': (p) => `按设置使用 ${p.name}，不做试启动`,
    en: (p) => `${p.name} is used, as it is set: no test boot`,
  }),
  'accelerator.none': template<{ tried: readonly string[] }>({
    'zh-CN': (p) =>
      `没有可用的硬件虚拟化（试过：${p.tried.join('、') || '无'}），使用 TCG 软件模拟：能用，但较慢`,
    en: (p) =>
      `no usable hardware virtualisation (tried: ${p.tried.join(', ') || 'none'}): software emulation (TCG) is used, which works but is slower`,
  }),
  'image.ok': template<{ hash: string; megabytes: number }>({
    'zh-CN': (p) => `虚拟机镜像 ${p.hash}（${p.megabytes} MB）`,
    en: (p) => `guest image ${p.hash} (${p.megabytes} MB)`,
  }),
  'image.missing': template<Record<string, never>>({
    'zh-CN': () => '还没有虚拟机镜像',
    en: () => 'there is no guest image yet',
  }),
  'image.bad': template<{ detail: string }>({
    'zh-CN': (p) => `虚拟机镜像不可用：${p.detail}`,
    en: (p) => `the guest image cannot be used: ${p.detail}`,
  }),
  'image.tools-missing': template<{ tools: readonly string[] }>({
    'zh-CN': (p) => `缺少制作镜像的工具：${p.tools.join('、')}`,
    en: (p) => `tools for building the image are missing: ${p.tools.join(', ')}`,
  }),
  'vagrant.ok': template<{ version: string; provider: string }>({
    'zh-CN': (p) => `Vagrant ${p.version}，使用 ${p.provider}`,
    en: (p) => `Vagrant ${p.version}, with ${p.provider}`,
  }),
  'vagrant.missing': template<Record<string, never>>({
    'zh-CN': () => '找不到 vagrant',
    en: () => 'vagrant was not found',
  }),
  'vagrant.too-old': template<{ version: string; oldest: string }>({
    'zh-CN': (p) => `Vagrant ${p.version} 太旧，至少需要 ${p.oldest}`,
    en: (p) => `Vagrant ${p.version} is too old; ${p.oldest} is needed`,
  }),
  'vagrant.plugin-missing': template<{ name: string }>({
    'zh-CN': (p) => `Vagrant 没有插件 ${p.name}`,
    en: (p) => `Vagrant has no plug-in ${p.name}`,
  }),
  'box.ok': template<{ name: string }>({
    'zh-CN': (p) => `Vagrant box ${p.name} 已就绪`,
    en: (p) => `the Vagrant box ${p.name} is at hand`,
  }),
  'box.missing': template<{ name: string }>({
    'zh-CN': (p) => `还没有 Vagrant box ${p.name}，第一次启动时会制作`,
    en: (p) => `there is no Vagrant box ${p.name} yet: the first start makes it`,
  }),
  'box.tools-missing': template<{ tools: readonly string[] }>({
    'zh-CN': (p) => `缺少制作 Vagrant box 的工具：${p.tools.join('、')}`,
    en: (p) => `tools for making the Vagrant box are missing: ${p.tools.join(', ')}`,
  }),
  'libvirt.ok': template<Record<string, never>>({
    'zh-CN': () => 'libvirt 可以连接',
    en: () => 'libvirt answers',
  }),
  'libvirt.unreachable': template<{ detail: string }>({
    'zh-CN': (p) => `无法连接 libvirt：${p.detail}`,
    en: (p) => `libvirt cannot be reached: ${p.detail}`,
  }),
  'libvirt.refused': template<{ detail: string }>({
    'zh-CN': (p) => `没有使用 libvirt 的权限：${p.detail}`,
    en: (p) => `you may not use libvirt: ${p.detail}`,
  }),
  'libvirt.slow': template<{ seconds: number }>({
    'zh-CN': (p) =>
      `libvirt 每次都要重新询问 QEMU（${p.seconds.toFixed(1)} 秒），因为它的 QEMU 用户打不开 /dev/kvm：每台虚拟机的启动会慢几分钟`,
    en: (p) =>
      `libvirt asks QEMU anew each time (${p.seconds.toFixed(1)} s), because its QEMU user cannot open /dev/kvm: starts take minutes longer`,
  }),
  'virtualbox.ok': template<{ version: string }>({
    'zh-CN': (p) => `VirtualBox ${p.version}`,
    en: (p) => `VirtualBox ${p.version}`,
  }),
  'virtualbox.missing': template<{ detail: string }>({
    'zh-CN': (p) => `VirtualBox 不可用：${p.detail}`,
    en: (p) => `VirtualBox cannot be used: ${p.detail}`,
  }),
  'memory.ok': template<{ megabytes: number }>({
    'zh-CN': (p) => `可用内存 ${p.megabytes} MB`,
    en: (p) => `${p.megabytes} MB of memory available`,
  }),
  'memory.low': template<{ megabytes: number; needed: number }>({
    'zh-CN': (p) => `可用内存只有 ${p.megabytes} MB，四节点实验约需 ${p.needed} MB`,
    en: (p) => `only ${p.megabytes} MB of memory available; a lab of four nodes needs about ${p.needed} MB`,
  }),
  'disk.ok': template<{ path: string; megabytes: number }>({
    'zh-CN': (p) => `${p.path} 可用空间 ${p.megabytes} MB`,
    en: (p) => `${p.megabytes} MB free in ${p.path}`,
  }),
  'disk.low': template<{ path: string; megabytes: number; needed: number }>({
    'zh-CN': (p) => `${p.path} 只剩 ${p.megabytes} MB，约需 ${p.needed} MB`,
    en: (p) => `only ${p.megabytes} MB free in ${p.path}; about ${p.needed} MB are needed`,
  }),
} as const;

export type HostMessage = MessageOf<typeof hostCatalogue>;
