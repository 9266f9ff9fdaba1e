import { randomBytes } from 'node:crypto';
import { type Check, checkSchema, checkTitle, type When } from '../../contract/checks.js';
import { LabError } from '../../contract/errors.js';
import type { FactsRequest } from '../../contract/facts.js';
import {
  type ExperimentOutcome,
  type ExperimentRequest,
  experimentKey,
  type Tried,
} from '../../contract/experiments.js';
import type { Lab } from '../../contract/lab.js';
import type { VerdictMessage } from '../../contract/messages/verdicts.js';
import type { SessionEvent } from '../../contract/session.js';
import type { Prediction } from '../../contract/prediction.js';
import type { Verdict } from '../../contract/verdict.js';
import { askedBy, asksLearner } from '../checks/parts.js';
import { wantsOf, wantsOfOne } from '../checks/plan.js';
import { ExperimentMemory } from '../experiments/memory.js';
import { mergeRequests } from '../facts/script.js';
import { runsAlone } from '../experiments/run.js';
import { SourcePorts } from '../experiments/source-ports.js';
import type { Observatory } from '../facts/observatory.js';
import type { Machines, Topology } from '../machines/provider.js';
import { ShellError } from '../machines/shell.js';
import { Recorder } from '../recording/recorder.js';
import type { Recording } from '../recording/recording.js';
import { withNeeds } from './credit.js';
import { judgeChecks, type Observation, type RoundContext } from './round.js';
import type { Work } from './work.js';

export interface JudgingParts {
  /** As it is now: it may be changed while the session runs. */
  readonly lab: () => Lab;
  readonly topology: Topology;
  readonly machines: () => Machines;
  readonly observatory: Observatory;
  readonly answers: () => ReadonlyMap<string, string>;
  /** What experiments showed that are made once, by their key. */
  readonly stood: () => ReadonlyMap<string, Tried>;
  readonly tell: (work: Work, event: SessionEvent) => void;
  /** A cable that an experiment may pull. */
  readonly link: Machines['link'];
  /** Told what an experiment showed that disturbs the nodes. */
  readonly shown: (request: ExperimentRequest, result: ExperimentOutcome) => void;
}

/** Looks at a session's machines and judges its checks; notes no verdict. Cancelled work is thrown as `cancelled`. */
export class Judging {
  readonly #parts: JudgingParts;
  readonly #memory = new ExperimentMemory();
  readonly #sourcePorts = new SourcePorts();
  #recorder: Recorder | undefined;

  constructor(parts: JudgingParts) {
    this.#parts = parts;
  }

  /** Does judging them do something on the nodes, and not only look? */
  experiments(checks: readonly Check[]): boolean {
    return checks.some((check) => wantsOfOne(check, this.#parts.topology).experiments.length > 0);
  }

  /** What judging them looks at first, by node. */
  wanted(checks: readonly Check[]): Readonly<Record<string, FactsRequest>> {
    return wantsOf(checks, this.#parts.topology).facts;
  }

  /** Does judging it stop or move what the learner runs? */
  disturbs(check: Check): boolean {
    return wantsOfOne(check, this.#parts.topology).experiments.some(runsAlone);
  }

  /** Writes down what a judging sees. */
  async recorded<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly recording: Recording }> {
    const { topology, answers } = this.#parts;
    const lab = this.#parts.lab();
    const recorder = new Recorder(topology);
    this.#recorder = recorder;
    try {
      const result = await work();
      const checks = lab.steps.flatMap((step) => step.checks);
      return { result, recording: recorder.recording(lab, checks, answers()) };
    } finally {
      this.#recorder = undefined;
    }
  }

  /**
   * Verdicts in the lab's order, each told when it is known.
   * @param watch look whether the nodes are as they were, too
   */
  async verdicts(
    checks: readonly Check[],
    work: Work,
    passedBefore: (id: string) => boolean,
    watch = false,
  ): Promise<{ readonly verdicts: Verdict[] } & Pick<Observation, 'before' | 'after'>> {
    const { tell } = this.#parts;
    const lab = this.#parts.lab();
    const { judgements, before, after } = await this.#judge(checks, work, {
      passedBefore,
      watch,
      onProgress: (what) => tell(work, { type: 'checking', what }),
      ...(work.reuse === true ? { memory: this.#memory } : {}),
      ...(work.known === undefined ? {} : { known: work.known }),
    });
    const verdicts = lab.steps.flatMap((step) =>
      step.checks.flatMap((check) => {
        const judgement = judgements.get(check.id);
        if (judgement === undefined) return [];
        const prediction = this.#predictionOf(check);
        const verdict: Verdict = {
          ...judgement,
          ...(prediction === undefined ? {} : { prediction }),
          message: this.#titled(judgement.message),
          step: step.id,
          check: check.id,
          points: check.points,
          at: Date.now(),
        };
        tell(work, { type: 'verdict', verdict });
        return [verdict];
      }),
    );
    return { verdicts, before, after };
  }

  /**
   * Which of these checks hold by facts alone, each for itself; those that take an experiment or an answer are left out.
   * @param settle wait as long as a failure may mend by itself
   */
  async holding(checks: readonly Check[], work: Work, settle: boolean): Promise<ReadonlySet<string>> {
    const seen = checks.filter((check) => !asksLearner(check) && !this.experiments([check]));
    if (seen.length === 0) return new Set();
    const { judgements } = await this.#judge(seen, work, { passedBefore: () => true, once: !settle });
    return new Set([...judgements].filter(([, { status }]) => status === 'pass').map(([id]) => id));
  }

  /** Which of a lab's checks hold before anybody did anything: by facts alone, and what they need holds as well. */
  async heldBefore(checks: readonly Check[], work: Work): Promise<ReadonlySet<string>> {
    return withNeeds(checks, await this.holding(checks, work, false));
  }

  /** Does this hold now? What could not be seen does not. */
  async holds(when: When, work: Work): Promise<boolean> {
    const check = checkSchema.parse({ id: 'holds', ...when });
    const { judgements } = await this.#judge([check], work, { passedBefore: () => true, once: true });
    return judgements.get(check.id)?.status === 'pass';
  }

  /** Digest of all that can be changed on the nodes; undefined when one did not say. */
  async witness({ signal }: Work): Promise<string | undefined> {
    const { observatory, topology } = this.#parts;
    const all = await Promise.all(
      topology.nodes.map(({ name }) =>
        observatory.look(name, { witness: true }, signal === undefined ? {} : { signal }),
      ),
    ).catch(told);
    const witnesses = all.map(({ observed }) => (observed.ok ? observed.facts.witness : undefined));
    return witnesses.includes(undefined) ? undefined : witnesses.join('\n');
  }

  /** What the learner expects of this check now. */
  #predictionOf({ prediction }: Check): Prediction | undefined {
    const quiz = prediction === undefined ? undefined : this.#checkOf(prediction);
    const answer = quiz && this.#parts.answers().get(quiz.id);
    return answer === undefined ? undefined : askedBy(quiz!, this.#parts.topology)?.predicted(answer);
  }

  /** A check that is waited for is called as people call it. */
  #titled(message: VerdictMessage): VerdictMessage {
    if (message.code !== 'skipped.needs') return message;
    const { check } = message.params;
    const needed = this.#checkOf(check);
    return needed === undefined ? message : { ...message, params: { check, title: checkTitle(needed) } };
  }

  #checkOf(id: string): Check | undefined {
    return this.#parts
      .lab()
      .steps.flatMap((step) => step.checks)
      .find((check) => check.id === id);
  }

  async #judge(
    checks: readonly Check[],
    { signal }: Work,
    how: Pick<RoundContext, 'passedBefore' | 'onProgress' | 'memory' | 'known' | 'once' | 'watch'>,
  ): Promise<Observation> {
    const machines = this.#parts.machines();
    const answers = this.#parts.answers();
    return judgeChecks(checks, {
      topology: this.#parts.topology,
      shell: (node) => machines.shell(node),
      observe: async (node, request, recorder) => {
        const all = recorder === undefined ? request : mergeRequests(...recorder.widened(node, request));
        const { observed } = await this.#parts.observatory.look(node, all, {
          ...(signal === undefined ? {} : { signal }),
          ...(recorder === undefined
            ? {}
            : { raw: (output, marker, at) => recorder.said(node, all, output, marker, at) }),
        });
        recorder?.observed(node, all, observed);
        return observed;
      },
      answer: (check) => answers.get(check),
      stood: (request) => this.#parts.stood().get(experimentKey(request)),
      check: (id) => this.#checkOf(id),
      causes: this.#parts.lab().causes,
      secret: () => randomBytes(9).toString('hex'),
      sourcePorts: (count) => this.#sourcePorts.take(count),
      onResult: (request, tried) => {
        if (tried.ok && runsAlone(request)) this.#parts.shown(request, tried.result);
      },
      ...how,
      ...(this.#recorder === undefined ? {} : { recorder: this.#recorder }),
      ...(signal === undefined ? {} : { signal }),
      ...(machines.capabilities.capture
        ? { capture: (network: string, onFrame) => machines.capture(network, onFrame) }
        : {}),
      ...(machines.capabilities.checkpoints ? { machines } : {}),
      ...(machines.shown === undefined ? {} : { shown: (request) => machines.shown!(request) }),
      power: (node, action, ...rest) => machines.power(node, action, ...rest),
      ...(machines.capabilities.links ? { link: this.#parts.link } : {}),
    }).catch(told);
  }
}

function told(error: unknown): never {
  if (error instanceof ShellError && error.reason === 'cancelled')
    throw new LabError({ code: 'cancelled', params: {} }, { cause: error });
  throw error;
}
