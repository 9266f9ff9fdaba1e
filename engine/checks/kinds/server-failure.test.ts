import { expect, test } from 'vitest';
import { verdictCatalogue } from '../../../contract/messages/verdicts.js';
import { word } from '../../../contract/text.js';
import type { ServerFailureResult } from '../../../contract/experiments.js';
import type { NodeFacts } from '../../../contract/facts.js';
import { drTopology, healthy, table, vip } from '../../judging/testing/world.js';
import { wantsOfOne } from '../plan.js';
import { check, type Facts, judged, keepalivedWith, spoil, virtualServer } from '../testing/judged.js';
import { serverFailureJudge } from './server-failure.js';

const server = '10.0.0.9:80';
const common = {
  on: 'director',
  server,
  node: 'rs2',
  from: 'client',
  url: `http://${vip}/`,
  leave: 8,
  return: 9,
};
const body = { 'server-failure': { ...common, tcp: `${vip}:80` } };
const [request] = wantsOfOne(check(body), drTopology).experiments;

/** What was seen: all as it should be, but for this; undefined: that did not come. */
function seen(
  change: { readonly [K in keyof ServerFailureResult]?: ServerFailureResult[K] | undefined } = {},
) {
  const afterLeave = { total: 6, failed: 0 };
  const all = {
    kind: 'server-failure',
    present: true,
    left: 2.04,
    returned: 3,
    afterLeave,
    log: 'the log',
    at: 7,
    ...change,
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  ) as unknown as ServerFailureResult;
}
const judge = (result: ServerFailureResult, facts: Facts = healthy()) =>
  judged(body, facts, [[request!, result]]);
const onDirector = (config: string, more: Partial<NodeFacts> = {}): Facts =>
  spoil('director', () => ({ keepalived: keepalivedWith(config), ...more }));

test('a server that leaves and comes back passes, with its times and the log of them', () => {
  expect(judge(seen())).toMatchObject({
    status: 'pass',
    message: { code: 'server-failure.ok', params: { server, left: '2.0', returned: '3.0' } },
    evidence: [
      {
        node: 'director',
        command: expect.stringContaining('systemctl stop web (rs2)'),
        output: 'the log',
        at: 7,
      },
    ],
  });
});

const unchecked = virtualServer().replaceAll(/ {2}TCP_CHECK \{\n.*\n {2}\}\n/g, '');
const wrongPort = virtualServer().replaceAll('connect_timeout 3', 'connect_port 8080');

test.each<[string, Facts, object]>([
  ['nothing that is seen', healthy(), { code: 'server-not-removed', params: { node: 'director', server } }],
  [
    'a file without a check',
    onDirector(unchecked),
    { code: 'no-health-check', params: { node: 'director', server } },
  ],
  [
    'a check of another port',
    onDirector(wrongPort),
    { code: 'health-check-wrong-port', params: { port: '8080' } },
  ],
  [
    'a keepalived that does not run',
    spoil('director', () => ({ keepalived: keepalivedWith(virtualServer(), { running: false }) })),
    { code: 'keepalived-not-running', params: { node: 'director' } },
  ],
])('a server that stays in the table for %s fails', (_what, facts, diagnosis) => {
  expect(judge(seen({ left: undefined }), facts)).toMatchObject({
    status: 'fail',
    message: { code: 'server-failure.stays', params: { server, seconds: 8 } },
    diagnosis,
  });
});

const refused = [
  { at: 1, process: 'Keepalived_healthcheckers', text: 'MD5 digest error to [10.0.0.9]:tcp:80 url[/]' },
];

test.each<[string, Facts, object]>([
  ['nothing that is seen', healthy(), { code: 'server-not-returned', params: { node: 'director', server } }],
  [
    'a check that refuses it',
    onDirector(virtualServer(), { log: refused }),
    { code: 'health-check-rejects', params: { server, saw: refused[0]!.text } },
  ],
  [
    'a web server that did not come up',
    { ...onDirector(virtualServer()), rs2: { ...healthy()['rs2']!, listeners: [] } },
    { code: 'web-not-running', params: { node: 'rs2', port: '80' } },
  ],
])('a server that does not come back for %s fails', (_what, facts, diagnosis) => {
  expect(judge(seen({ returned: undefined }), facts)).toMatchObject({
    status: 'fail',
    message: { code: 'server-failure.not-back', params: { server, seconds: 9 } },
    diagnosis,
  });
});

test('requests that fail though the server has left are told before that it is not back', () => {
  const afterLeave = { total: 6, failed: 2 };
  expect(judge(seen({ afterLeave, returned: undefined }))).toMatchObject({
    status: 'fail',
    message: { code: 'server-failure.errors', params: { server, failed: 2, total: 6 } },
    diagnosis: { code: 'errors-after-removal', params: { server } },
  });
});

test.each<[string, Facts, string]>([
  [
    'nobody added it',
    spoil('director', () => ({ ipvs: table((each) => ({ ...each, servers: each.servers.slice(0, 1) })) })),
    'server-missing',
  ],
  [
    'keepalived’s file has it not',
    onDirector(virtualServer('', { servers: ['10.0.0.8 80'] }), {
      ipvs: table((each) => ({ ...each, servers: each.servers.slice(0, 1) })),
    }),
    'server-missing',
  ],
])(
  'a server that was not there to begin with is missing, where %s; it may come yet',
  (_what, facts, code) => {
    expect(judge(seen({ present: false, left: undefined, returned: undefined }), facts)).toMatchObject({
      status: 'fail',
      message: { code: 'server-failure.absent', params: { server } },
      diagnosis: { code, params: { node: 'director', service: `tcp ${vip}:80`, server } },
      retryAfter: 4000,
    });
  },
);

test.each([
  ['stayed', seen({ left: undefined, slowest: 3.14 })],
  ['did not come back', seen({ returned: undefined, slowest: 3.14 })],
  ['left requests without an answer', seen({ afterLeave: { total: 6, failed: 1 }, slowest: 3.14 })],
])('on a host that was too slow it is unknown why it %s', (_what, result) => {
  expect(judge(result)).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.slow-host', params: { seconds: '3.1' } },
  });
});

test('what a slow host did in time was in time, and a known cause is one on any host', () => {
  expect(judge(seen({ slowest: 3 })).status).toBe('pass');
  expect(judge(seen({ left: undefined, slowest: 3 }), onDirector(unchecked))).toMatchObject({
    status: 'fail',
    diagnosis: { code: 'no-health-check' },
  });
});

test('without requests nobody knows that none failed', () => {
  expect(judge(seen({ afterLeave: { total: 0, failed: 0 } }))).toMatchObject({
    status: 'unknown',
    message: { code: 'unknown.experiment' },
  });
});

test.each([
  ['failed', 'unknown.experiment', { detail: 'no web service runs on rs2' }],
  ['tool-missing', 'unknown.tool-missing', { detail: 'no web service runs on rs2' }],
] as const)('an experiment that could not be made (%s) is unknown', (reason, code, params) => {
  const untried = { ok: false, reason, detail: 'no web service runs on rs2', at: 0 } as const;
  expect(judged(body, healthy(), [[request!, untried]])).toMatchObject({
    status: 'unknown',
    message: { code, params },
  });
});

test.each([
  [{ tcp: `${vip}:80` }, `tcp ${vip}:80`, [vip, vip]],
  [{ udp: `${vip}:53` }, `udp ${vip}:53`, [vip, vip]],
  [{ fwmark: 5 }, 'fwmark 5', [vip]],
])('%j is failed once, in the table of its director', (name, service, vips) => {
  const { on, ...rest } = common;
  expect(wantsOfOne(check({ 'server-failure': { ...common, ...name } }), drTopology)).toEqual({
    facts: { director: { network: true, ipvs: true, keepalived: true } },
    experiments: [{ kind: 'server-failure', director: on, service, ...rest }],
  });
  expect(serverFailureJudge.vips?.({ ...common, fault: 'stop-service', ...name })).toEqual(vips);
  expect(serverFailureJudge.notAnew).toBe(true);
});

test('what it fails by is asked for, and said', () => {
  const body = { ...common, tcp: `${vip}:80`, fault: 'freeze' } as const;
  const { experiments } = wantsOfOne(check({ 'server-failure': body }), drTopology);
  expect(experiments).toMatchObject([{ kind: 'server-failure', fault: 'freeze' }]);
  const message = {
    code: 'server-failure.stays',
    params: { server: '10.0.0.9:80', fault: 'freeze', seconds: 15 },
  } as const;
  expect(word(verdictCatalogue, message, 'en')).toBe(
    '10.0.0.9:80 was still in the IPVS table 15 s after its machine stood still',
  );
  expect(word(verdictCatalogue, message, 'zh-CN')).toBe('10.0.0.9:80 的机器卡死 15 秒后仍在 IPVS 表中');
});
