// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { portChannel, socketChannel, takeToken } from './connect.js';

beforeEach(() => {
  sessionStorage.clear();
  location.hash = '';
});

test('the token leaves the address bar and outlives a reload', () => {
  location.hash = '#token=a%2Bb';
  expect(takeToken()).toBe('a+b');
  expect(location.hash).toBe('#/');
  expect(takeToken()).toBe('a+b');
});

test('a port carries messages as they are, and its close is told once', async () => {
  const { port1, port2 } = new MessageChannel();
  const channel = portChannel(port1);
  const got = new Promise((resolve) => channel.onMessage(resolve));
  port2.postMessage({ id: 1, event: { deep: [1, null] } });
  expect(await got).toEqual({ id: 1, event: { deep: [1, null] } });
  let closed = 0;
  channel.onClose(() => (closed += 1));
  channel.close();
  channel.close();
  expect(closed).toBe(1);
  port2.close();
});

test('a socket carries one message as JSON in each text', () => {
  const sent: string[] = [];
  const socket = Object.assign(new EventTarget(), {
    readyState: WebSocket.OPEN,
    send: (text: string) => sent.push(text),
    close: () => socket.dispatchEvent(new Event('close')),
  });
  const channel = socketChannel(socket as unknown as WebSocket);
  channel.send({ id: 7, call: 'labs', input: {} });
  expect(sent).toEqual(['{"id":7,"call":"labs","input":{}}']);
  const got: unknown[] = [];
  channel.onMessage((message) => got.push(message));
  socket.dispatchEvent(new MessageEvent('message', { data: '{"id":7,"result":[]}' }));
  expect(got).toEqual([{ id: 7, result: [] }]);
  let closed = false;
  channel.onClose(() => (closed = true));
  channel.close();
  expect(closed).toBe(true);
});
