import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { layerLimits, walkScript } from './layer-script.js';

const folder = mkdtempSync(join(tmpdir(), 'lvslab-layer-'));
const at = (...parts: readonly string[]) => join(folder, ...parts);

/** Marks folders as overlayfs does, which only root may: setxattr(2) by its number, as perl has no such function. */
function markOpaque(...paths: readonly string[]): boolean {
  const script = `my %call = (62, 188, 183, 5); open my $f, '<', '/proc/self/exe'; sysread $f, my $h, 20;
    for (@ARGV) { my ($n, $v) = ("trusted.overlay.opaque", 'y'); syscall($call{unpack 'x18 v', $h}, $_, $n, $v, 1, 0) == 0 or exit 1; }`;
  return spawnSync('perl', ['-e', script, ...paths]).status === 0;
}

function walked(owned: readonly string[] = []): readonly string[] {
  writeFileSync(at('owned'), owned.join('\n'));
  const { fileBytes, nodeBytes, entries } = layerLimits;
  const limits = [fileBytes, nodeBytes, entries].map(String);
  const said = execFileSync('perl', ['-', at('upper'), at('lower'), at('owned'), ...limits], {
    input: walkScript,
    encoding: 'utf8',
  });
  return said
    .trim()
    .split('\n')
    .map((line) =>
      line.replaceAll(/ (\S{8,})/g, (_, word) => ` ${Buffer.from(String(word), 'base64').toString()}`),
    );
}

test("a folder hides the image's only where the image has one: of a package's own folder nothing is taken away", (context) => {
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const path of ['upper/etc/mysql', 'upper/etc/nginx', 'lower/etc/nginx'])
    mkdirSync(at(path), { recursive: true });
  writeFileSync(at('upper/etc/mysql/debian-start'), 'of the package');
  if (!markOpaque(at('upper/etc/mysql'), at('upper/etc/nginx'))) context.skip('only root can mark a folder');
  const [uid, gid] = [process.getuid?.(), process.getgid?.()];
  const mode = (0o777 & ~process.umask()).toString(8).padStart(4, '0');
  expect(walked(['/etc/mysql/debian-start'])).toEqual([
    `dir ${mode} ${uid} ${gid} 0 /etc/mysql`,
    `dir ${mode} ${uid} ${gid} 1 /etc/nginx`,
    expect.stringMatching(/^end \d+ 0$/),
  ]);
});
