import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createNetServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { LabError } from '../../contract/errors.js';
import { type Call, type Channel, procedure, type Service as ServiceOf } from '../../contract/rpc.js';
import { RpcClient } from '../../contract/rpc-client.js';
import { channelPair } from '../../contract/channel-pair.js';
import { portChannel } from './message-port.js';
import { serve as serveChannel } from '../../contract/rpc-serve.js';
import { connectSocket, SocketServer } from './socket.js';
import { newToken, protocol, serveWebSocket, webSocketChannel } from './web-socket.js';

const table = {
  status: procedure<unknown>()(z.strictObject({})),
  check: procedure<unknown, unknown>()(
    z.strictObject({
      step: z
        .string()
        .regex(/^[a-z]+$/)
        .optional(),
    }),
  ),
  solve: procedure<unknown>()(z.strictObject({ step: z.string() })),
  grade: procedure<unknown>()(z.strictObject({})),
};
type Service = ServiceOf<typeof table>;
type Client = RpcClient<typeof table>;

interface Listening {
  connect(): Promise<Channel>;
  close(): void;
}

let folder = '';
let path = '';
const servers: { close(): void }[] = [];
const clients: Client[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-rpc-'));
  path = join(folder, 'socket');
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  for (const server of servers.splice(0)) server.close();
  rmSync(folder, { recursive: true, force: true });
});

const none = () => Promise.reject(new Error('not in this test'));
const whole = (service: Partial<Service>): Service => ({
  status: none,
  check: none,
  solve: none,
  grade: none,
  ...service,
});

async function onSocket(service: Service): Promise<Listening> {
  const server = await SocketServer.listen(path, table, service);
  return {
    connect: async () => {
      const channel = await connectSocket(path);
      if (channel === undefined) throw new Error('nobody serves');
      return channel;
    },
    close: () => server.close(),
  };
}

/** Both ends in one process, as tests and the command use it, or over a port, as the app's window does. */
function onPairs(pair: () => [Channel, Channel]): (service: Service) => Promise<Listening> {
  return async (service) => {
    const served: Channel[] = [];
    return {
      connect: async () => {
        const [ours, theirs] = pair();
        served.push(ours);
        serveChannel(ours, table, service);
        return theirs;
      },
      close: () => {
        for (const channel of served) channel.close();
      },
    };
  };
}

function ports(): [Channel, Channel] {
  const { port1, port2 } = new MessageChannel();
  return [portChannel(port1), portChannel(port2)];
}

async function onWebSocket(service: Service): Promise<Listening> {
  const { port, token, close } = await webServer(service);
  return {
    connect: async () => {
      const socket = dial(port, { token });
      await once(socket, 'open');
      return webSocketChannel(socket);
    },
    close,
  };
}

async function webServer(service: Service): Promise<{ port: number; token: string; close: () => void }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const token = newToken();
  const sockets = serveWebSocket(server, token, table, service);
  const close = () => {
    sockets.close();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, token, close };
}

function dial(
  port: number,
  how: { token?: string; host?: string; origin?: string; at?: string; name?: string },
): WebSocket {
  const { token = '', host = `127.0.0.1:${port}`, at = '/rpc', name = protocol } = how;
  const { origin = `http://${host}` } = how;
  return new WebSocket(`ws://127.0.0.1:${port}${at}`, [name, token].filter(Boolean), {
    headers: { Host: host, ...(origin === '' ? {} : { Origin: origin }) },
  });
}

/** A promise with its handles, for a handler that waits. */
function gate<T = void>(): { readonly opened: Promise<T>; open: (value: T) => void } {
  let open: (value: T) => void = () => {};
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** A `grade` that waits for its cancellation. */
function cancellable(): { service: Partial<Service>; started: Promise<Call<never>>; aborted: Promise<void> } {
  const start = gate<Call<never>>();
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

describe.each([
  ['a Unix socket', onSocket],
  ['one process', onPairs(channelPair)],
  ['a message port', onPairs(ports)],
  ['a WebSocket', onWebSocket],
] as const)('over %s', (_name, listen) => {
  let listening: Listening | undefined;
  const serve = async (service: Partial<Service>) => {
    listening = await listen(whole(service));
    servers.push(listening);
    return listening;
  };
  const client = async () => {
    const made: Client = new RpcClient(await listening!.connect());
    clients.push(made);
    return made;
  };

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
    expect((await (await client()).call('status', {})) === text).toBe(true);
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
      rpc.call('check', { step }, { onEvent: (event) => seen[step]!.push(event as string) });
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
    const ended = rpc.call('grade', {}, { signal: controller.signal }).catch((error: unknown) => error);
    await started;
    controller.abort();
    await aborted;
    expect(await ended).toMatchObject({
      detail: { code: 'cancelled' },
    });
    expect(otherSignal?.aborted).toBe(false);
    other.open();
    expect(await staying).toBe('done');
  });

  test('a call with a signal that has come already is cancelled, too', async () => {
    const { service, aborted } = cancellable();
    await serve(service);
    const ended = (await client())
      .call('grade', {}, { signal: AbortSignal.abort() })
      .catch((error: unknown) => error);
    await aborted;
    expect(await ended).toMatchObject({ detail: { code: 'cancelled' } });
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
    const ended = rpc.call('grade', {}).catch((error: unknown) => error);
    await started;
    rpc.close();
    await aborted;
    expect(await ended).toMatchObject({
      detail: { code: 'session.process-ended' },
    });
  });

  test('a server that ends lets waiting calls fail, and answers that were written still arrive', async () => {
    const { service, started } = cancellable();
    const server: Listening = await serve({
      ...service,
      status: async () => {
        setImmediate(() => server.close());
        return 'last words';
      },
    });
    const rpc = await client();
    const ended = rpc.call('grade', {}).catch((error: unknown) => error);
    await started;
    expect(await rpc.call('status', {})).toBe('last words');
    expect(await ended).toMatchObject({ message: expect.stringContaining('ended') });
    await rpc.closed;
    await expect(rpc.call('status', {})).rejects.toMatchObject({ detail: { code: 'session.process-ended' } });
  });
});

function client(channel: Channel): Client {
  const made: Client = new RpcClient(channel);
  clients.push(made);
  return made;
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

test('where nobody serves there is no client', async () => {
  expect(await connectSocket(path)).toBeUndefined();
});

test('only its owner may speak to the socket, and a living one is not taken from its server', async () => {
  servers.push(await onSocket(whole({ status: async () => 'first' })));
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await expect(onSocket(whole({ status: async () => 'second' }))).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  const channel = (await connectSocket(path))!;
  expect(await client(channel).call('status', {})).toBe('first');
});

test('a socket that a dead process left is replaced', async () => {
  const dead = createNetServer().listen(path);
  await once(dead, 'listening');
  renameSync(path, `${path}.left`);
  dead.close();
  await once(dead, 'close');
  renameSync(`${path}.left`, path);
  const listening = await onSocket(whole({ status: async () => 'new' }));
  servers.push(listening);
  expect(await client(await listening.connect()).call('status', {})).toBe('new');
});

describe('a client that keeps watch', () => {
  const stuck = () => new LabError({ code: 'session.stuck', params: { id: 'x', pid: 1 } });
  const watch = { ask: 'status', every: 20, misses: 3, stuck } as const;

  test('does not wait for ever for a side that says nothing', async () => {
    const [, theirs] = channelPair();
    const rpc: Client = new RpcClient(theirs, watch);
    clients.push(rpc);
    await expect(rpc.call('grade', {})).rejects.toMatchObject({ detail: { code: 'session.stuck' } });
    await expect(rpc.call('status', {})).rejects.toThrow();
  });

  test('waits as long as the work takes for one that answers', async () => {
    const [ours, theirs] = channelPair();
    const service = {
      status: async () => 1,
      grade: () => new Promise((done) => setTimeout(done, 300, 'done')),
    };
    serveChannel(ours, table, whole(service));
    const rpc: Client = new RpcClient(theirs, watch);
    clients.push(rpc);
    expect(await rpc.call('grade', {})).toBe('done');
  });
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
  const listening = await onSocket(whole({ status: async () => 'still here' }));
  servers.push(listening);
  const rpc = client(await listening.connect());
  const { socket, closed } = await raw();
  socket.write(bytes);
  expect(await closed).toBe('');
  expect(await rpc.call('status', {})).toBe('still here');
});

test('a request may come in any pieces, several at once, with empty lines between', async () => {
  servers.push(await onSocket(whole({ status: async () => '状态' })));
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

test.each([
  ['without a token', { token: '' }, 401],
  ['with a wrong token', { token: 'x'.repeat(43) }, 401],
  ['with a token that begins right', { cut: true }, 401],
  ['with another subprotocol', { name: 'other' }, 401],
  ['from a page of another origin', { origin: 'http://example.org' }, 403],
  ['from a page of another port', { origin: 'http://127.0.0.1:1' }, 403],
  ['from no page', { origin: '' }, 403],
  ['by a name that was bound to this address', { host: 'evil.example' }, 403],
  ['at another path', { at: '/other' }, 404],
] as const)('a WebSocket %s is refused', async (_what, how, status) => {
  const { port, token, close } = await webServer(whole({}));
  servers.push({ close });
  const given = 'cut' in how ? { token: token.slice(0, -1) } : how;
  const socket = dial(port, { token, ...given });
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  expect(response.statusCode).toBe(status);
});

test.each(['not JSON', '{}', '{"id":1,"call":"format-disk","input":{}}'])(
  'a WebSocket that sends %j is closed',
  async (text) => {
    const { port, token, close } = await webServer(whole({}));
    servers.push({ close });
    const socket = dial(port, { token });
    await once(socket, 'open');
    socket.send(text);
    await once(socket, 'close');
    expect(socket.readyState).toBe(WebSocket.CLOSED);
  },
);
