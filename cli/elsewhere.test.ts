import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { procedure, type Procedures } from '../contract/rpc.js';
import { hostSocket } from '../engine/machines/runtime.js';
import { SocketServer } from '../engine/rpc/socket.js';
import { connectHost } from '../engine/session/host-client.js';
import { holdSession } from '../engine/session/host-lock.js';
import { SessionStore } from '../engine/session/store.js';
import { z } from 'zod';
import { stoppedHost } from './testing/stopped-host.js';
import { open, running, start, terminal, watch, watchTopology, windowTests } from './testing/window.js';

// A session that one process runs, in the window of another.

windowTests();

/** A session that the first window's engine runs, and a second window with an engine of its own. */
async function twoWindows() {
  const first = open();
  const { session, view } = await start(first);
  await view.until('running', running);
  return { first, view, session, second: open() };
}

test('a session that runs elsewhere is looked at and worked at there', async () => {
  const { first, view, session, second } = await twoWindows();
  expect(await second.call('sessions', {})).toMatchObject([{ id: session, state: 'elsewhere' }]);
  const there = watch(second, session);
  await there.until('what it is', running);
  expect((await second.call('lab', { session })).steps.map(({ id }) => id)).toContain('install');
  const picture = watchTopology(second, session);
  await picture.until('the picture', ({ nodes }) => nodes['director']?.status === 'ok');

  const director = await terminal(second, session, 'director');
  await director.type('hostname');
  await director.shown.until('its answer', (text) => text.includes('This is a recording'));
  expect(view.last?.terminals).toMatchObject([{ id: director.id, node: 'director' }]);

  await second.call('solve', { session, step: 'install' });
  await view.until('done in both windows', ({ done }) => done.includes('install'));
  expect(there.last?.done).toEqual(['install']);
  await second.call('setLink', { session, node: 'rs1', network: 'lan', up: false });
  expect(there.last?.unplugged).toEqual([{ node: 'rs1', network: 'lan' }]);
  await view.until('the cable in both', ({ unplugged }) => unplugged.length === 1);

  // What a command does is seen as well.
  const client = (await connectHost(new SessionStore(), session))!;
  await client.call('hint', { check: 'own-page-rs1', level: 'nudge' });
  client.close();
  await there.until('the hint', ({ hints }) => hints['own-page-rs1']?.shown.length === 1);
  await first.call('suspend', { session });
});

test('one that comes to rest is shown so, and where it goes on it is followed', async () => {
  const { first, session, second } = await twoWindows();
  const there = watch(second, session);
  await there.until('running', running);
  await second.call('suspend', { session });
  await there.until('at rest', ({ state }) => state === 'suspended');
  await expect(second.call('check', { session })).rejects.toMatchObject({
    detail: { code: 'session.not-running' },
  });

  const here = watch(first, session);
  await second.call('resume', { session });
  await there.until('running again, here', running);
  await here.until('running, elsewhere now', running);
  expect(await first.call('sessions', {})).toMatchObject([{ id: session, state: 'elsewhere' }]);
  await first.call('end', { session });
  await there.until('ended', ({ state }) => state === 'ended');
  await here.until('ended', ({ state }) => state === 'ended');
});

test('a process of another version is told apart from one that is gone, and nothing of it is ended', async () => {
  const { first, session, second } = await twoWindows();
  await first.call('suspend', { session });
  const lock = await holdSession(session, new SessionStore().folder(session));
  const old: Procedures = { alive: procedure<void>()(z.strictObject({})) };
  const server = await SocketServer.listen(hostSocket(session), old, { alive: async () => {} });
  try {
    await expect(second.call('check', { session })).rejects.toMatchObject({
      detail: { code: 'session.other-version', params: { id: session, pid: process.pid } },
    });
    await expect(second.call('resume', { session })).rejects.toMatchObject({
      detail: { code: 'session.other-version' },
    });
  } finally {
    server.close();
    await lock.release();
  }
  await second.call('resume', { session });
  await watch(second, session).until('resumed', running);
});

test('a process that does not answer is told, and ended only by who takes the session up', async () => {
  const { first, session, second } = await twoWindows();
  await first.call('suspend', { session });
  const { child, end } = await stoppedHost(new SessionStore().folder(session));
  try {
    await expect(second.call('check', { session })).rejects.toMatchObject({
      detail: { code: 'session.stuck', params: { pid: child.pid } },
    });
    expect(await second.call('sessions', {})).toMatchObject([{ id: session, state: 'stuck' }]);
    expect(child.signalCode).toBeNull();
    const gone = once(child, 'exit');
    await second.call('resume', { session });
    await gone;
    expect(child.signalCode).toBe('SIGKILL');
    await watch(second, session).until('resumed', running);
  } finally {
    end();
  }
});

test('a window that leaves lets a session that runs elsewhere run on', async () => {
  const { view, session, second } = await twoWindows();
  const there = watch(second, session);
  await there.until('running', running);
  second.close();
  await vi.waitFor(() => expect(view.last?.state).toBe('running'));
  const client = (await connectHost(new SessionStore(), session))!;
  expect((await client.call('status', {})).state).toBe('running');
  client.close();
});
