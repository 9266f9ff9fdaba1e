import { expect, test } from 'vitest';
import { hashOf, parseRoute, type Route } from './route.js';

test('every route comes back from its hash', () => {
  const routes: Route[] = [
    { view: 'library' },
    { view: 'settings' },
    { view: 'session', session: 'dr-by-hand-a1/b' },
    { view: 'result', session: 'x' },
  ];
  for (const route of routes) expect(parseRoute(hashOf(route))).toEqual(route);
});

test('what is not a route is the library', () => {
  for (const hash of ['', '#', '#/', '#/session', '#token=abc', '#/nowhere/x']) {
    expect(parseRoute(hash)).toEqual({ view: 'library' });
  }
});
