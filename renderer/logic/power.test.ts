import { expect, test } from 'vitest';
import type { SessionView } from '../../contract/views.js';
import { powerActionsOf } from './power.js';

const view = (state: string, more: object = {}) =>
  ({
    state: 'running',
    current: 'two',
    checkpoints: ['one', 'two'],
    nodes: [{ name: 'rs1', state }],
    lab: { steps: [{ id: 'one' }, { id: 'two' }] },
    ...more,
  }) as unknown as SessionView;

test('a node that runs can be rebooted, frozen, switched off and reset; one that is off only booted or reset', () => {
  expect(powerActionsOf(view('running'), 'rs1')).toEqual(['reboot', 'pause', 'off', 'reset']);
  expect(powerActionsOf(view('halted'), 'rs1')).toEqual(['boot', 'reset']);
  expect(powerActionsOf(view('paused'), 'rs1')).toEqual(['continue', 'reboot', 'off', 'reset']);
});

test('nothing is offered in a session that does not run, and no reset where no start was saved', () => {
  expect(powerActionsOf(view('running', { state: 'suspended' }), 'rs1')).toEqual([]);
  expect(powerActionsOf(view('halted', { checkpoints: [] }), 'rs1')).toEqual(['boot']);
});
