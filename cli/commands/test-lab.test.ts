import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { rejudge } from '../../engine/recording/rejudge.js';
import { unpack } from '../../engine/recording/recording.js';
import { CommandBed } from '../testing/command.js';

// Labs proven by the command, on nodes that were recorded (`node dist/test/film.js FOLDER --mistakes`): what these tests
// do to the lab was done to it then.

let bed: CommandBed;
beforeEach(() => {
  bed = new CommandBed();
});
afterEach(() => bed.dispose());

const lab = `format: 1
id: own
title: { zh-CN: 自己的, en: Own }
summary: { zh-CN: 摘要, en: Summary }
minutes: 5
vars:
  vip: { pick: "10.0.0.{20..60}", default: 10.0.0.29 }
topology:
  networks: { lan: { cidr: 10.0.0.0/24 } }
  nodes:
    director: { role: director, lan: 10.0.0.7 }
steps:
  - id: bind
    title: { zh-CN: 绑定, en: Bind }
    text: steps/bind
    checks:
      - { id: bound, address: { on: director, address: "\${vip}", dev: eth0 } }
    solve: { director: "ip addr add \${vip}/24 dev eth0" }
mistakes:
  - id: unbound
    after: bind
    make: { director: "ip addr del \${vip}/24 dev eth0" }
    settle: { until: { no-address: { on: director, address: "\${vip}" } }, within: 5 }
    fails: bound
    hint: vip-not-on-director
variants:
  - id: by-ifconfig
    instead: bind
    make: { director: "ifconfig eth0:0 \${vip} netmask 255.255.255.0 up" }
`;

function write(yaml = lab): string {
  const folder = join(bed.folder, 'own');
  mkdirSync(join(folder, 'steps'), { recursive: true });
  writeFileSync(join(folder, 'lab.yaml'), yaml);
  writeFileSync(join(folder, 'steps/bind.en.md'), 'Bind.\n');
  writeFileSync(join(folder, 'steps/bind.zh-CN.md'), '绑定。\n');
  return folder;
}

test('a lab is proven from both sides, and what was seen is kept beside it', async () => {
  const folder = write();
  const { exit, stdout, stderr } = await bed.lvslab('--json', 'test', folder, '--keep');
  expect([exit, JSON.parse(stdout)], stderr).toMatchObject([
    0,
    {
      lab: 'own',
      good: true,
      early: [],
      notPassed: [],
      mistakes: [{ mistake: 'unbound', cause: 'vip-not-on-director', good: true }],
      variants: [{ variant: 'by-ifconfig', said: 'pass', good: true }],
    },
  ]);
  expect(readdirSync(join(folder, 'recordings')).toSorted()).toEqual([
    'by-ifconfig.br',
    'solved.br',
    'unbound.br',
    'unsolved.br',
  ]);
  const kept = (id: string) =>
    rejudge(unpack(readFileSync(join(folder, 'recordings', `${id}.br`)))).get('bound')?.status;
  expect(['unsolved', 'solved', 'unbound', 'by-ifconfig'].map(kept)).toEqual([
    'fail',
    'pass',
    'fail',
    'pass',
  ]);
  expect(JSON.parse(readFileSync(join(folder, 'proof.json'), 'utf8'))).toMatchObject({
    sides: { early: [], notPassed: [] },
    mistakes: { unbound: { check: 'bound', good: true } },
    variants: { 'by-ifconfig': { good: true } },
  });
  expect(bed.store.list()).toEqual([]);
});

test('titles and messages have the values that this proof drew', async () => {
  // Not the default, 10.0.0.29.
  const drawn = lab
    .replace('{20..60}', '{45..45}')
    .replace('- { id: bound,', '- { id: bound, title: { zh-CN: "绑定 ${vip}", en: "It has ${vip}" },');
  const { stdout } = await bed.lvslab('test', write(drawn), '--only', 'none');
  expect(stdout).toContain('It has 10.0.0.45');
  expect(stdout).not.toContain('10.0.0.29');
});

test('what is proven is not proven again until the lab changes; what was shown of it is not made again', async () => {
  const folder = write();
  await bed.lvslab('test', folder, '--keep');
  const again = await bed.lvslab('test', folder, '--resume');
  expect([again.exit, again.stdout]).toEqual([0, expect.stringContaining('own: proven already')]);
  const proof = JSON.parse(readFileSync(join(folder, 'proof.json'), 'utf8'));
  delete proof.variants['by-ifconfig'];
  writeFileSync(join(folder, 'proof.json'), JSON.stringify(proof));
  const rest = await bed.lvslab('test', folder, '--keep', '--resume');
  expect(rest.exit).toBe(0);
  expect(rest.stdout).toContain('variant by-ifconfig');
  expect(rest.stdout).not.toContain('mistake unbound');
  // How long it takes is no deed of it.
  write(lab.replace('minutes: 5', 'minutes: 6'));
  const longer = await bed.lvslab('test', folder, '--resume');
  expect(longer.stdout).toContain('own: proven already');
  write(lab.replace('within: 5', 'within: 6'));
  const changed = await bed.lvslab('test', folder, '--resume');
  expect(changed.stdout).toContain('mistake unbound');
});

test.each([
  [
    'a check that passes with nothing done',
    '    solve:',
    '      - { id: idle, ipvs-empty: { on: director } }\n    solve:',
    /idle/,
  ],
  ['a solution that does not solve', '/24 dev eth0" }\nmistakes', '/24 dev lo" }\nmistakes', /bound/],
  [
    'a mistake with another cause',
    'hint: vip-not-on-director',
    'hint: wrong-scheduler',
    /wanted bound wrong-scheduler, got fail/,
  ],
  [
    'a variant that does not pass',
    'ifconfig eth0:0 ${vip}',
    'ifconfig eth0:0 10.0.0.61',
    /by-ifconfig: everything should pass/,
  ],
])('%s is told, with exit 1', async (_what, from, to, said) => {
  const { exit, stdout } = await bed.lvslab('test', write(lab.replace(from, to)));
  expect(exit).toBe(1);
  expect(stdout).toMatch(said);
});

test('Ctrl-C ends a proof without a trace but what was shown, and it is gone on with later', async () => {
  const folder = write(
    lab
      .replace('within: 5', 'within: 60')
      .replace('make: { director: "ip addr del ${vip}/24 dev eth0" }', 'make: { director: "true" }'),
  );
  const proof = join(folder, 'proof.json');
  const proving = bed.lvslab('test', folder, '--keep');
  // Both sides are shown; the mistake will never take effect.
  await vi.waitFor(() => expect(existsSync(proof)).toBe(true), { timeout: 15_000 });
  const listening = process.listenerCount('SIGINT');
  process.emit('SIGINT');
  const { exit, stdout, stderr } = await proving;
  expect([exit, `${stdout}${stderr}`]).toEqual([3, expect.not.stringContaining('internal error')]);
  expect(process.listenerCount('SIGINT')).toBeLessThan(listening);
  expect(bed.store.list()).toEqual([]);
  expect(JSON.parse(readFileSync(proof, 'utf8'))).toMatchObject({ sides: { early: [] }, mistakes: {} });
});

test('a mistake that does not take effect is none', async () => {
  const folder = write(
    lab
      .replace('within: 5', 'within: 1')
      .replace('make: { director: "ip addr del ${vip}/24 dev eth0" }', 'make: { director: "true" }'),
  );
  const { exit, stdout } = await bed.lvslab('test', folder);
  expect(exit).toBe(1);
  expect(stdout).toContain('got unbound was made, and has not taken effect within 1 s');
  // The others had their turn.
  expect(stdout).toContain('variant by-ifconfig: everything should pass; it says pass');
  expect(bed.store.list()).toEqual([]);
});

test('a lab with errors stops before the first machine, and what its author forgot is told', async () => {
  const folder = write();
  writeFileSync(join(folder, 'steps/left.en.md'), 'left\n');
  const { exit, stderr } = await bed.lvslab('test', folder);
  expect([exit, stderr]).toEqual([2, expect.stringContaining('nothing uses the file steps/left.en.md')]);
  expect(existsSync(join(bed.folder, 'sessions'))).toBe(false);
  expect((await bed.lvslab('test')).exit).toBe(2);
  expect((await bed.lvslab('test', folder, '--jobs', '0')).exit).toBe(2);
});
