import { expect, test } from 'vitest';
import { keepPlaces, type Places, showTab, tabsOf, toggleSplit } from './terminal-tabs.js';

const nodes = [{ name: 'client' }, { name: 'director' }];
const none = tabsOf(nodes, []);
const two = tabsOf(nodes, [
  { id: 't1', node: 'director', state: 'open' },
  { id: 't2', node: 'director', state: 'open' },
]);

test('every node has a tab; further terminals are numbered', () => {
  expect(none.map((tab) => [tab.id, tab.name])).toEqual([
    ['new client', 'client'],
    ['new director', 'director'],
  ]);
  expect(two.map((tab) => [tab.id, tab.name])).toEqual([
    ['new client', 'client'],
    ['t1', 'director'],
    ['t2', 'director 2'],
  ]);
});

test('the first terminal of a node takes over from its empty tab', () => {
  const places: Places = { left: 'new director', active: 'left' };
  expect(keepPlaces(places, none, two)).toEqual({ left: 't1', active: 'left' });
});

test('a closed terminal gives way to another of its node, then to the empty tab', () => {
  const one = tabsOf(nodes, [{ id: 't2', node: 'director', state: 'open' }]);
  expect(keepPlaces({ left: 't1', active: 'left' }, two, one).left).toBe('t2');
  expect(keepPlaces({ left: 't2', active: 'left' }, one, none).left).toBe('new director');
});

test('two stand side by side, each shown once', () => {
  const split = toggleSplit({ left: 't1', active: 'left' }, two);
  expect(split).toEqual({ left: 't1', right: 'new client', active: 'right' });
  expect(showTab(split, 't2')).toEqual({ left: 't1', right: 't2', active: 'right' });
  expect(showTab(split, 't1')).toEqual({ left: 't1', right: 'new client', active: 'left' });
  expect(toggleSplit(split, two)).toEqual({ left: 'new client', active: 'left' });
});

test('places that still hold are left as they are', () => {
  const places: Places = { left: 't1', right: 't2', active: 'right' };
  expect(keepPlaces(places, two, two)).toBe(places);
});
