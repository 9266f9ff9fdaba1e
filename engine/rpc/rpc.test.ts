import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabError } from '../../contract/errors.js';
import { RpcClient } from './client.js';
import { type Call, RpcServer, type Service } from './server.js';

let folder = '';
let path = '';
const servers: RpcServer[] = [];
const clients: RpcClient[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-rpc-'));
  path = join(folder, 'socket');
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  for (const server of servers.splice(0)) server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A service of which only these procedures do something. */
async function serve(service: Partial<Service>): Promise<RpcServer> {
  const none = () => Promise.reject(new Error('not in this test'));
  const server = await RpcServer.listen(path, {
    ready: none,
    status: none,
    check: none,
    grade: none,
    solve: none,
    reset: none,
    answer: none,
    suspend: none,
    down: none,
    ...service,
  });
  servers.push(server);
  return server;
}

async function client(): Promise<RpcClient> {
  const connected = await RpcClient.connect(path);
  if (connected === undefined) throw new Error('nobody serves');
  clients.push(connected);
  return connected;
}

/** A connection that says what it likes. */
async function raw(): Promise<{ socket: Socket; closed: Promise<string> }> {
  const socket = connect(path);
  let received = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    received += chunk;
  });
  socket.on('error', () => {});
  const closed = new Promise<string>((resolve) => socket.on('close', () => resolve(received)));
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  return { socket, closed };
}

/** A promise with its handles, for a handler that waits. */
function gate<T = void>(): { readonly opened: Promise<T>; open: (value: T) => void } {
  let open: (value: T) => void = () => {};
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

test('a call comes back with what the handler gave for its input', async () => {
  await serve({
    check: async ({ step }) => ({ step, list: [1, null, '答'] }),
    status: async () => undefined,
  });
  const rpc = await client();
  expect(await rpc.call('check', { step: 'one' })).toEqual({ step: 'one', list: [1, null, '答'] });
  expect(await rpc.call('check', {})).toEqual({ list: [1, null, '答'] });
  expect(await rpc.call('status', {})).toBeNull();
});

test('a large result arrives whole', async () => {
  const text = '大'.repeat(2_000_000);
  await serve({ status: async () => text });
  expect((await (await client()).call<string>('status', {})) === text).toBe(true);
});

test('events come before the result, in order, and to their own call only', async () => {
  await serve({
    check: async ({ step }, call) => {
      for (let number = 1; number <= 3; number += 1) call.onEvent(`${step} ${number}`);
      return step;
    },
  });
  const rpc = await client();
  const seen: Record<string, string[]> = { a: [], b: [] };
  const run = (step: 'a' | 'b') =>
    rpc.call('check', { step }, { onEvent: (event: never) => seen[step]!.push(event as string) });
  expect(await Promise.all([run('a'), run('b')])).toEqual(['a', 'b']);
  expect(seen).toEqual({ a: ['a 1', 'a 2', 'a 3'], b: ['b 1', 'b 2', 'b 3'] });
});

test('calls are answered as they end, not in the order in which they were made', async () => {
  const slow = gate();
  await serve({ check: () => slow.opened.then(() => 'slow'), status: async () => 'quick' });
  const rpc = await client();
  const waiting = rpc.call('check', {});
  expect(await rpc.call('status', {})).toBe('quick');
  slow.open();
  expect(await waiting).toBe('slow');
});

test('a LabError survives with its code and its parameters, so that it can be worded here', async () => {
  await serve({
    solve: async () => {
      throw new LabError({ code: 'step.unknown', params: { step: 'x', known: ['a', 'b'] } });
    },
  });
  const error: unknown = await (await client())
    .call('solve', { step: 'x' })
    .catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(LabError);
  expect((error as LabError).detail).toEqual({
    code: 'step.unknown',
    params: { step: 'x', known: ['a', 'b'] },
  });
  expect((error as LabError).wording('zh-CN')).toBe('没有步骤 x（现有：a、b）');
});

test('any other error arrives as its text, and the connection lives on', async () => {
  await serve({
    check: () => Promise.reject(new TypeError('broken inside')),
    status: async () => 'still here',
  });
  const rpc = await client();
  await expect(rpc.call('check', {})).rejects.toThrow('TypeError: broken inside');
  expect(await rpc.call('status', {})).toBe('still here');
});

test('input that the contract does not know is refused before the handler sees it', async () => {
  let called = 0;
  await serve({
    check: async () => {
      called += 1;
    },
    status: async () => 'still here',
  });
  const rpc = await client();
  await expect(rpc.call('check', { step: '../../etc' })).rejects.toThrow(/step/);
  await expect(rpc.call('check', { other: 1 } as never)).rejects.toThrow(/other/);
  await expect(rpc.call('check', 'text' as never)).rejects.toThrow(/object/);
  expect(called).toBe(0);
  expect(await rpc.call('status', {})).toBe('still here');
});

/** A `grade` that waits for its cancellation. */
function cancellable(): { service: Partial<Service>; started: Promise<Call>; aborted: Promise<void> } {
  const start = gate<Call>();
  const abort = gate();
  const grade: Service['grade'] = (_input, call) => {
    start.open(call);
    return new Promise((_resolve, reject) => {
      call.signal.addEventListener('abort', () => {
        abort.open();
        reject(new LabError({ code: 'cancelled', params: {} }));
      });
    });
  };
  return { service: { grade }, started: start.opened, aborted: abort.opened };
}

test('a call that is cancelled here is cancelled there, and no other', async () => {
  const { service, started, aborted } = cancellable();
  const other = gate();
  let otherSignal: AbortSignal | undefined;
  await serve({
    ...service,
    check: (_input, call) => {
      otherSignal = call.signal;
      return other.opened.then(() => 'done');
    },
  });
  const rpc = await client();
  const controller = new AbortController();
  const staying = rpc.call('check', {});
  const ended = expect(rpc.call('grade', {}, { signal: controller.signal })).rejects.toMatchObject({
    detail: { code: 'cancelled' },
  });
  await started;
  controller.abort();
  await aborted;
  await ended;
  expect(otherSignal?.aborted).toBe(false);
  other.open();
  expect(await staying).toBe('done');
});

test('a call with a signal that has come already is cancelled, too', async () => {
  const { service, aborted } = cancellable();
  await serve(service);
  const ended = expect(
    (await client()).call('grade', {}, { signal: AbortSignal.abort() }),
  ).rejects.toMatchObject({ detail: { code: 'cancelled' } });
  await aborted;
  await ended;
});

test('a cancellation that comes after the end changes nothing', async () => {
  await serve({ status: async () => 1 });
  const rpc = await client();
  const controller = new AbortController();
  expect(await rpc.call('status', {}, { signal: controller.signal })).toBe(1);
  controller.abort();
  expect(await rpc.call('status', {})).toBe(1);
});

test('a client that goes away cancels what it asked for', async () => {
  const { service, started, aborted } = cancellable();
  await serve(service);
  const rpc = await client();
  const ended = expect(rpc.call('grade', {})).rejects.toThrow('the process that runs the session ended');
  await started;
  rpc.close();
  await aborted;
  await ended;
});

test('a server that ends lets waiting calls fail, and answers that were written still arrive', async () => {
  const { service, started } = cancellable();
  let server: RpcServer | undefined;
  server = await serve({
    ...service,
    status: async () => {
      setImmediate(() => server?.close());
      return 'last words';
    },
  });
  const rpc = await client();
  const ended = expect(rpc.call('grade', {})).rejects.toThrow('ended');
  await started;
  expect(await rpc.call('status', {})).toBe('last words');
  await ended;
  expect(await RpcClient.connect(path)).toBeUndefined();
});

test('where nobody serves there is no client', async () => {
  expect(await RpcClient.connect(path)).toBeUndefined();
});

test('only its owner may speak to the socket, and one that a dead process left is replaced', async () => {
  await serve({ status: async () => 'old' });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await serve({ status: async () => 'new' });
  expect(await (await client()).call('status', {})).toBe('new');
});

test.each([
  ['no JSON', 'hello\n'],
  ['HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['no request', '{}\n'],
  ['an array', '[]\n'],
  ['an unknown procedure', '{"id":1,"call":"format-disk","input":{}}\n'],
  ['a procedure of every object', '{"id":1,"call":"constructor","input":{}}\n'],
  ['a request with an unknown key', '{"id":1,"call":"status","input":{},"more":1}\n'],
  ['an id that is no number', '{"id":"1","call":"status","input":{}}\n'],
])('a connection that sends %s is closed without an answer, and others live on', async (_what, bytes) => {
  await serve({ status: async () => 'still here' });
  const rpc = await client();
  const { socket, closed } = await raw();
  socket.write(bytes);
  expect(await closed).toBe('');
  expect(await rpc.call('status', {})).toBe('still here');
});

test('a request may come in any pieces, several at once, with empty lines between', async () => {
  await serve({ status: async () => '状态' });
  const { socket, closed } = await raw();
  const bytes = Buffer.from(
    '{"id":1,"call":"status","input":{}}\n\n{"id":2,"call":"status","input":{}}\n{"id":3,',
  );
  for (const byte of bytes) {
    socket.write(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  socket.end('"call":"status","input":{}}\n');
  const answers = (await closed)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(answers.slice(0, 2)).toEqual([
    { id: 1, result: '状态' },
    { id: 2, result: '状态' },
  ]);
});
