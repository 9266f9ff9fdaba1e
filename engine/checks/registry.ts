import type { CheckKind } from '../../contract/checks.js';
import type { Judge } from './judge.js';
import { failoverJudge, serverFailureJudge } from './kinds/faults.js';
import {
  ipvsEmptyJudge,
  ipvsServerJudge,
  ipvsServiceJudge,
  ipvsStatsJudge,
  ipvsTimeoutsJudge,
} from './kinds/ipvs.js';
import {
  addressJudge,
  listeningJudge,
  neighbourJudge,
  noAddressJudge,
  routeJudge,
  sysctlJudge,
} from './kinds/network.js';
import { ipvsAsConfiguredJudge } from './kinds/ipvs-as-configured.js';
import { keepalivedSettingJudge } from './kinds/keepalived-setting.js';
import { anyOfJudge, notJudge } from './kinds/logic.js';
import { sameJudge } from './kinds/same.js';
import { quizJudge } from './kinds/quiz.js';
import { rebootJudge } from './kinds/reboot.js';
import { commandJudge, fileJudge, moduleJudge, packageJudge, unitJudge } from './kinds/system.js';
import { arpOwnerJudge, httpJudge, httpSpreadJudge, packetPathJudge } from './kinds/traffic.js';
import { keepalivedConfigJudge, oneMasterJudge, vrrpStateJudge } from './kinds/vrrp.js';

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
  'packet-path': packetPathJudge,
  'vrrp-state': vrrpStateJudge,
  'one-master': oneMasterJudge,
  'keepalived-config': keepalivedConfigJudge,
  failover: failoverJudge,
  'server-failure': serverFailureJudge,
  reboot: rebootJudge,
  quiz: quizJudge,
  'keepalived-setting': keepalivedSettingJudge,
  'ipvs-as-configured': ipvsAsConfiguredJudge,
  same: sameJudge,
  'any-of': anyOfJudge,
  not: notJudge,
};
