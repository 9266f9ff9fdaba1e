import type { CheckKind } from '../../contract/checks.js';
import type { Judge } from '../world/judge.js';
import { addressJudge } from './kinds/address.js';
import { anyOfJudge } from './kinds/any-of.js';
import { arpOwnerJudge } from './kinds/arp-owner.js';
import { commandJudge } from './kinds/command.js';
import { drillJudge } from './kinds/drill.js';
import { failoverJudge } from './kinds/failover.js';
import { fileJudge } from './kinds/file.js';
import { framesJudge } from './kinds/frames.js';
import { httpJudge } from './kinds/http.js';
import { httpSpreadJudge } from './kinds/http-spread.js';
import { ipvsAsConfiguredJudge } from './kinds/ipvs-as-configured.js';
import { ipvsEmptyJudge } from './kinds/ipvs-empty.js';
import { ipvsServerJudge } from './kinds/ipvs-server.js';
import { ipvsServiceJudge } from './kinds/ipvs-service.js';
import { ipvsStatsJudge } from './kinds/ipvs-stats.js';
import { ipvsTimeoutsJudge } from './kinds/ipvs-timeouts.js';
import { keepalivedConfigJudge } from './kinds/keepalived-config.js';
import { keepalivedSettingJudge } from './kinds/keepalived-setting.js';
import { listeningJudge } from './kinds/listening.js';
import { moduleJudge } from './kinds/module.js';
import { neighbourJudge } from './kinds/neighbour.js';
import { noAddressJudge } from './kinds/no-address.js';
import { notJudge } from './kinds/not.js';
import { oneMasterJudge } from './kinds/one-master.js';
import { outageJudge } from './kinds/outage.js';
import { packageJudge } from './kinds/package.js';
import { packetPathJudge } from './kinds/packet-path.js';
import { quizJudge } from './kinds/quiz.js';
import { randomFailureJudge } from './kinds/random-failure.js';
import { rebootJudge } from './kinds/reboot.js';
import { repairJudge } from './kinds/repair.js';
import { scriptJudge } from './kinds/script.js';
import { routeJudge } from './kinds/route.js';
import { sameJudge } from './kinds/same.js';
import { scheduleJudge } from './kinds/schedule.js';
import { serverFailureJudge } from './kinds/server-failure.js';
import { sysctlJudge } from './kinds/sysctl.js';
import { throughputJudge } from './kinds/throughput.js';
import { trafficJudge } from './kinds/traffic.js';
import { unitJudge } from './kinds/unit.js';
import { vrrpStateJudge } from './kinds/vrrp-state.js';
import { whichFaultJudge } from './kinds/which-fault.js';

/** The judge of every kind of check; a kind without one does not compile. */
export const judges: { readonly [K in CheckKind]: Judge<K> } = {
  package: packageJudge,
  module: moduleJudge,
  unit: unitJudge,
  file: fileJudge,
  command: commandJudge,
  address: addressJudge,
  'no-address': noAddressJudge,
  route: routeJudge,
  sysctl: sysctlJudge,
  listening: listeningJudge,
  'ipvs-service': ipvsServiceJudge,
  'ipvs-server': ipvsServerJudge,
  'ipvs-timeouts': ipvsTimeoutsJudge,
  'ipvs-empty': ipvsEmptyJudge,
  'ipvs-stats': ipvsStatsJudge,
  'arp-owner': arpOwnerJudge,
  neighbour: neighbourJudge,
  http: httpJudge,
  'http-spread': httpSpreadJudge,
  schedule: scheduleJudge,
  'packet-path': packetPathJudge,
  frames: framesJudge,
  outage: outageJudge,
  traffic: trafficJudge,
  throughput: throughputJudge,
  'vrrp-state': vrrpStateJudge,
  'one-master': oneMasterJudge,
  'keepalived-config': keepalivedConfigJudge,
  failover: failoverJudge,
  'server-failure': serverFailureJudge,
  reboot: rebootJudge,
  script: scriptJudge,
  quiz: quizJudge,
  'random-failure': randomFailureJudge,
  drill: drillJudge,
  'which-fault': whichFaultJudge,
  repair: repairJudge,
  'keepalived-setting': keepalivedSettingJudge,
  'ipvs-as-configured': ipvsAsConfiguredJudge,
  same: sameJudge,
  'any-of': anyOfJudge,
  not: notJudge,
};
