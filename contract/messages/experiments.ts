import type { ExperimentRequest } from '../experiments.js';
import type { Text } from '../text.js';

/** What is being done while an experiment runs. */
export const experimentTexts: Readonly<Record<ExperimentRequest['kind'], Text>> = {
  http: { 'zh-CN': 'HTTP 请求', en: 'HTTP requests' },
  arp: { 'zh-CN': 'ARP 查询', en: 'an ARP query' },
  vrrp: { 'zh-CN': '监听 VRRP 通告', en: 'listening for VRRP adverts' },
  failover: { 'zh-CN': '故障切换', en: 'a failover' },
  schedule: { 'zh-CN': '逐个建立连接，看调度到哪里', en: 'connections one by one, to see where each goes' },
  frames: { 'zh-CN': '抓取网络帧', en: 'watching frames' },
  throughput: { 'zh-CN': '测量吞吐量', en: 'measuring throughput' },
  outage: { 'zh-CN': '测量服务中断时间', en: 'measuring time without service' },
  script: { 'zh-CN': '运行脚本', en: 'running a script' },
  reboot: { 'zh-CN': '重启', en: 'a reboot' },
  'random-failure': {
    'zh-CN': '弄坏一样东西，看多久恢复',
    en: 'breaking one thing, to see how soon all recovers',
  },
  drill: { 'zh-CN': '准备一次故障演练', en: 'preparing a drill' },
  'server-failure': { 'zh-CN': '真实服务器故障', en: "a realserver's failure" },
};
