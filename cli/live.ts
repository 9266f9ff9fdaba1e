import { experimentTexts } from '../contract/messages/experiments.js';
import { phaseTexts } from '../contract/messages/machines.js';
import type { SessionEvent } from '../contract/session.js';
import { LabError } from '../contract/errors.js';
import type { Text } from '../contract/text.js';
import type { Check } from '../contract/checks.js';
import type { Lab } from '../contract/lab.js';
import { type Work, workSignal } from '../engine/session/work.js';
import type { Output } from './output.js';

/** Shows what a session does. */
export class LiveView {
  readonly #output: Output;
  readonly #lab: Lab;
  readonly #started = Date.now();
  #step: string | undefined;
  readonly #phases = new Map<string, string>();

  constructor(output: Output, lab: Lab) {
    this.#output = output;
    this.#lab = lab;
  }

  get seconds(): string {
    return ((Date.now() - this.#started) / 1000).toFixed(1);
  }

  work(signal: AbortSignal | undefined): Work {
    return {
      onEvent: (event) => this.show(event),
      ...(signal === undefined ? {} : { signal: workSignal(signal) }),
    };
  }

  show(event: SessionEvent): void {
    const out = this.#output;
    switch (event.type) {
      case 'machines': {
        const { node, phase, state, fraction, detail } = event.progress;
        const words = out.text(phaseTexts[phase]);
        const percent = fraction === undefined ? '' : ` ${Math.round(fraction * 100)} %`;
        if (node === undefined) out.progress(`[${this.seconds} s] ${words}${percent} ${detail ?? ''}`);
        else if (state === 'start' || state === 'done') {
          this.#phases.set(node, words);
          out.progress(
            `[${this.seconds} s] ${[...this.#phases].map(([name, doing]) => `${name}: ${doing}`).join('  ')}`,
          );
        }
        return;
      }
      case 'setup':
        if (event.state === 'start') out.progress(out.say({ code: 'run.setup', params: event }));
        return;
      case 'solving':
        if (event.state === 'start')
          out.progress(out.say({ code: 'run.solving', params: { nodes: event.node } }));
        return;
      case 'checking':
        out.progress(out.say({ code: 'run.checking', params: { what: this.#what(event.what) } }));
        return;
      case 'handing-in':
        out.progress(out.say({ code: 'hand-in.node', params: event }));
        return;
      case 'verdict':
        if (event.verdict.step !== this.#step) this.step(event.verdict.step);
        out.verdict(event.verdict, this.#titleOf(event.verdict.check) + this.#tag(event.verdict.check));
        return;
      case 'node-state':
        out.message({ code: 'node.state', params: event });
        return;
      case 'trouble':
        out.error(new LabError(event.error).wording(out.language));
        return;
      case 'step':
        return;
    }
  }

  /** Names the step that what follows is about. */
  step(id: string): void {
    this.#step = id;
    const index = this.#lab.steps.findIndex((step) => step.id === id);
    // One that was written since this command began has no number here.
    const title = this.#lab.steps[index]?.title ?? { 'zh-CN': id, en: id };
    const text = this.#output.say({
      code: 'run.step',
      params: { number: index + 1, total: this.#lab.steps.length, title: this.#output.text(title) },
    });
    this.#output.line();
    this.#output.line(this.#output.paint('bold', text));
  }

  /** A check or an experiment, as people call it. */
  #what(what: string): string {
    const experiment = experimentTexts[what as keyof typeof experimentTexts] as Text | undefined;
    return experiment === undefined ? this.#titleOf(what) : this.#output.text(experiment);
  }

  #titleOf(check: string): string {
    const title: Text | undefined = this.#checkOf(check)?.title;
    return title === undefined ? check : this.#output.text(title);
  }

  /** Who reads the verdict is told that learners have no such check. */
  #tag(check: string): string {
    if (this.#checkOf(check)?.hidden !== true) return '';
    return this.#output.say({ code: 'verdict.hidden', params: {} });
  }

  #checkOf(id: string): Check | undefined {
    return this.#lab.steps.flatMap((step) => step.checks).find((candidate) => candidate.id === id);
  }
}
