import { type Text, template, textFor } from '../text.js';

/** What a script of another platform asks for and our nodes do not have. */
export const importLacks = {
  docker: { 'zh-CN': '容器运行时', en: 'a container runtime' },
  kubernetes: { 'zh-CN': 'Kubernetes', en: 'Kubernetes' },
  internet: { 'zh-CN': '互联网', en: 'the internet' },
  packages: { 'zh-CN': '别处的软件包', en: 'packages from elsewhere' },
  'other-system': { 'zh-CN': '另一种发行版的工具', en: 'tools of another distribution' },
  'platform-helpers': { 'zh-CN': '原平台才有的东西', en: 'what only its platform has' },
} as const satisfies Readonly<Record<string, Text>>;
export type ImportLack = keyof typeof importLacks;

/** What became of environments, machines, networks, and of what a Vagrantfile says. */
export const importedMachines = {
  'playground-lost': template<{ file: string }>({
    'zh-CN': (p) => `${p.file} 描述的机器（playground）没有读`,
    en: (p) => `the machines that ${p.file} describes (a playground) were not read`,
  }),
  'environment-unset': template<{ name: string }>({
    'zh-CN': (p) => `环境变量 ${p.name} 当作没有设置`,
    en: (p) => `the environment variable ${p.name} is taken as not set`,
  }),
  'environment-other': template<{ image: string }>({
    'zh-CN': (p) => `环境 ${p.image} 换成了一台 Debian 机器 host`,
    en: (p) => `the environment ${p.image} is one machine with Debian now, called host`,
  }),
  'environment-lost': template<{ image: string; lacks: ImportLack }>({
    'zh-CN': (p) =>
      `环境 ${p.image} 有${textFor(importLacks, p.lacks, 'zh-CN')}，这里没有；换成了一台 Debian 机器 host`,
    en: (p) =>
      `the environment ${p.image} has ${textFor(importLacks, p.lacks, 'en')}, and there is none here: it is one machine with Debian, called host`,
  }),
  'second-node-lost': template<{ image: string }>({
    'zh-CN': (p) => `环境 ${p.image} 的其他机器没有导入`,
    en: (p) => `the other machines of the environment ${p.image} were left out`,
  }),
  'setting-lost': template<{ setting: string }>({
    'zh-CN': (p) => `这里没有 ${p.setting} 这项设置`,
    en: (p) => `there is no setting like ${p.setting} here`,
  }),
  'setting-invented': template<{ setting: string; from: string; to: string }>({
    'zh-CN': (p) => `${p.setting}：${p.from} 改成了 ${p.to}`,
    en: (p) => `${p.setting}: ${p.to} instead of ${p.from}`,
  }),
  'role-guessed': template<{ node: string; taken: Text }>({
    'zh-CN': (p) => `${p.node} 的角色（${p.taken['zh-CN']}）是按名字猜的`,
    en: (p) => `the role of ${p.node} (${p.taken.en}) is guessed from its name`,
  }),
  'memory-changed': template<{ node: string; from: number; to: number }>({
    'zh-CN': (p) => `${p.node} 的内存由 ${p.from} MiB 改为 ${p.to} MiB`,
    en: (p) => `${p.node} has ${p.to} MiB of memory instead of ${p.from}`,
  }),
  'network-made': template<{ network: string; cidr: string }>({
    'zh-CN': (p) => `补上了网络 ${p.network}（${p.cidr}）：每台机器至少要在一个网络里`,
    en: (p) => `the network ${p.network} (${p.cidr}) is new: each machine has to be in one`,
  }),
  'network-renumbered': template<{ network: string; from: string; to: string }>({
    'zh-CN': (p) =>
      `网络 ${p.network} 由 ${p.from} 换成 ${p.to}，因为一个实验里的网段不能重叠；脚本里写的旧地址请一并改掉`,
    en: (p) =>
      `the network ${p.network} is ${p.to} instead of ${p.from}, as networks of a lab do not overlap; scripts that have the old addresses want the new ones`,
  }),
  'address-changed': template<{ node: string; from: string; to: string }>({
    'zh-CN': (p) => `${p.node} 的地址由 ${p.from} 改为 ${p.to}`,
    en: (p) => `${p.node} has the address ${p.to} instead of ${p.from}`,
  }),
  'box-other': template<{ box: string }>({
    'zh-CN': (p) => `镜像 ${p.box} 换成了这里的 Debian`,
    en: (p) => `the box ${p.box} is Debian as it is here now`,
  }),
  'hostname-other': template<{ node: string; hostname: string }>({
    'zh-CN': (p) => `主机名 ${p.hostname} 没有导入：机器名就是 ${p.node}`,
    en: (p) => `the host name ${p.hostname} was left out: a machine is called as its node, ${p.node}`,
  }),
  'provisioner-lost': template<{ provisioner: string }>({
    'zh-CN': (p) => `配置方式 ${p.provisioner} 没有导入：这里只有 shell 脚本`,
    en: (p) => `the provisioner ${p.provisioner} was left out: here are shell scripts only`,
  }),
  'ruby-not-read': template<{ text: string }>({
    'zh-CN': (p) => `没有读懂，跳过：${p.text}`,
    en: (p) => `passed over, as it was not understood: ${p.text}`,
  }),
  'ruby-condition': template<{ text: string }>({
    'zh-CN': (p) => `条件 ${p.text} 没有求值，两边都没有导入`,
    en: (p) => `the condition ${p.text} was not decided; nothing under it was taken`,
  }),
} as const;
