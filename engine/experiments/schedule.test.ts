import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import type { ScheduleResult } from '../../contract/experiments.js';
import { experimentContext } from './testing/context.js';
import { parseScheduleLines, scheduleScript } from './perl-schedule.js';
import { parseScheduledTable } from './schedule-table.js';
import { run } from './run.js';
import { SourcePorts } from './source-ports.js';

const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server[Symbol.asyncDispose]())));

/** A web server on all of loopback, with what it saw: who came, and how many were open when the last one did. */
async function serve(answer: () => string | undefined = () => 'tok-abc\n', connection = 'keep-alive') {
  const seen: { from: string; open: number }[] = [];
  const open = new Set<Socket>();
  const server = createServer({ keepAliveTimeout: 20_000 }, (request, response) => {
    seen.push({ from: `${request.socket.remoteAddress}:${request.socket.remotePort}`, open: open.size });
    const said = answer();
    response.setHeader('connection', connection);
    if (said === undefined) response.statusCode = 404;
    response.end(said ?? 'nothing');
  });
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  servers.push(server);
  await once(server.listen(0, '0.0.0.0'), 'listening');
  return { port: (server.address() as AddressInfo).port, seen };
}

async function made(port: number, how: string, total: number, more: { to?: string; own?: string } = {}) {
  const source = new SourcePorts().take(total);
  const { to = '127.0.0.1', own = '-' } = more;
  const words = [port, '/secret.txt', 4, 60, how, total, source, to, own].map(String);
  const ran = promisify(execFile)('perl', ['-', ...words]);
  ran.child.stdin?.end(scheduleScript);
  return { lines: parseScheduleLines((await ran).stdout), source };
}

describe('what runs on the client', () => {
  test('connections that are held are all open when the last one is made', async () => {
    const { port, seen } = await serve();
    const { lines, source } = await made(port, 'h', 6);
    expect(seen.map(({ open }) => open)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(lines.map((line) => [line.outcome, line.token, line.port, line.cut])).toEqual(
      [0, 1, 2, 3, 4, 5].map((n) => ['ok', 'tok-abc', source + n, false]),
    );
  });

  test('each other one has ended before the next one begins', async () => {
    const { port, seen } = await serve();
    const { lines } = await made(port, 'e', 6);
    expect(seen.map(({ open }) => open)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(lines.every(({ ended }) => ended)).toBe(true);
  });

  test('some are held and others ended, in turn', async () => {
    const { port, seen } = await serve();
    const { lines } = await made(port, 'hhe', 6);
    expect(seen.map(({ open }) => open)).toEqual([1, 2, 3, 3, 4, 5]);
    expect(lines.map(({ ended }) => ended)).toEqual([false, false, true, false, false, true]);
  });

  test('own addresses and addresses that are asked at are used in turn', async () => {
    const { port, seen } = await serve();
    const own = '127.0.0.2,127.0.0.3,127.0.0.4';
    const { lines, source } = await made(port, 'e', 5, { to: '127.0.1.1,127.0.1.2', own });
    const ends = lines.map((line) => `${line.source} ${line.target}`);
    expect(ends).toEqual([
      '127.0.0.2 127.0.1.1',
      '127.0.0.3 127.0.1.2',
      '127.0.0.4 127.0.1.1',
      '127.0.0.2 127.0.1.2',
      '127.0.0.3 127.0.1.1',
    ]);
    expect(seen.map(({ from }) => from)).toEqual(lines.map((line, n) => `${line.source}:${source + n}`));
  });

  test('an address that the node does not have ends it before a connection is made', async () => {
    const { port, seen } = await serve();
    await expect(made(port, 'e', 3, { own: '127.0.0.2,192.0.2.77' })).rejects.toMatchObject({
      code: 3,
      stderr: 'no address of this node: 192.0.2.77\n',
    });
    expect(seen).toEqual([]);
  });

  test('a refused connection, a page without a secret and one that a server ends early are told', async () => {
    const { lines } = await made(1, 'e', 2);
    expect(lines.map(({ outcome, ended }) => [outcome, ended])).toEqual([
      ['refused', false],
      ['refused', false],
    ]);
    const { port } = await serve(() => undefined);
    expect((await made(port, 'e', 1)).lines).toMatchObject([{ outcome: 'ok', status: 404, token: '' }]);
    const hasty = await serve(() => 'tok-abc\n', 'close');
    const { lines: cut } = await made(hasty.port, 'h', 3);
    // The end of the last one may come only after it was looked for.
    expect(cut.slice(0, 2).map((line) => [line.outcome, line.cut])).toEqual([
      ['ok', true],
      ['ok', true],
    ]);
  });

  test('no more are made where one after the other gets no answer', async () => {
    // A server that takes connections and says nothing.
    const { port } = await serve();
    servers.at(-1)?.removeAllListeners('request');
    const words = [port, '/secret.txt', 0.1, 60, 'e', 50, 20_000, '127.0.0.1', '-'].map(String);
    const ran = promisify(execFile)('perl', ['-', ...words]);
    ran.child.stdin?.end(scheduleScript);
    const lines = parseScheduleLines((await ran).stdout);
    expect(lines.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 5 }, () => 'timeout'));
  });
});

const printed = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
FWM  00000005 sh  
  -> 0A000009:0000      Route   2      1          7         
TCP  0A00001D:0050 wlc persistent 5000 FFFFFFFF
  -> 0A000009:0050      Route   3      4          10        
  -> 0A000008:0050      Masq    1      0          2         

thresholds
IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn
  -> RemoteAddress:Port
TCP  10.0.0.29:80 wlc persistent 20
  -> 10.0.0.9:80                  4          2          4          10
  -> 10.0.0.8:80                  0          0          0          2
FWM  5 sh (sh-fallback,sh-port)
  -> 10.0.0.9:0                   9          0          1          7

rules
-A -t 10.0.0.29:80 -s wlc -p 20
-a -t 10.0.0.29:80 -r 10.0.0.8:80 -m -w 1
-a -t 10.0.0.29:80 -r 10.0.0.9:80 -g -w 3
-A -f 5 -s sh -b sh-fallback,sh-port
-a -f 5 -r 10.0.0.9:0 -g -w 2
`;

test('the table is read in the order of the kernel, with flags and thresholds', () => {
  expect(parseScheduledTable(printed, 'tcp 10.0.0.29:80', 7)).toMatchObject({
    scheduler: 'wlc',
    flags: [],
    persistent: 20,
    servers: [
      { address: '10.0.0.9', port: 80, method: 'dr', weight: 3, active: 4, inactive: 10, upper: 4, lower: 2 },
      { address: '10.0.0.8', port: 80, method: 'nat', weight: 1, active: 0, inactive: 2, upper: 0, lower: 0 },
    ],
    at: 7,
  });
  expect(parseScheduledTable(printed, 'fwmark 5', 7)).toMatchObject({
    scheduler: 'sh',
    flags: ['sh-fallback', 'sh-port'],
    servers: [{ address: '10.0.0.9', port: 0, weight: 2, upper: 9 }],
  });
  // Its packets may carry the mark: who judges knows.
  expect(parseScheduledTable(printed, 'tcp 10.0.0.30:80', 7)).toMatchObject({ service: 'fwmark 5' });
  const unmarked = printed.replace(/FWM.*\n.*\n/, '');
  expect(parseScheduledTable(unmarked, 'tcp 10.0.0.30:80', 7)).toBeUndefined();
  expect(parseScheduledTable('', 'fwmark 5', 7)).toBeUndefined();
});

describe('the experiment', () => {
  const request = {
    kind: 'schedule',
    from: 'client',
    director: 'director',
    service: 'tcp 10.0.0.29:80',
    targets: ['10.0.0.29'],
    port: 80,
    sources: ['10.0.0.101', '10.0.0.102'],
    connections: 3,
    hold: false,
  } as const;
  const lines = [
    '0 ok 200 tok-s2 12 10.0.0.101 10000 10.0.0.29 1',
    '1 ok 404 - 9 10.0.0.102 10001 10.0.0.29 0',
    '2 refused 0 - 1 10.0.0.101 10002 10.0.0.29 0',
    '',
  ].join('\n');

  test('reads the table before and after, and says where each connection went', async () => {
    const context = experimentContext((_, command) =>
      command.startsWith('perl')
        ? { stdout: lines }
        : command.startsWith('[ -e /proc/net/ip_vs ]')
          ? { stdout: printed }
          : {},
    );
    const tokens = { file: 's1.txt', nodes: new Map([['tok-s2', 'rs1']]) };
    const tried = await run(request, { ...context, tokens: () => Promise.resolve(tokens) });
    expect(tried).toMatchObject({ ok: true });
    const result = (tried as { result: ScheduleResult }).result;
    expect(result.before?.servers.map(({ address }) => address)).toEqual(['10.0.0.9', '10.0.0.8']);
    expect(result.after).toMatchObject({ scheduler: 'wlc' });
    expect(result.connections).toEqual([
      {
        source: '10.0.0.101',
        port: 10_000,
        target: '10.0.0.29',
        outcome: 'ok',
        status: 200,
        server: 'rs1',
        ms: 12,
        ended: true,
      },
      {
        source: '10.0.0.102',
        port: 10_001,
        target: '10.0.0.29',
        outcome: 'http-error',
        status: 404,
        ms: 9,
        ended: false,
      },
      { source: '10.0.0.101', port: 10_002, target: '10.0.0.29', outcome: 'refused', ms: 1 },
    ]);
    expect(result.command).toBe(
      'for own in 10.0.0.101 10.0.0.102; do curl -s --interface $own http://10.0.0.29/; done',
    );
    expect(result.output.split('\n')[0]).toBe('1: 10.0.0.101:10000 -> 10.0.0.29:80 rs1 (12 ms)');
    const perl = context.ran.filter((each) => each.includes('perl'));
    expect(perl).toEqual(['client: perl - 80 /s1.txt 4 90 e 3 10000 10.0.0.29 10.0.0.101,10.0.0.102']);
  });

  test('writes its own secrets where nobody has, and takes them out again', async () => {
    const context = experimentContext((_, command) => (command.startsWith('perl') ? { stdout: lines } : {}));
    expect(await run(request, context)).toMatchObject({ ok: true });
    const removed = context.ran.filter((each) => each.includes('rm -f'));
    expect(new Set(removed.map((each) => each.split(':')[0]))).toEqual(new Set(['director', 'rs1', 'rs2']));
  });

  test('could not be made without perl, or from an address that the client does not have', async () => {
    const without = experimentContext((_, command) => (command.startsWith('perl') ? { exit: 127 } : {}));
    expect(await run(request, without)).toMatchObject({ ok: false, reason: 'tool-missing' });
    const stranger = experimentContext((_, command) =>
      command.startsWith('perl') ? { exit: 3, stderr: 'no address of this node: 10.0.0.102\n' } : {},
    );
    expect(await run(request, stranger)).toMatchObject({
      ok: false,
      reason: 'failed',
      detail: 'no address of this node: 10.0.0.102',
    });
  });
});
