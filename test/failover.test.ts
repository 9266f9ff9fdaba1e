import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { FailoverResult } from '../contract/experiments.js';
import type { FaultKind } from '../contract/kinds/failover.js';
import { run } from '../engine/experiments/run.js';
import type { Session } from '../engine/session/session.js';
import { endLab, solvedLab } from './solved-lab.js';
import { explainFailure, Sandbox } from './support.js';

// RFC 5798 §6.1: skew = (256 − priority) / 256 s, master down = 3 × advert interval + skew. An emulated, loaded host
// gets half a second for the probe's own grain, half as much again, and a second try.

const sandbox = new Sandbox();
let session: Session;

beforeAll(async () => {
  session = await solvedLab('keepalived-lvs', sandbox);
});
afterAll(() => endLab(session, sandbox));
beforeEach(() => explainFailure(() => (session?.running ? session.machines : undefined)));

const advertInterval = 1;
const backupPriority = 100;
const skew = (256 - backupPriority) / 256;
const slack = (theory: number) => (theory + 0.5) * 1.5;

async function failover(fault: FaultKind): Promise<FailoverResult> {
  const { machines, topology, values } = session;
  const vip = values['vip'] ?? '10.0.0.10';
  const outcome = await run(
    {
      kind: 'failover',
      among: ['lb1', 'lb2'],
      vip,
      from: 'client',
      url: `http://${vip}/`,
      fault,
      limit: 20,
      failback: true,
    },
    {
      topology,
      shell: (node) => machines.shell(node),
      capture: (network, onFrame) => machines.capture(network, onFrame),
      link: (node, network) => machines.link(node, network),
      power: (node, action) => machines.power(node, action),
      secret: () => Math.random().toString(36).slice(2),
      sourcePorts: () => 10_000,
    },
  );
  if (!outcome.ok || outcome.result.kind !== 'failover') throw new Error(JSON.stringify(outcome));
  console.log(`${fault}: ${JSON.stringify({ ...outcome.result, log: undefined })}`);
  return outcome.result;
}

test('a master that is stopped hands over within the skew time, and takes the VIP back', {
  retry: 1,
}, async () => {
  const result = await failover('stop-keepalived');
  expect(result).toMatchObject({ before: 'lb1', after: 'lb2', back: 'lb1' });
  expect(result.outage).toBeLessThan(slack(skew));
});

test('a master whose cable is pulled is replaced within the master down interval', { retry: 1 }, async () => {
  const result = await failover('cut-link');
  expect(result).toMatchObject({ before: 'lb1', after: 'lb2', back: 'lb1' });
  const down = 3 * advertInterval + skew;
  expect(result.outage).toBeGreaterThan(down - advertInterval - 0.5);
  expect(result.outage).toBeLessThan(slack(down));
});

test('a master that stands still is replaced as one without a cable, and takes the VIP back', {
  retry: 1,
}, async () => {
  const result = await failover('freeze');
  expect(result).toMatchObject({ before: 'lb1', after: 'lb2', back: 'lb1' });
  const down = 3 * advertInterval + skew;
  expect(result.outage).toBeGreaterThan(down - advertInterval - 0.5);
  expect(result.outage).toBeLessThan(slack(down));
});
