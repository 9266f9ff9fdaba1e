import { z } from 'zod';
import { addressParams } from './kinds/address.js';
import { arpOwnerParams } from './kinds/arp-owner.js';
import { commandParams } from './kinds/command.js';
import { failoverParams } from './kinds/failover.js';
import { fileParams } from './kinds/file.js';
import { framesParams } from './kinds/frames.js';
import { httpParams } from './kinds/http.js';
import { httpSpreadParams } from './kinds/http-spread.js';
import { ipvsAsConfiguredParams } from './kinds/ipvs-as-configured.js';
import { ipvsEmptyParams } from './kinds/ipvs-empty.js';
import { ipvsServerParams } from './kinds/ipvs-server.js';
import { ipvsServiceParams } from './kinds/ipvs-service.js';
import { ipvsStatsParams } from './kinds/ipvs-stats.js';
import { ipvsTimeoutsParams } from './kinds/ipvs-timeouts.js';
import { keepalivedConfigParams } from './kinds/keepalived-config.js';
import { keepalivedSettingParams } from './kinds/keepalived-setting.js';
import { listeningParams } from './kinds/listening.js';
import { moduleParams } from './kinds/module.js';
import { neighbourParams } from './kinds/neighbour.js';
import { noAddressParams } from './kinds/no-address.js';
import { oneMasterParams } from './kinds/one-master.js';
import { outageParams } from './kinds/outage.js';
import { packageParams } from './kinds/package.js';
import { packetPathParams } from './kinds/packet-path.js';
import { routeParams } from './kinds/route.js';
import { sameParams } from './kinds/same.js';
import { scheduleParams } from './kinds/schedule.js';
import { serverFailureParams } from './kinds/server-failure.js';
import { sysctlParams } from './kinds/sysctl.js';
import { throughputParams } from './kinds/throughput.js';
import { trafficParams } from './kinds/traffic.js';
import { unitParams } from './kinds/unit.js';
import { vrrpStateParams } from './kinds/vrrp-state.js';

/** The parameters of each kind that looks at nodes by itself: what `any-of` and `not` can be over. */
export const plainParams = {
  package: packageParams,
  module: moduleParams,
  unit: unitParams,
  file: fileParams,
  command: commandParams,
  address: addressParams,
  'no-address': noAddressParams,
  route: routeParams,
  sysctl: sysctlParams,
  listening: listeningParams,
  'ipvs-service': ipvsServiceParams,
  'ipvs-server': ipvsServerParams,
  'ipvs-timeouts': ipvsTimeoutsParams,
  'ipvs-empty': ipvsEmptyParams,
  'ipvs-stats': ipvsStatsParams,
  'arp-owner': arpOwnerParams,
  neighbour: neighbourParams,
  http: httpParams,
  'http-spread': httpSpreadParams,
  schedule: scheduleParams,
  'packet-path': packetPathParams,
  frames: framesParams,
  outage: outageParams,
  traffic: trafficParams,
  throughput: throughputParams,
  'vrrp-state': vrrpStateParams,
  'one-master': oneMasterParams,
  'keepalived-config': keepalivedConfigParams,
  'keepalived-setting': keepalivedSettingParams,
  'ipvs-as-configured': ipvsAsConfiguredParams,
  same: sameParams,
  failover: failoverParams,
  'server-failure': serverFailureParams,
} as const;

type PlainKind = keyof typeof plainParams;
const plainKinds = Object.fromEntries(
  Object.entries(plainParams).map(([kind, schema]) => [kind, schema.optional()]),
) as { [K in PlainKind]: z.ZodOptional<(typeof plainParams)[K]> };

/** A check's kind with its parameters, without the rest of a check. */
export const conditionSchema = z.strictObject(plainKinds).superRefine((condition, context) => {
  const given = Object.keys(condition);
  if (given.length !== 1)
    context.addIssue({
      code: 'custom',
      message: `a condition has exactly one kind, this one has ${given.length === 0 ? 'none' : given.join(', ')}`,
      params: { code: 'check-kind', given },
    });
});

export type Condition = z.infer<typeof conditionSchema>;
