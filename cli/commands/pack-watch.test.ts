import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { packsRoot } from '../../engine/product.js';
import type { LiveSession } from '../../engine/live/live-session.js';
import { CommandBed } from '../testing/command.js';

/** What happens between finding a session and asking it. */
const meanwhile = vi.hoisted(() => ({ first: undefined as undefined | (() => Promise<void>) }));
vi.mock('../sessions.js', async (original) => {
  const real = await original<typeof import('../sessions.js')>();
  const connectTo: typeof real.connectTo = async (...about) => {
    await meanwhile.first?.();
    return real.connectTo(...about);
  };
  return { ...real, connectTo };
});

let bed: CommandBed;
let root = '';
/** The lab's source, which a trainer writes. */
let lab = '';
beforeEach(() => {
  bed = new CommandBed();
  root = mkdtempSync(join(tmpdir(), 'lvslab-writing-'));
  cpSync(join(packsRoot, 'lvs'), join(root, 'lvs'), {
    recursive: true,
    filter: (path) => !path.endsWith('recordings'),
  });
  lab = join(root, 'lvs', 'dr-by-hand');
});
afterEach(async () => {
  meanwhile.first = undefined;
  await bed.dispose();
  rmSync(root, { recursive: true, force: true });
});

/** A session of the lab, and who watches it; `until` waits for what is said, and `since` tells what was said after that. */
async function watched(...options: string[]) {
  const session = await bed.up(lab);
  const live = bed.live(session.id);
  const begun = bed.begin('pack', 'watch', lab, ...options);
  let heard = 0;
  const until = async (pattern: RegExp): Promise<string> => {
    const text = await vi.waitFor(
      () => {
        const rest = begun.said().slice(heard);
        if (!pattern.test(rest)) throw new Error(`${pattern} in ${rest}`);
        return rest;
      },
      { timeout: 20_000, interval: 50 },
    );
    heard = begun.said().length;
    return text;
  };
  await until(/Watching .*Ctrl-C/);
  return { session, live, until, ...begun };
}

function edit(name: string, from: string, to: string): void {
  const file = join(lab, name);
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`no ${from} in ${name}`);
  writeFileSync(
    file,
    text.replace(from, () => to),
  );
}

/** What the command says and what the session's view has come to whoever looks by different ways. */
const seen = (what: () => void) => vi.waitFor(what, { timeout: 20_000, interval: 50 });

const stop = () => process.emit('SIGINT');
const titles = (live: LiveSession) => live.lab().steps.map(({ title }) => title.en);

test('what is saved is what the session has at once: texts, checks with their verdicts, and mistakes in neither', {
  timeout: 60_000,
}, async () => {
  const { session, live, until, ended } = await watched();
  const digest = session.loaded.digest;
  await seen(() => expect(live.view().writing).toEqual({ problems: 0, fixed: [] }));

  edit('lab.yaml', 'en: Install ipvsadm and load', 'en: Install ipvsadm and then load');
  expect(await until(/Taken/)).toMatch(/Taken: texts \(\d+\.\d s\)/);
  await seen(() => expect(titles(live)[0]).toContain('then load'));
  expect(live.view().revision).toBe(live.lab().revision);
  expect(live.view().revision).not.toBe(digest);

  // A check that looks for something else is judged at once.
  const installed = 'package: { on: director, name: ipvsadm }';
  edit('lab.yaml', installed, `not: { ${installed} }`);
  expect(await until(/✔/)).toMatch(/Taken: checks .*Step 1\/9.*✔ ipvsadm is installed/s);
  await seen(() => expect(session.progress().verdicts.get('ipvsadm')).toMatchObject({ status: 'pass' }));

  // Half of a file, and what is no lab: told with its place, and nothing is taken.
  const whole = readFileSync(join(lab, 'lab.yaml'), 'utf8');
  writeFileSync(join(lab, 'lab.yaml'), whole.replace('matches: rs1', 'matcher: rs1'));
  expect(await until(/not taken/)).toMatch(/lab\.yaml:\d+:\d+: .*matcher[^]*1 mistake: not taken/);
  await seen(() => expect(live.view().writing).toMatchObject({ problems: 1 }));
  writeFileSync(join(lab, 'lab.yaml'), whole);
  await until(/what the session has already/);
  await seen(() => expect(live.view().writing).toMatchObject({ problems: 0 }));

  // The folder goes, and comes back.
  renameSync(lab, `${lab}.away`);
  await until(/not taken/);
  renameSync(`${lab}.away`, lab);
  await until(/what the session has already/);

  stop();
  expect((await ended).exit).toBe(0);
  await seen(() => expect(live.view().writing).toBeUndefined());
  expect(live.state).toBe('running');
  // It is a trainer's from now on, whoever reads it.
  const report = await bed.lvslab('report');
  expect(report.stdout).toMatch(/lab was changed while this session ran/);
  expect(bed.store.lab(bed.store.read(session.id)!).digest).toBe(live.view().revision);
});

test('what a check would say is told with its outcome, and a hidden one says that it is', async () => {
  const { live, until, ended } = await watched();
  await live.work('solve', (work) => live.session.solve('install', work));
  edit(
    'lab.yaml',
    '      - id: ip-vs\n',
    '      - id: shell\n        hidden: true\n        title: { zh-CN: 无, en: No ipvsadm }\n        not: { package: { on: director, name: ipvsadm } }\n      - id: ip-vs\n',
  );
  const said = await until(/No ipvsadm[^]*\n/);
  expect(said).toMatch(/Taken: checks \(/);
  expect(said).toMatch(/✘ No ipvsadm \(hidden from learners\)/);
  await seen(() =>
    expect(live.lab().steps[0]!.checks.find(({ id }) => id === 'shell')).toMatchObject({ hidden: true }),
  );
  stop();
  await ended;
});

test('a topology that was changed is not taken, and the way to have it is told', async () => {
  const { session, live, until, ended } = await watched();
  const digest = session.loaded.digest;
  const file = join(root, 'lvs', 'topologies', 'dr.yaml');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, before.replace('10.0.0.9', '10.0.0.19'));
  const said = await until(/lvslab up/);
  expect(said).toContain('Changed: the topology.');
  expect(said).toContain(`lvslab down ${session.id} && lvslab up ${lab} -d`);
  await seen(() => expect(live.view()).toMatchObject({ revision: digest, writing: { fixed: ['topology'] } }));
  writeFileSync(file, before);
  await until(/what the session has already/);
  await seen(() => expect(live.view().writing?.fixed).toEqual([]));
  stop();
  await ended;
});

test('a session that ends meanwhile is said to, and one that was started instead is gone on with', {
  timeout: 60_000,
}, async () => {
  const { live, until, ended } = await watched();
  await live.end();
  const next = await bed.up(lab);
  await until(new RegExp(`Going on with session ${next.id}`));
  await bed.live(next.id).end();
  expect(await ended).toMatchObject({ exit: 0 });
  await until(/does not run any more/);
});

test('one that ends between being found and being asked has ended like any other', {
  timeout: 60_000,
}, async () => {
  const { live, until, ended } = await watched();
  await live.end();
  const next = await bed.up(lab);
  meanwhile.first = () => bed.live(next.id).end();
  expect(await ended).toMatchObject({ exit: 0, stdout: expect.stringContaining(next.id) });
  await until(/does not run any more/);
});

test('without a session, or of what is no source, it says what to do', async () => {
  const none = await bed.lvslab('pack', 'watch', lab);
  expect([none.exit, none.stderr]).toEqual([2, expect.stringContaining(`lvslab up ${lab} -d`)]);
  const shipped = await bed.lvslab('pack', 'watch', root);
  expect([shipped.exit, shipped.stderr]).toEqual([2, expect.stringContaining('only the source of a lab')]);
  const copy = join(root, 'copy', 'dr-by-hand');
  cpSync(join(root, 'lvs'), join(root, 'copy'), { recursive: true });
  const session = await bed.up(lab);
  const other = await bed.lvslab('pack', 'watch', copy, '--session', session.id);
  expect([other.exit, other.stderr]).toEqual([2, expect.stringContaining(`was started from ${lab}`)]);
  await session.suspend();
  bed.leave();
  const rests = await bed.lvslab('pack', 'watch', lab);
  expect([rests.exit, rests.stderr]).toEqual([2, expect.stringContaining(`lvslab resume ${session.id}`)]);
});
