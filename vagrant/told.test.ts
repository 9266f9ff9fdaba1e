import { expect, test } from 'vitest';
import { LabError } from '../contract/errors.js';
import { languages } from '../contract/text.js';
import { told } from './told.js';
import { VagrantError, type VagrantFailure, type VagrantReason } from './vagrant-error.js';

const failure = (change: Partial<VagrantFailure> = {}): VagrantError =>
  new VagrantError({
    reason: 'failed',
    errorClass: undefined,
    message: 'It broke.\n',
    command: 'vagrant up --machine-readable',
    lines: ['one', 'two'],
    exit: 1,
    ...change,
  });

/** What `told` throws when this is thrown. */
async function caught(error: unknown): Promise<unknown> {
  const fail = async (): Promise<never> => {
    throw error;
  };
  try {
    return await told(fail());
  } catch (thrown) {
    return thrown;
  }
}

test('what comes of a command that succeeds is passed on', async () => {
  expect(await told(Promise.resolve('2.3.4'))).toBe('2.3.4');
});

const command = 'vagrant up --machine-readable';
const both = { command, detail: 'It broke.' };
// A record: a new reason wants its row.
const codes: Readonly<Record<VagrantReason, readonly [string, object]>> = {
  missing: ['vagrant.missing', {}],
  cancelled: ['cancelled', {}],
  locked: ['vagrant.locked', both],
  'disk-full': ['vagrant.disk-full', { detail: 'It broke.' }],
  'box-missing': ['vagrant.box-missing', both],
  'network-clash': ['vagrant.network-clash', both],
  'name-clash': ['vagrant.name-clash', both],
  'libvirt-unreachable': ['vagrant.libvirt-unreachable', both],
  'plugin-missing': ['vagrant.plugin-missing', both],
  'not-created': ['vagrant.not-created', both],
  timeout: ['vagrant.timeout', both],
  failed: ['vagrant.failed', both],
};

test.each(Object.entries(codes))(
  'a Vagrant that failed for %s is told as %j',
  async (reason, [code, params]) => {
    const cause = failure({ reason: reason as VagrantReason });
    const error = await caught(cause);
    expect(error).toBeInstanceOf(LabError);
    expect(error).toMatchObject({ detail: { code, params }, cause });
    expect((error as LabError).detail.params).toEqual(params);
    for (const language of languages) expect((error as LabError).wording(language)).not.toBe('');
  },
);

test('without a message the last five lines are told', async () => {
  const lines = ['1', '2', '3', '4', '5', '6'];
  expect(await caught(failure({ message: ' \n', lines }))).toMatchObject({
    detail: { params: { detail: '2\n3\n4\n5\n6' } },
  });
});

test('of a long message no more is told than a person reads', async () => {
  const error = await caught(failure({ message: 'x'.repeat(5000) }));
  expect((error as LabError).detail.params).toEqual({ command, detail: 'x'.repeat(1500) });
});

test.each([
  new LabError({ code: 'cancelled', params: {} }),
  new TypeError('a mistake of ours'),
  new DOMException('aborted', 'AbortError'),
])('any other error stays itself: %s', async (error) => {
  expect(await caught(error)).toBe(error);
});
