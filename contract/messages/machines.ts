import type { NodeState, ProviderProgress, Role, SessionState } from '../machines.js';
import { type Language, type Text, textFor } from '../text.js';

/** Words for machines, sessions and what becomes of them, for the window and the command. */

export const roleTexts: Readonly<Record<Role, Text>> = {
  director: { 'zh-CN': '调度器', en: 'director' },
  realserver: { 'zh-CN': '真实服务器', en: 'realserver' },
  client: { 'zh-CN': '客户端', en: 'client' },
  router: { 'zh-CN': '路由器', en: 'router' },
  host: { 'zh-CN': '主机', en: 'host' },
};

export const nodeStateTexts: Readonly<Record<NodeState, Text>> = {
  running: { 'zh-CN': '运行中', en: 'running' },
  booting: { 'zh-CN': '正在重启', en: 'restarting' },
  paused: { 'zh-CN': '已暂停', en: 'paused' },
  halted: { 'zh-CN': '已关机', en: 'off' },
  crashed: { 'zh-CN': '已崩溃', en: 'crashed' },
  missing: { 'zh-CN': '没有虚拟机', en: 'without a machine' },
};

export const sessionStateTexts: Readonly<Record<SessionState, Text>> = {
  starting: { 'zh-CN': '启动中', en: 'starting' },
  running: { 'zh-CN': '运行中', en: 'running' },
  elsewhere: { 'zh-CN': '在别处运行', en: 'running elsewhere' },
  suspended: { 'zh-CN': '已挂起', en: 'suspended' },
  ended: { 'zh-CN': '已结束', en: 'ended' },
  failed: { 'zh-CN': '启动失败', en: 'failed to start' },
  stuck: { 'zh-CN': '没有响应', en: 'does not answer' },
  broken: { 'zh-CN': '状态不明', en: 'not known' },
};

/** What is done to a machine while it comes up, is saved or ends. */
export const phaseTexts: Readonly<Record<ProviderProgress['phase'], Text>> = {
  image: { 'zh-CN': '虚拟机镜像', en: 'guest image' },
  boot: { 'zh-CN': '开机', en: 'boot' },
  snapshot: {
    'zh-CN': '首次启动镜像并保存快照（只需一次）',
    en: 'first boot of the image, kept as a snapshot (only once)',
  },
  restore: { 'zh-CN': '从快照恢复', en: 'memory from the snapshot' },
  identity: { 'zh-CN': '设置主机名、地址和密钥', en: 'name, addresses and keys' },
  ssh: { 'zh-CN': '连接 SSH', en: 'SSH connection' },
  checkpoint: { 'zh-CN': '保存检查点', en: 'checkpoint' },
  suspend: { 'zh-CN': '保存到磁盘', en: 'saving to disk' },
  halt: { 'zh-CN': '关机', en: 'shutdown' },
  network: { 'zh-CN': '配置网络', en: 'network' },
};

export const phaseStateTexts: Readonly<Record<ProviderProgress['state'], Text>> = {
  start: { 'zh-CN': '进行中', en: 'under way' },
  running: { 'zh-CN': '进行中', en: 'under way' },
  done: { 'zh-CN': '完成', en: 'done' },
  failed: { 'zh-CN': '失败', en: 'failed' },
};

/** Why a machine ended, as QEMU says it (ShutdownCause in qapi/run-state.json); a reason of nobody is left out. */
const endTexts: Readonly<Record<string, Text>> = {
  none: { 'zh-CN': '', en: '' },
  'host-error': { 'zh-CN': '虚拟机程序出错', en: 'its virtual machine failed' },
  'host-qmp-quit': { 'zh-CN': '被关掉', en: 'switched off' },
  'host-qmp-system-reset': { 'zh-CN': '被复位', en: 'reset' },
  'host-signal': { 'zh-CN': '虚拟机进程被终止', en: 'its process was ended' },
  'host-ui': { 'zh-CN': '被关掉', en: 'switched off' },
  'guest-shutdown': { 'zh-CN': '系统自己关机', en: 'it shut itself down' },
  'guest-reset': { 'zh-CN': '系统自己重启', en: 'it restarted itself' },
  'guest-panic': { 'zh-CN': '内核崩溃', en: 'kernel panic' },
  'subsystem-reset': { 'zh-CN': '被复位', en: 'reset' },
  'snapshot-load': { 'zh-CN': '回到快照', en: 'back to a snapshot' },
  'power off': { 'zh-CN': '被关掉', en: 'switched off' },
  paused: { 'zh-CN': '', en: '' },
};

/** Why a node is as it is; what is no known reason (a kernel's last words) stands as it is. Empty: nobody said. */
export function whyNode(detail: string | undefined, language: Language): string {
  return textFor(endTexts, detail ?? '', language);
}
