import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { productRoot } from '../../engine/product.js';
import { inTurns, median, range, type Report, seconds } from './measure.js';

const packs = ['lvs', 'second', 'third'];
const labsOfPack = 20;

/** A library of 60 labs in three packs, as a window and the commands read it. */
export async function benchLibrary(runs: number, report: Report): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'lvslab-bench-library-'));
  try {
    makeProduct(root);
    // What was written just now is not kept, as it may be written again.
    await sleep(2500);
    const env = { ...process.env, LVSLAB_DATA: join(root, 'data'), LVSLAB_CACHE: join(root, 'cache') };
    const forget = () => rmSync(join(root, 'cache', 'labs.json'), { force: true });
    const node = (args: readonly string[]) =>
      execFileSync(process.execPath, args, { cwd: root, env, encoding: 'utf8', maxBuffer: 2 ** 26 });
    const lvslab = (name: string) => seconds(async () => node([join(root, 'bin', 'lvslab.js'), name]));
    const start = () => seconds(async () => node(['-e', '0']));

    const read = () => JSON.parse(node(['--input-type=module', '-e', readShelf])) as Read;
    const firsts: Read[] = [];
    const agains: Read[] = [];
    for (let run = 0; run < runs; run += 1) {
      forget();
      firsts.push(read());
      agains.push(read());
    }
    const labs = packs.length * labsOfPack;
    const told = (reads: readonly Read[]) =>
      `${range(reads.map(({ took }) => took))} s; longest gap ${median(reads.map(({ gap }) => gap)).toFixed(0)} ms`;
    report.say(`library of ${labs} labs, never read before`, told(firsts), { target: 'gap ≤ 50 ms' });
    report.say(`library of ${labs} labs, in a new process`, told(agains), { target: '≤ 0.3 s, gap ≤ 50 ms' });
    for (const name of ['labs', 'ps']) {
      const { ours, baseline } = await inTurns(runs, () => lvslab(name), start);
      report.compare({
        name: `lvslab ${name} with ${labs} labs`,
        unit: 's',
        ours,
        baseline,
        baselineName: "node's start",
        higherIsBetter: false,
        target: "node's start + 0.3 s",
      });
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Seconds until the cards are there, and milliseconds that nothing else got its turn. */
interface Read {
  readonly took: number;
  readonly gap: number;
}

const readShelf = `
  import { monitorEventLoopDelay } from 'node:perf_hooks';
  const { shelfOf } = await import('./dist/engine/packs/shelf.js');
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  delay.enable();
  const started = performance.now();
  // As the commands name it: what they have read is kept by its path.
  const { cards, unsound } = await shelfOf(process.cwd() + '/labs');
  const took = (performance.now() - started) / 1000;
  await new Promise((resolve) => setTimeout(resolve, 5));
  delay.disable();
  if (cards.length !== ${packs.length * labsOfPack} || unsound.length > 0) throw new Error(String(unsound));
  console.log(JSON.stringify({ took, gap: delay.max / 1e6 }));
`;

/** The product with other labs: ours, copied with other ids. */
function makeProduct(root: string): void {
  for (const name of ['bin', 'dist', 'package.json'])
    cpSync(join(productRoot, name), join(root, name), { recursive: true });
  symlinkSync(join(productRoot, 'node_modules'), join(root, 'node_modules'));
  const ours = join(productRoot, 'labs', 'lvs');
  const sources = readdirSync(ours, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(join(ours, entry.name)).includes('lab.yaml'))
    .map(({ name }) => name);
  for (const pack of packs) {
    const folder = join(root, 'labs', pack);
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(ours).filter((each) => !sources.includes(each) && each !== 'pack.yaml'))
      cpSync(join(ours, name), join(folder, name), { recursive: true });
    const ids = Array.from({ length: labsOfPack }, (_, index) => {
      const source = sources[index % sources.length]!;
      const id = `${source}-${index}`;
      cpSync(join(ours, source), join(folder, id), {
        recursive: true,
        filter: (path) => !/\/(?:recordings|proof\.json)$/.test(path),
      });
      const file = join(folder, id, 'lab.yaml');
      const text = readFileSync(file, 'utf8');
      writeFileSync(file, text.replace(/^id: .*/m, `id: ${id}`).replace(/^requires: .*\n/m, ''));
      return id;
    });
    const title = `{ zh-CN: ${pack}, en: ${pack} }`;
    writeFileSync(
      join(folder, 'pack.yaml'),
      `format: 1\nid: ${pack}\ntitle: ${title}\nversion: 1.0.0\nlicense: MIT\nauthors: [bench]\nmodules:\n  - title: ${title}\n    labs: [${ids.join(', ')}]\n`,
    );
  }
}
