import { cause } from './cause.js';

/** Causes: what a reboot loses. */
export const rebootDiagnoses = {
  'address-not-kept': cause<{ node: string; address: string }>(
    (p) =>
      `${p.node} 重启后没有了 ${p.address}：ifconfig、ip addr 绑定的地址只在内核的内存里。写成开机时会执行的配置，例如 /etc/rc.local 或一个 systemd 服务。`,
    (p) =>
      `${p.address} was gone from ${p.node} after its reboot: what ifconfig and ip addr bind is in the kernel's memory only. Write it where the boot reads it, in /etc/rc.local or a systemd unit.`,
  ),
  'sysctl-not-kept': cause<{ node: string; keys: string }>(
    (p) =>
      `${p.node} 重启后 ${p.keys} 回到了默认值：写进 /proc/sys 或用 sysctl -w 设置的值只在内存里。写进 /etc/sysctl.d/ 下的 .conf 文件。`,
    (p) =>
      `After its reboot ${p.node} had the default of ${p.keys} again: what is written to /proc/sys or set with sysctl -w is in memory only. Put it in a .conf file in /etc/sysctl.d/.`,
  ),
  'module-not-kept': cause<{ node: string; name: string }>(
    (p) =>
      `${p.node} 重启后没有加载模块 ${p.name}：modprobe 只管这一次开机。把模块名写进 /etc/modules-load.d/ 下的 .conf 文件。`,
    (p) =>
      `Module ${p.name} was not loaded on ${p.node} after its reboot: modprobe loads it until the next boot only. Name it in a .conf file in /etc/modules-load.d/.`,
  ),
  'rules-not-kept': cause<{ node: string }>(
    (p) =>
      `${p.node} 重启后 IPVS 表是空的：规则只在内核的内存里。用 ipvsadm-save -n 存进 /etc/ipvsadm.rules，再在 /etc/default/ipvsadm 里写 AUTO="true"，开机时会恢复。`,
    (p) =>
      `The IPVS table of ${p.node} was empty after its reboot: rules are in the kernel's memory only. Save them with ipvsadm-save -n to /etc/ipvsadm.rules and set AUTO="true" in /etc/default/ipvsadm: the boot restores them.`,
  ),
  'rules-differ-after-boot': cause<{ node: string }>(
    (p) => `${p.node} 重启后恢复的 IPVS 表和重启前不同：存规则之后又改过，或者存的不是全部。改完再存一次。`,
    (p) =>
      `The IPVS table that ${p.node} had after its reboot is not the one of before: it was changed after it was saved, or not all of it was saved. Save it again.`,
  ),
  'timeouts-not-kept': cause<{ node: string }>(
    (p) =>
      `${p.node} 重启后超时回到了默认的 900 120 300：ipvsadm-save 只存规则，不存超时。让开机脚本再执行一次 ipvsadm --set。`,
    (p) =>
      `${p.node} had the default timeouts 900 120 300 after its reboot: ipvsadm-save keeps rules, not timeouts. Let something that runs at boot call ipvsadm --set again.`,
  ),
  'service-not-kept': cause<{ node: string; port: string }>(
    (p) =>
      `${p.node} 重启后端口 ${p.port} 没有进程监听：service … start 只管这一次开机。用 systemctl enable 设为开机启动。`,
    (p) =>
      `Nothing listened on port ${p.port} of ${p.node} after its reboot: service … start holds until the next boot only. Enable the unit with systemctl enable.`,
  ),
} as const;
