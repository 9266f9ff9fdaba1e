import type { Check } from '../../contract/checks.js';
import type { ExperimentRequest, Tried } from '../../contract/experiments.js';
import type { FactsRequest, Observed } from '../../contract/facts.js';
import type { Lab } from '../../contract/lab.js';
import { causeName } from '../../contract/messages/verdicts.js';
import type { Judgement } from '../../contract/verdict.js';
import type { NodeSpec, Topology } from '../machines/provider.js';
import { arpKeys } from '../causes/look.js';
import { type RecordedEvent, type Recording, recordedMarker } from './recording.js';

/** Everything that a node can be asked, so that causes that nobody has thought of yet find it in a recording. */
export function everything(node: NodeSpec): FactsRequest {
  const devices = ['all', 'default', 'lo', 'tunl0', ...node.interfaces.map(({ dev }) => dev)];
  const perDevice = devices.flatMap((dev) =>
    ['rp_filter', 'forwarding', 'send_redirects', 'accept_local', 'log_martians'].map(
      (name) => `net.ipv4.conf.${dev}.${name}`,
    ),
  );
  const vs = ['conntrack', 'expire_nodest_conn', 'expire_quiescent_template', 'conn_reuse_mode'];
  return {
    network: true,
    listeners: true,
    modules: true,
    ipvs: true,
    keepalived: true,
    log: true,
    counters: true,
    firewall: true,
    sysctls: [
      ...arpKeys(node),
      ...perDevice,
      ...vs.map((name) => `net.ipv4.vs.${name}`),
      'net.ipv4.ip_forward',
      'net.ipv4.ip_nonlocal_bind',
    ],
  };
}

/** Writes down what a judging sees. */
export class Recorder {
  readonly #events: RecordedEvent[] = [];

  constructor(readonly topology: Topology) {}

  /** What to ask a node instead: everything. */
  widened(name: string, request: FactsRequest): readonly FactsRequest[] {
    const node = this.topology.nodes.find((each) => each.name === name);
    return node === undefined ? [request] : [request, everything(node)];
  }

  round(): void {
    this.#events.push({ type: 'round' });
  }

  said(node: string, request: FactsRequest, output: string, marker: string, at: number): void {
    const own = output.replaceAll(marker, recordedMarker);
    this.#events.push({ type: 'facts', node, request, at, output: own });
  }

  /** Notes that a node said nothing; what one said is noted by `said`. */
  observed(node: string, request: FactsRequest, observed: Observed): void {
    if (!observed.ok) this.#events.push({ type: 'facts', node, request, at: observed.at, failed: observed });
  }

  result(request: ExperimentRequest, tried: Tried): void {
    this.#events.push({ type: 'result', request, tried });
  }

  judged(check: string, { status, message, diagnosis }: Judgement): void {
    this.#events.push({
      type: 'judged',
      check,
      status,
      message: message.code,
      ...(diagnosis === undefined ? {} : { diagnosis: causeName(diagnosis) }),
    });
  }

  recording({ id, causes }: Lab, checks: readonly Check[], answers: ReadonlyMap<string, string>): Recording {
    return {
      version: 1,
      lab: id,
      topology: this.topology,
      checks,
      causes,
      answers: Object.fromEntries(answers),
      events: this.#events,
    };
  }
}
