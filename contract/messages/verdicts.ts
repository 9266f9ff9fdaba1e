import { entry, type MessageOf, type Text, textFor } from '../text.js';
import { inWords } from './details.js';
import { diagnosisCatalogue } from './diagnoses.js';
import { titleOf } from './naming.js';
import { type PatternFault, patternFaults } from './patterns.js';
import { addressTexts } from './kinds/address.js';
import { arpOwnerTexts } from './kinds/arp-owner.js';
import { commandTexts } from './kinds/command.js';
import { drillTexts } from './kinds/drill.js';
import { failoverTexts } from './kinds/failover.js';
import { fileTexts } from './kinds/file.js';
import { framesTexts } from './kinds/frames.js';
import { httpSpreadTexts } from './kinds/http-spread.js';
import { httpTexts } from './kinds/http.js';
import { ipvsAsConfiguredTexts } from './kinds/ipvs-as-configured.js';
import { ipvsEmptyTexts } from './kinds/ipvs-empty.js';
import { ipvsServerTexts } from './kinds/ipvs-server.js';
import { ipvsServiceTexts } from './kinds/ipvs-service.js';
import { ipvsStatsTexts } from './kinds/ipvs-stats.js';
import { ipvsTimeoutsTexts } from './kinds/ipvs-timeouts.js';
import { keepalivedConfigTexts } from './kinds/keepalived-config.js';
import { keepalivedSettingTexts } from './kinds/keepalived-setting.js';
import { listeningTexts } from './kinds/listening.js';
import { moduleTexts } from './kinds/module.js';
import { neighbourTexts } from './kinds/neighbour.js';
import { noAddressTexts } from './kinds/no-address.js';
import { oneMasterTexts } from './kinds/one-master.js';
import { outageTexts } from './kinds/outage.js';
import { packageTexts } from './kinds/package.js';
import { packetPathTexts } from './kinds/packet-path.js';
import { quizTexts } from './kinds/quiz.js';
import { randomFailureTexts } from './kinds/random-failure.js';
import { rebootTexts } from './kinds/reboot.js';
import { repairTexts } from './kinds/repair.js';
import { scriptTexts } from './kinds/script.js';
import { routeTexts } from './kinds/route.js';
import { sameTexts } from './kinds/same.js';
import { scheduleTexts } from './kinds/schedule.js';
import { serverFailureTexts } from './kinds/server-failure.js';
import { sysctlTexts } from './kinds/sysctl.js';
import { throughputTexts } from './kinds/throughput.js';
import { trafficTexts } from './kinds/traffic.js';
import { unitTexts } from './kinds/unit.js';
import { vrrpStateTexts } from './kinds/vrrp-state.js';
import { whichFaultTexts } from './kinds/which-fault.js';

export { diagnosisCatalogue };

/** What a check found, with its numbers: what any may say, and what each kind says. The cause is the diagnosis's part. */
export const verdictCatalogue = {
  'unknown.unreachable': entry<{ node: string; detail: string }>(
    (p) => `未能检查：节点 ${p.node} 不可达（${inWords(p.detail, 'zh-CN')}）`,
    (p) => `could not be checked: node ${p.node} was not reachable (${p.detail})`,
  ),
  'unknown.timeout': entry<{ node: string; detail: string }>(
    (p) => `未能检查：节点 ${p.node} 没有及时回答（${inWords(p.detail, 'zh-CN')}）`,
    (p) => `could not be checked: node ${p.node} did not answer in time (${p.detail})`,
  ),
  'unknown.halted': entry<{ node: string }>(
    (p) => `未能检查：节点 ${p.node} 已关机`,
    (p) => `could not be checked: node ${p.node} is switched off`,
  ),
  'unknown.contradicted': entry<{ node: string; tool: string; kernel: string }>(
    (p) => `未能检查：${p.node} 的命令说的是「${p.tool}」，内核自己的表是「${p.kernel}」，两者不一致`,
    (p) =>
      `could not be checked: on ${p.node} the tool says "${p.tool}" and the kernel's own table "${p.kernel}"`,
  ),
  'unknown.frames-differ': entry<{ node: string; tool: string; frames: string }>(
    (p) => `未能检查：${p.node} 说的是「${p.tool}」，交换机上看到的帧是「${p.frames}」，两者不一致`,
    (p) => `could not be checked: ${p.node} says "${p.tool}", and the frames at the switch "${p.frames}"`,
  ),
  'unknown.cut-off': entry<{ node: string; dev: string }>(
    (p) => `未能检查：${p.node} 的 ${p.dev} 没有接通网络，它不应答说明不了什么`,
    (p) =>
      `could not be checked: ${p.dev} of ${p.node} is cut off from the network, so its silence says nothing`,
  ),
  'unknown.facts': entry<{ node: string; detail: string }>(
    (p) => `未能检查：读取节点 ${p.node} 的状态失败（${inWords(p.detail, 'zh-CN')}）`,
    (p) => `could not be checked: the state of node ${p.node} could not be read (${p.detail})`,
  ),
  'unknown.experiment': entry<{ detail: string }>(
    (p) => `未能检查：实验没有做成（${inWords(p.detail, 'zh-CN')}）`,
    (p) => `could not be checked: the experiment could not be made (${p.detail})`,
  ),
  'unknown.tool-missing': entry<{ detail: string }>(
    (p) => `未能检查：缺少实验所需的工具（${p.detail}）`,
    (p) => `could not be checked: a tool that the experiment needs is missing (${p.detail})`,
  ),
  'unknown.no-capture': entry<Record<string, never>>(
    () => '未能检查：当前的虚拟机环境不能抓取网络帧',
    () => 'could not be checked: frames cannot be captured with these machines',
  ),
  'unknown.pattern': entry<{ pattern: string; fault: PatternFault }>(
    (p) => `未能检查：检查中的正则表达式 ${p.pattern} 无效（${textFor(patternFaults, p.fault, 'zh-CN')}）`,
    (p) =>
      `could not be checked: the check's regular expression ${p.pattern} is not valid (${textFor(patternFaults, p.fault, 'en')})`,
  ),
  'not-judged': entry<Record<string, never>>(
    () => '还没有检查',
    () => 'not checked yet',
  ),
  'unknown.slow-host': entry<{ seconds: string }>(
    (p) =>
      `未能检查：这台电脑当时太忙，虚拟机要 ${p.seconds} 秒才应答，超时说明不了什么。等它空闲一些再检查一次`,
    (p) =>
      `could not be checked: this computer was too busy (its machines took ${p.seconds} s to answer), so that what came too late says nothing. Check again when it has less to do`,
  ),
  /** `title`: of the check; absent in older journals. */
  'skipped.needs': entry<{ check: string; title?: Text }>(
    (p) => `未检查：要先通过“${titleOf(p, 'zh-CN')}”`,
    (p) => `not checked: "${titleOf(p, 'en')}" has to pass first`,
  ),

  'ipvs.not-loaded': entry<{ node: string }>(
    (p) => `${p.node} 的内核没有加载 ip_vs，没有虚拟服务表`,
    (p) => `ip_vs is not loaded in the kernel of ${p.node}: there is no table of virtual services`,
  ),
  ...packageTexts,
  ...moduleTexts,
  ...unitTexts,
  ...fileTexts,
  ...commandTexts,
  ...addressTexts,
  ...noAddressTexts,
  ...routeTexts,
  ...sysctlTexts,
  ...listeningTexts,
  ...ipvsServiceTexts,
  ...ipvsServerTexts,
  ...ipvsTimeoutsTexts,
  ...ipvsEmptyTexts,
  ...ipvsStatsTexts,
  ...arpOwnerTexts,
  ...neighbourTexts,
  ...httpTexts,
  ...httpSpreadTexts,
  ...scheduleTexts,
  ...packetPathTexts,
  ...framesTexts,
  ...outageTexts,
  ...trafficTexts,
  ...throughputTexts,
  ...vrrpStateTexts,
  ...oneMasterTexts,
  ...keepalivedConfigTexts,
  ...keepalivedSettingTexts,
  ...ipvsAsConfiguredTexts,
  ...sameTexts,
  ...failoverTexts,
  ...serverFailureTexts,
  ...rebootTexts,
  ...scriptTexts,
  ...quizTexts,
  ...randomFailureTexts,
  ...drillTexts,
  ...whichFaultTexts,
  ...repairTexts,
} as const;

export type VerdictMessage = MessageOf<typeof verdictCatalogue>;
export type DiagnosisMessage = MessageOf<typeof diagnosisCatalogue>;

/** What mistakes and reports call a cause: its code, or the name that its lab gives it. */
export function causeName(diagnosis: DiagnosisMessage): string {
  return diagnosis.code === 'cause-of-lab' ? diagnosis.params.id : diagnosis.code;
}
