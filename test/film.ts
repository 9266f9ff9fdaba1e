// Makes films of labs on machines, for the recorded provider:
//   node dist/test/film.js LAB|FOLDER… [--mistakes] [--out FOLDER]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkSchema } from '../contract/checks.js';
import type { FactsRequest } from '../contract/facts.js';
import type { Step } from '../contract/lab.js';
import { asksLearner } from '../engine/checks/parts.js';
import { wantsOf } from '../engine/checks/plan.js';
import { runsAlone } from '../engine/experiments/run.js';
import { readFrame } from '../engine/experiments/frames.js';
import { observe } from '../engine/facts/observe.js';
import { mergeRequests } from '../engine/facts/script.js';
import { findLab, requireLab } from '../engine/packs/library.js';
import { packsRoot } from '../engine/product.js';
import { everything } from '../engine/recording/recorder.js';
import { recordedMarker } from '../engine/recording/recording.js';
import { scriptCommand } from '../engine/machines/shell.js';
import { Session } from '../engine/session/session.js';
import { SessionStore } from '../engine/session/store.js';
import {
  type Deed,
  type Film,
  filmsRoot,
  masked,
  packFilm,
  type Said,
  type Scene,
} from '../recorded/film.js';
import { quote } from '../engine/machines/shell.js';
import { makeQemu } from '../wiring/providers.js';

/** Milliseconds that one command may take. */
const limit = 300_000;
/** A block of commands in a step's text, and its node. */
const fence = /^```sh \{node=([\w-]+)[^}]*\}\n([\s\S]*?)^```$/gm;
/** ARP frames of one scene. */
const maxFrames = 40;

const run = scriptCommand();

/** The whole commands of a script: bash itself says whether one is whole. */
function commandsOf(script: string): readonly string[] {
  const commands: string[] = [];
  let begun = '';
  for (const line of script.trimEnd().split('\n')) {
    begun = begun === '' ? line : `${begun}\n${line}`;
    const { status, stderr } = spawnSync('bash', ['-n', '-c', begun], { encoding: 'utf8' });
    if (status !== 0 || stderr !== '' || begun.endsWith('\\')) continue;
    if (begun.trim() !== '') commands.push(begun.trim());
    begun = '';
  }
  if (begun !== '') throw new Error(`no whole command: ${begun}`);
  return commands;
}

class Camera {
  readonly #session: Session;
  readonly #deeds: Deed[] = [];
  readonly #scripts: Film['scripts'][number][] = [];
  readonly #said: Said[] = [];
  readonly #scenes: Scene[] = [];
  readonly #now = new Map<string, { readonly place: number; readonly witness: string | undefined }>();
  readonly #requests: ReadonlyMap<string, FactsRequest>;
  #done: readonly number[] = [];

  constructor(session: Session) {
    this.#session = session;
    const { lab, topology } = session;
    const checks = lab.steps.flatMap((step) => step.checks);
    const settled = [...lab.mistakes, ...lab.variants].flatMap(({ settle }) =>
      settle === undefined ? [] : [checkSchema.parse({ id: 'settled', ...settle.until })],
    );
    const wanted = wantsOf([...checks, ...settled], topology).facts;
    this.#requests = new Map(
      topology.nodes.map((node) => [
        node.name,
        mergeRequests(everything(node), { witness: true }, wanted[node.name] ?? {}),
      ]),
    );
  }

  get done(): readonly number[] {
    return this.#done;
  }

  /** Goes back to what had been done at a checkpoint. */
  back(done: readonly number[]): void {
    this.#done = done;
    this.#now.clear();
  }

  script(node: string, text: string, deeds: readonly number[]): void {
    this.#scripts.push({ node, text, deeds });
  }

  /** Does a script command by command, each with a scene after it. @param whole as one deed, with one scene */
  async play(node: string, text: string, whole = false): Promise<void> {
    const deeds: number[] = [];
    for (const command of whole ? [text.trim()] : commandsOf(text)) {
      const { exit, stdout } = await this.#session.machines
        .shell(node)
        .exec(run, { input: command, timeout: limit });
      deeds.push(this.#deeds.push({ node, text: command, output: stdout, exit }) - 1);
      this.#done = [...this.#done, deeds.at(-1)!];
      await this.scene();
    }
    this.script(node, text, deeds);
  }

  /** What the other commands of a step's text print after its solution, and how the nodes were before it: they are put back. */
  async prints(text: string): Promise<readonly Deed[]> {
    const { machines } = this.#session;
    const known = new Set(this.#deeds.map((deed) => `${deed.node} ${deed.text}`));
    const prints: Deed[] = [];
    await machines.checkpoint('film');
    for (const [, node = '', commands = ''] of text.matchAll(fence))
      for (const command of commandsOf(commands)) {
        if (known.has(`${node} ${command}`)) continue;
        known.add(`${node} ${command}`);
        const input = `timeout 20 bash -c ${quote(command)}`;
        const asked = machines.shell(node).exec(run, { input, timeout: limit });
        // One that reboots its node prints nothing.
        const { exit, stdout } = await asked.catch(() => ({ exit: 255, stdout: '' }));
        prints.push({ node, text: command, output: stdout, exit });
      }
    await machines.restore('film');
    return prints;
  }

  /**
   * @param checks whose experiments are made and kept
   * @param text of a step, whose commands are tried, too
   */
  async scene(checks: readonly string[] = [], text = ''): Promise<void> {
    const { topology } = this.#session;
    const frames: Scene['frames'][number][] = [];
    const captures = topology.networks.map(({ name }) =>
      this.#session.machines.capture(name, ({ network, node, bytes }) => {
        const packet = readFrame(bytes);
        if (packet?.kind === 'arp' && frames.length < maxFrames)
          frames.push({ network, node, bytes: Buffer.from(bytes).toString('hex') });
      }),
    );
    const results: Scene['results'][number][] = [];
    if (checks.length > 0) {
      const { recording } = await this.#session.recorded(() => this.#session.probe(checks));
      for (const event of recording.events)
        if (event.type === 'result') results.push({ request: event.request, tried: event.tried });
    }
    const facts = await Promise.all(
      topology.nodes.map(async ({ name }) => [name, await this.#look(name, checks.length > 0)] as const),
    );
    for (const capture of captures) await capture.stop();
    const prints = text === '' ? [] : await this.prints(text);
    this.#scenes.push({ done: this.#done, facts: Object.fromEntries(facts), results, prints, frames });
  }

  /** @param anew counters have moved, though nobody changed anything */
  async #look(node: string, anew: boolean): Promise<number> {
    const request = this.#requests.get(node)!;
    let output = '';
    const raw = (text: string, marker: string) => {
      output = text.replaceAll(marker, recordedMarker);
    };
    const observed = await observe(this.#session.machines.shell(node), request, { raw, timeout: 60_000 });
    if (!observed.ok) throw new Error(`${node}: ${observed.detail}`);
    const { witness } = observed.facts;
    const known = this.#now.get(node);
    if (!anew && known !== undefined && witness !== undefined && known.witness === witness)
      return known.place;
    const place = this.#said.push({ node, request, output }) - 1;
    this.#now.set(node, { place, witness });
    return place;
  }

  film(lab: string): Film {
    return {
      version: 1,
      lab,
      deeds: this.#deeds,
      scripts: this.#scripts,
      said: this.#said,
      scenes: this.#scenes,
    };
  }
}

async function film(name: string, out: string, mistakes: boolean): Promise<void> {
  const started = Date.now();
  const say = (text: string) =>
    console.log(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${basename(name)}: ${text}`);
  const loaded = requireLab(findLab(name, packsRoot));
  const store = new SessionStore();
  const provider = makeQemu();
  const setup: { readonly node: string; readonly text: string }[] = [];
  const up = provider.up.bind(provider);
  provider.up = async (...args) => {
    const machines = await up(...args);
    const shell = machines.shell.bind(machines);
    machines.shell = (node) => ({
      exec: (command, options) => {
        if (options?.input !== undefined) setup.push({ node, text: options.input });
        return shell(node).exec(command, options);
      },
    });
    return machines;
  };
  const record = store.create(loaded, { seed: 'film', drawn: false, provider: 'qemu' });
  const session = new Session({ store, record, loaded, provider, learner: false });
  try {
    await session.start();
    const camera = new Camera(session);
    for (const { node, text } of setup) camera.script(node, text, []);
    const { steps } = session.lab;
    const disturbs = (step: Step, at: number) =>
      step.checks
        .filter((check) => !asksLearner(check))
        .filter(
          (check) =>
            steps.indexOf(step) <= at || !wantsOf([check], session.topology).experiments.some(runsAlone),
        )
        .map(({ id }) => id);
    const probed = (at: number) => steps.slice(0, at + 2).flatMap((step) => disturbs(step, at));
    await camera.scene(probed(-1));
    const places = new Map<string, readonly number[]>();
    for (const [at, step] of steps.entries()) {
      if (mistakes) await session.machines.checkpoint(`before-${step.id}`);
      places.set(`before-${step.id}`, camera.done);
      for (const [node, text] of Object.entries(step.solve)) await camera.play(node, text);
      await camera.scene(probed(at), loaded.text(step.id, 'en', session.values));
      say(`${step.id} filmed`);
      if (mistakes) await session.machines.checkpoint(`after-${step.id}`);
      places.set(`after-${step.id}`, camera.done);
    }
    if (mistakes)
      for (const fault of [...session.lab.mistakes, ...session.lab.variants]) {
        const instead = 'instead' in fault ? fault.instead : undefined;
        const place = instead === undefined ? `after-${fault.after}` : `before-${instead}`;
        await session.machines.restore(place);
        camera.back(places.get(place)!);
        for (const [node, text] of Object.entries(fault.make)) await camera.play(node, text, true);
        await camera.scene(probed(steps.findIndex(({ id }) => id === (instead ?? fault.after))));
        say(`${fault.id} filmed`);
      }
    const made = camera.film(loaded.lab.id);
    const packed = packFilm(JSON.parse(masked(JSON.stringify(made), session.topology)) as Film);
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, `${loaded.lab.id}.br`), packed);
    say(`${made.scenes.length} scenes, ${made.said.length} answers, ${packed.length} bytes`);
  } finally {
    await session.destroy();
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { mistakes: { type: 'boolean', default: false }, out: { type: 'string', default: filmsRoot } },
});
const data = mkdtempSync(join(tmpdir(), 'lvslab-film-'));
process.env['LVSLAB_DATA'] = data;
process.env['XDG_RUNTIME_DIR'] = data;
for (const name of positionals) await film(name, values.out, values.mistakes);
