import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ExperimentRequest, ScheduledConnection } from '../contract/experiments.js';
import { comparison, moved, seenConnections, simulated } from '../engine/checks/scheduling.js';
import type { ExperimentContext } from '../engine/experiments/context.js';
import { withServerTokens } from '../engine/experiments/http.js';
import { parseScheduleLines, scheduleScript } from '../engine/experiments/perl-schedule.js';
import { run } from '../engine/experiments/run.js';
import { rejudge } from '../engine/recording/rejudge.js';
import { SourcePorts } from '../engine/experiments/source-ports.js';
import { productRoot } from '../engine/product.js';
import type { Session } from '../engine/session/session.js';
import { explain } from '../schedulers/explain.js';
import type { Decision, SchedulerFlag } from '../schedulers/rule.js';
import { type SchedulerName, schedulerNames } from '../schedulers/schedulers.js';
import {
  addServer,
  closeConnection,
  editServer,
  makeService,
  openConnection,
  type Service,
} from '../schedulers/service.js';
import { endLab, startedLab } from './solved-lab.js';
import { explainFailure, Sandbox } from './support.js';

// The simulated schedulers against the kernel's: random services, connections of which some are held and others end, and every
// decision has to be the same. LVSLAB_SCHEDULERS: services a scheduler; LVSLAB_SCHEDULERS_SEED: makes the same ones again.

const services = Number(process.env['LVSLAB_SCHEDULERS'] ?? '1');
const seed = Number(process.env['LVSLAB_SCHEDULERS_SEED'] ?? String(Date.now() % 1_000_000));

const sandbox = new Sandbox();
let session: Session;
let context: ExperimentContext;
const ports = new SourcePorts();

beforeAll(async () => {
  console.log(`LVSLAB_SCHEDULERS_SEED=${seed}`);
  session = await startedLab(join(productRoot, 'test', 'fixtures', 'schedulers'), sandbox);
  await session.solve('all');
  context = {
    topology: session.topology,
    shell: (node) => session.machines.shell(node),
    capture: (network, seen) => session.machines.capture(network, seen),
    link: (node, network) => session.machines.link(node, network),
    secret: () => randomBytes(9).toString('hex'),
    sourcePorts: (count) => ports.take(count),
  };
});
afterAll(() => endLab(session, sandbox));
beforeEach(() => explainFailure(() => (session?.running ? session.machines : undefined)));

/** Numbers that look random, the same for the same seed: mulberry32. */
function drawn(from: number): (below: number) => number {
  let state = from;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

interface Drawn {
  readonly flags: readonly SchedulerFlag[];
  readonly servers: readonly {
    readonly node: string;
    readonly weight: number;
    /** The one that it has in the second half. */
    readonly later: number;
    readonly upper: number;
    readonly lower: number;
  }[];
  /** `h` held, `e` ended, in turn. */
  readonly pattern: string;
  readonly targets: readonly string[];
  readonly sources: readonly string[];
}

function draw(name: SchedulerName, below: (limit: number) => number): Drawn {
  const orders = ['rs1 rs2', 'rs3 rs1', 'rs2 rs3', 'rs1 rs2 rs3', 'rs3 rs1 rs2', 'rs2 rs1 rs3'];
  const nodes = (orders[below(orders.length)] ?? '').split(' ');
  const servers = nodes.map((node) => {
    const weight = below(6);
    const upper = below(3) === 0 ? 3 + below(6) : 0;
    const lower = upper > 0 && below(2) === 0 ? 1 + below(upper - 1) : 0;
    return { node, weight, later: below(3) === 0 ? below(6) : weight, upper, lower };
  });
  const own = (['fallback', 'port'] as const).map((word) => `${name}-${word}` as SchedulerFlag);
  const flags = name === 'sh' || name === 'mh' ? own.filter(() => below(2) === 0) : [];
  const several = name === 'dh' || name === 'lblc' || name === 'lblcr' ? 6 : 1;
  return {
    flags,
    servers: servers.some(({ weight }) => weight > 0)
      ? servers
      : servers.map((each) => ({ ...each, weight: 1 })),
    pattern: Array.from({ length: 1 + below(5) }, () => 'he'.charAt(below(2))).join(''),
    targets: Array.from({ length: several }, () => `10.9.0.${1 + below(20)}`),
    sources: Array.from({ length: 7 }, () => `10.0.0.${101 + below(20)}`),
  };
}

const addressOf = (node: string) => `10.0.0.1${node.slice(2)}`;
const sh = async (node: string, command: string) => {
  const result = await session.machines.shell(node).exec(command, { timeout: 30_000 });
  expect(result, command).toMatchObject({ exit: 0 });
};

/** Connections as the pattern has them: what the script of the experiment can do, and no check asks for. */
function mixed(config: Drawn, count: number): Promise<readonly ScheduledConnection[]> {
  return withServerTokens(context, async ({ file, nodes }) => {
    const { pattern, sources, targets } = config;
    const words = [
      80,
      `/${file}`,
      4,
      90,
      pattern,
      count,
      ports.take(count),
      targets.join(','),
      sources.join(','),
    ];
    const { stdout } = await context
      .shell('client')
      .exec(`perl - ${words.join(' ')}`, { input: scheduleScript, timeout: 120_000 });
    return parseScheduleLines(stdout).map(({ token, cut: _, ...line }) => {
      const server = nodes.get(token);
      return { ...line, ...(server === undefined ? {} : { server }) };
    });
  });
}

interface Compared {
  readonly service: Service;
  readonly decisions: readonly Decision[];
}

/** What the simulated service decides for the same connections; when all are made those that were held end. */
function decided(from: Service, made: readonly ScheduledConnection[], pattern: string): Compared {
  let service = from;
  const decisions: Decision[] = [];
  const first = from.connections.size;
  for (const [n, { source, port, target }] of made.entries()) {
    const opened = openConnection(service, `${first}-${n}`, { client: source, port, target });
    decisions.push(opened.decision);
    service = opened.service;
    if (pattern[n % pattern.length] === 'e') service = closeConnection(service, `${first}-${n}`);
  }
  for (const n of made.keys()) service = closeConnection(service, `${first}-${n}`);
  return { service, decisions };
}

/** Fails with what both did where they differ. */
function expectSame(
  decisions: readonly Decision[],
  made: readonly ScheduledConnection[],
  what: string,
): void {
  const kernel = made.map(({ outcome, server }) => server ?? (outcome === 'refused' ? '-' : outcome));
  const rule = decisions.map(({ server = '-' }) => server);
  expect(kernel, `${what}\n${comparison(decisions, made)}`).toEqual(rule);
}

let mark = 0;

/** One random service, made, asked, edited and asked again. @returns what was compared: node names, '-' for no server */
async function compare(name: SchedulerName, number: number): Promise<readonly string[]> {
  const config = draw(name, drawn(seed + number * 1000 + schedulerNames.indexOf(name)));
  mark += 1;
  const { flags, servers, pattern, sources, targets } = config;
  const rule = flags.length > 0 ? `-b ${flags.join(',')}` : '';
  const server = (option: string, each: Drawn['servers'][number], weight: number) =>
    `ipvsadm ${option} -f ${mark} -r ${addressOf(each.node)}:0 -g -w ${weight} -x ${each.upper} -y ${each.lower}`;
  await sh(
    'director',
    [
      'nft flush chain ip marks pre',
      `nft add rule ip marks pre ip daddr 10.9.0.0/24 tcp dport 80 meta mark set ${mark}`,
      `ipvsadm -A -f ${mark} -s ${name} ${rule}`,
      ...servers.map((each) => server('-a', each, each.weight)),
    ].join(' && '),
  );
  const what = `${name} ${JSON.stringify(config)}`;
  let service = servers.reduce(
    (made, { node, ...each }) => addServer(made, { id: node, address: addressOf(node), port: 0, ...each }),
    makeService(name, flags),
  );
  // First as the pattern has it, then as a check asks for it, with what the first ones left.
  const first = await mixed(config, 16);
  let compared = decided(service, first, pattern);
  expectSame(compared.decisions, first, what);
  service = compared.service;
  const all = [...compared.decisions];
  for (const hold of [true, false]) {
    if (!hold) {
      const edits = servers.filter(({ weight, later }) => weight !== later);
      for (const each of edits) {
        await sh('director', server('-e', each, each.later));
        service = editServer(service, each.node, { weight: each.later });
      }
    }
    const request: ExperimentRequest = {
      kind: 'schedule',
      from: 'client',
      director: 'director',
      service: `fwmark ${mark}`,
      targets: [...targets],
      port: 80,
      sources: [...sources],
      connections: 10,
      hold,
    };
    const tried = await run(request, context);
    expect(tried, what).toMatchObject({ ok: true, result: { kind: 'schedule' } });
    if (!tried.ok || tried.result.kind !== 'schedule') continue;
    const { after, before, connections } = tried.result;
    compared = decided(service, connections, hold ? 'h' : 'e');
    expectSame(compared.decisions, connections, what);
    service = compared.service;
    all.push(...compared.decisions);
    // As a check sees it, who does not know what was before.
    expect(before && moved(before, after, connections, session.topology), what).toBe(false);
    const found = before && simulated(before, session.topology);
    expect(found && explain(found, seenConnections(connections, hold)), what).toMatchObject({
      explained: true,
    });
  }
  await sh('director', `ipvsadm -D -f ${mark}`);
  return all.map(({ server = '-' }) => server);
}

test.each(schedulerNames)(
  '%s deals out as it is simulated',
  async (name) => {
    const all: string[] = [];
    for (let number = 0; number < services; number += 1) all.push(...(await compare(name, number)));
    const none = all.filter((server) => server === '-').length;
    console.log(
      `${name}: ${all.length} decisions of ${services} services, ${none} of them for none, all the same`,
    );
    expect(all).toHaveLength(services * 36);
  },
  600_000,
);

test('a check holds the kernel against the rule, the lab and the learner, on machines and from what was recorded', async () => {
  const judged = async () => (await session.probe(['as-predicted'])).get('as-predicted');
  await session.solve('dealt');
  await session.answer('order', 'rs3 rs2 rs1 rs3 rs2 rs3');
  expect(await judged()).toMatchObject({
    status: 'fail',
    message: { code: 'schedule.predicted', params: { connection: 5, said: 'rs2', took: 'rs3' } },
  });
  await session.answer('order', 'rs3, rs2, rs1, rs3, rs3, rs2');
  const { recording, result } = await session.recorded(judged);
  expect(result).toMatchObject({ status: 'pass', message: { code: 'schedule.ok' } });
  expect(result?.evidence.at(0)?.output).toMatch(/^ {2}1 .*>rs3 w3 0\+\d+ /m);
  expect(rejudge(recording).get('as-predicted')).toMatchObject({ status: 'pass' });
  await sh('director', 'ipvsadm -E -t 10.9.0.1:80 -s wrr -p 60');
  expect(await judged()).toMatchObject({
    status: 'fail',
    message: { code: 'schedule.differs' },
    diagnosis: { code: 'persistent-hides-scheduler' },
  });
  // Nothing stays where connections were made.
  const left = async (node: string, command: string) =>
    (await session.machines.shell(node).exec(command, { timeout: 30_000 })).stdout;
  expect(await left('client', "pgrep -af '^perl - '")).toBe('');
  expect(await left('rs1', 'ls /var/www/html')).not.toMatch(/^[0-9a-f]{18}\.txt$/m);
});
