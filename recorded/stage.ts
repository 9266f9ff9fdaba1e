import { experimentKey, type ExperimentRequest, type Tried } from '../contract/experiments.js';
import type { FactsRequest } from '../contract/facts.js';
import { recordedMarker } from '../engine/recording/recording.js';
import { includesRequest } from '../engine/facts/script.js';
import { readSections, type Section } from '../engine/facts/sections.js';
import type { Deed, Film, Scene } from './film.js';

/** What of a stage is saved. */
export interface StageState {
  /** Deeds that were done, by their place in the film. */
  readonly done: readonly number[];
}

/**
 * How the nodes of a film are after what was done in a session, whatever its order: each node as it was when as much
 * as possible of its own deeds, and nothing else of them, had been done.
 */
export class Stage {
  readonly #film: Film;
  #done = new Set<number>();
  readonly #sections = new Map<number, ReadonlyMap<string, Section>>();
  /** Called when the nodes have become others. */
  onChange: () => void = () => {};
  /** Devices without a cable, as `node dev`. */
  readonly unplugged = new Set<string>();

  constructor(film: Film, state: StageState = { done: [] }) {
    this.#film = film;
    this.load(state);
  }

  save(): StageState {
    return { done: [...this.#done] };
  }

  /** @param only a node that is put back alone */
  load({ done }: StageState, only?: string): void {
    if (only === undefined) this.unplugged.clear();
    for (const each of this.unplugged) if (each.startsWith(`${only} `)) this.unplugged.delete(each);
    const others = only === undefined ? [] : [...this.#done].filter((deed) => !this.#isOf(deed, only));
    const own = only === undefined ? done : done.filter((deed) => this.#isOf(deed, only));
    this.#done = new Set([...others, ...own]);
    this.onChange();
  }

  /** @returns what a script printed when it ran then; undefined: nobody ran it */
  run(node: string, text: string): Pick<Deed, 'output' | 'exit'> | undefined {
    const script = this.#film.scripts.find((each) => each.node === node && each.text.trim() === text.trim());
    if (script === undefined) return undefined;
    const deeds = script.deeds.map((deed) => this.#film.deeds[deed]!);
    for (const deed of script.deeds) this.#done.add(deed);
    this.onChange();
    return { output: deeds.map(({ output }) => output).join(''), exit: deeds.at(-1)?.exit ?? 0 };
  }

  /** @returns what a command printed when it was typed then; undefined: nobody typed it */
  type(node: string, text: string): Pick<Deed, 'output' | 'exit'> | undefined {
    const fits = this.#film.deeds.flatMap((deed, at) =>
      deed.node === node && deed.text === text ? [{ ...deed, at }] : [],
    );
    const found = fits.find(({ at }) => !this.#done.has(at)) ?? fits.at(-1);
    if (found === undefined) return this.#printed(node, text);
    this.#done.add(found.at);
    this.onChange();
    return found;
  }

  /** What a command of the text prints now; where it was not tried now, what it printed when it was. */
  #printed(node: string, text: string): Pick<Deed, 'output' | 'exit'> | undefined {
    const prints = ({ prints: all }: Scene) => all.find((each) => each.node === node && each.text === text);
    return (
      prints(this.#scene(() => true)) ?? this.#film.scenes.map(prints).find((print) => print !== undefined)
    );
  }

  /** Does a longer command begin with these lines? */
  begins(node: string, text: string): boolean {
    const all = [...this.#film.deeds, ...this.#film.scenes.flatMap(({ prints }) => prints)];
    return all.some((deed) => deed.node === node && deed.text.startsWith(`${text}\n`));
  }

  /** What an experiment showed then. */
  shown(request: ExperimentRequest): Tried | undefined {
    const key = experimentKey(request);
    const scenes = this.#film.scenes.filter((scene) => this.#holds(scene, () => true));
    for (const scene of scenes.toSorted((a, b) => b.done.length - a.done.length)) {
      const found = scene.results.find((result) => experimentKey(result.request) === key);
      if (found !== undefined) return found.tried;
    }
    return undefined;
  }

  /** Frames of the time that it is now. */
  frames(): Scene['frames'] {
    return this.#scene(() => true).frames;
  }

  /**
   * What a node said, as the facts script prints it for this request; without its end where the film has not all of it.
   * @param marker opens its sections
   */
  said(node: string, request: FactsRequest, marker: string): string {
    const place = this.#scene((deed) => this.#isOf(deed, node)).facts[node];
    const said = place === undefined ? undefined : this.#film.said[place];
    if (place === undefined || said === undefined) return '';
    const sections = this.#sections.get(place) ?? readSections(said.output, recordedMarker);
    this.#sections.set(place, sections);
    const parts = [...sections].filter(([name]) => !/^(?:file|command)-\d|^end$/.test(name));
    const indexed = (['files', 'commands'] as const).flatMap((list) =>
      (request[list] ?? []).flatMap((wanted, to) => {
        const from = said.request[list]?.indexOf(wanted) ?? -1;
        const kind = list.slice(0, -1);
        const own = new RegExp(`^${kind}-${from}(?=$|-)`);
        return [...sections].flatMap(([name, section]): [string, Section][] =>
          own.test(name) ? [[name.replace(own, `${kind}-${to}`), section]] : [],
        );
      }),
    );
    const end: [string, Section][] = includesRequest(said.request, request)
      ? [['end', { text: '', exit: 0 }]]
      : [];
    return [...parts, ...indexed, ...end]
      .map(([name, { text, exit }]) => {
        const shown = this.#cabled(node, name, text);
        return `\n${marker} [ ${name}\n${shown}\n${marker} ] ${name} ${exit}\n`;
      })
      .join('');
  }

  /** A pulled cable, as `ip -j` and /sys/class/net/DEV/carrier tell it. */
  #cabled(node: string, section: string, text: string): string {
    const pulled = [...this.unplugged].flatMap((each) =>
      each.startsWith(`${node} `) ? [each.slice(node.length + 1)] : [],
    );
    return pulled.reduce((rest, dev) => {
      if (section === 'witness') return rest.replace(`/net/${dev}/carrier:1`, `/net/${dev}/carrier:0`);
      if (section !== 'ip') return rest;
      const own = new RegExp(`("ifname":"${dev}","flags":\\[[^\\]]*)"LOWER_UP"`, 'g');
      return rest.replace(own, '$1"NO-CARRIER"');
    }, text);
  }

  #isOf(deed: number, node: string): boolean {
    return this.#film.deeds[deed]?.node === node;
  }

  #holds(scene: Scene, counts: (deed: number) => boolean): boolean {
    return scene.done.every((deed) => !counts(deed) || this.#done.has(deed));
  }

  /** The scene with the most of the deeds that count, and of those that do not as much as was done. */
  #scene(counts: (deed: number) => boolean): Scene {
    const worth = (scene: Scene): readonly [number, number] => [
      scene.done.filter(counts).length,
      scene.done.filter((deed) => this.#done.has(deed)).length -
        scene.done.filter((deed) => !this.#done.has(deed)).length,
    ];
    // Of two with the same deeds the later one has seen more: experiments were made before it.
    const fitting = this.#film.scenes.toReversed().filter((scene) => this.#holds(scene, counts));
    const sorted = fitting.toSorted((a, b) => {
      const [own, rest] = worth(a);
      const [other, others] = worth(b);
      return other - own || others - rest;
    });
    return sorted[0] ?? { done: [], facts: {}, results: [], prints: [], frames: [] };
  }
}
