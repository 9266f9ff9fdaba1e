import { addressesDiagnoses } from './diagnoses/addresses.js';
import { configurationDiagnoses } from './diagnoses/configuration.js';
import { drillDiagnoses } from './diagnoses/drill.js';
import { healthDiagnoses } from './diagnoses/health.js';
import { keepalivedDiagnoses } from './diagnoses/keepalived.js';
import { labDiagnoses } from './diagnoses/of-lab.js';
import { networkDiagnoses } from './diagnoses/network.js';
import { nodesDiagnoses } from './diagnoses/nodes.js';
import { pathDiagnoses } from './diagnoses/path.js';
import { rebootDiagnoses } from './diagnoses/reboot.js';
import { serviceDiagnoses } from './diagnoses/service.js';
import { vrrpDiagnoses } from './diagnoses/vrrp.js';

/**
 * Why a check failed, in the field's words: the cause first, then what to do in general terms.
 * Codes are stable: labs name them as the hint that a known mistake must give.
 */
export const diagnosisCatalogue = {
  ...keepalivedDiagnoses,
  ...networkDiagnoses,
  ...serviceDiagnoses,
  ...addressesDiagnoses,
  ...pathDiagnoses,
  ...nodesDiagnoses,
  ...rebootDiagnoses,
  ...drillDiagnoses,
  ...configurationDiagnoses,
  ...vrrpDiagnoses,
  ...healthDiagnoses,
  ...labDiagnoses,
} as const;
