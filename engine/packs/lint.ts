import { checkParams, type When } from '../../contract/checks.js';
import type { Lab, Mistake, Variant } from '../../contract/lab.js';
import { packLimits } from '../../contract/limits.js';
import { diagnosisCatalogue } from '../../contract/messages/verdicts.js';
import type { PackProblemMessage } from '../../contract/messages/packs.js';
import { own } from '../../contract/own.js';
import { anewIn, isPrediction, type Part, partOf, partsOf, predictedBy } from '../checks/parts.js';
import { compilePattern } from '../checks/pattern.js';
import { type Ipv4Network, isHostIn, parseCidr, parseIpv4 } from './ipv4.js';
import { namedIn } from './named.js';
import { nearest } from '../../contract/nearest.js';
import type { ProblemList } from './problem.js';
import type { Places, YamlPath } from './source.js';

type Report = (path: YamlPath, message: PackProblemMessage) => void;

/** What a schema cannot say: addresses, references, circles. The lab's variables are resolved. */
export function lint(lab: Lab, source: Places, problems: ProblemList): void {
  const report: Report = (path, message) => {
    if (problems.full) problems.count(1);
    else problems.add(source.problem(path, message));
  };
  lintSize(lab, report);
  lintTopology(lab, report);
  lintReferences(lab, report);
  lintNeeds(lab, report);
  lintPredictions(lab, report);
  lintCauses(lab, report);
  lintMistakes(lab, report);
  lintVariants(lab, report);
}

/** What the lab's parts are too much of together. */
function lintSize(lab: Lab, report: Report): void {
  const checks = lab.steps.reduce((sum, step) => sum + step.checks.length, 0);
  if (checks > packLimits.checks)
    report(['steps'], { code: 'too-many-checks', params: { checks, limit: packLimits.checks } });
  const memory = Object.values(lab.topology.nodes).reduce((sum, node) => sum + (node.memory ?? 0), 0);
  if (memory > packLimits.memory)
    report(['topology', 'nodes'], { code: 'too-much-memory', params: { memory, limit: packLimits.memory } });
}

/** The networks that a node joins, with its address there. */
export function memberships(node: Lab['topology']['nodes'][string]): [network: string, address: string][] {
  const { role: _role, at: _at, gateway: _gateway, memory: _memory, disk: _disk, ...networks } = node;
  return Object.entries<string>(networks);
}

function lintTopology(lab: Lab, report: Report): void {
  const networks = new Map<string, Ipv4Network>();
  for (const [name, { cidr }] of Object.entries(lab.topology.networks)) {
    const path = ['topology', 'networks', name, 'cidr'];
    const network = parseCidr(cidr);
    if (network === undefined) {
      report(path, { code: 'bad-network', params: { cidr } });
      continue;
    }
    for (const [other, known] of networks) {
      if (network.first <= known.last && known.first <= network.last) {
        report(path, { code: 'network-overlap', params: { one: other, other: name } });
      }
    }
    networks.set(name, network);
  }
  const owners = new Map<string, string>();
  for (const [name, node] of Object.entries(lab.topology.nodes)) {
    const path = ['topology', 'nodes', name];
    const joined = memberships(node);
    if (joined.length === 0) report(path, { code: 'node-without-network', params: { node: name } });
    for (const [network, address] of joined) {
      const place = [...path, network];
      const value = parseIpv4(address);
      const bounds = networks.get(network);
      const { cidr } = own(lab.topology.networks, network) ?? {};
      if (cidr === undefined) {
        const known = Object.keys(lab.topology.networks);
        report(place, { code: 'unknown-network', params: { node: name, network, known } });
      } else if (value === undefined) report(place, { code: 'bad-address', params: { address } });
      else if (bounds !== undefined && !isHostIn(bounds, value)) {
        report(place, { code: 'address-outside', params: { address, network, cidr } });
      }
      const owner = owners.get(address);
      if (owner !== undefined)
        report(place, { code: 'address-twice', params: { address, one: owner, other: name } });
      owners.set(address, name);
    }
    if (node.gateway !== undefined && parseIpv4(node.gateway) === undefined) {
      report([...path, 'gateway'], { code: 'bad-address', params: { address: node.gateway } });
    }
  }
}

function lintReferences(lab: Lab, report: Report): void {
  const known = Object.keys(lab.topology.nodes);
  const nodes = new Set(known);
  const checkNode = (path: YamlPath, node: string) => {
    if (!nodes.has(node)) report(path, { code: 'unknown-node', params: { node, known } });
  };
  for (const node of Object.keys(lab.setup)) checkNode(['setup', node], node);
  lab.steps.forEach((step, stepIndex) => {
    for (const node of Object.keys(step.solve)) checkNode(['steps', stepIndex, 'solve', node], node);
    step.checks.forEach((check, checkIndex) => {
      lintParams(partOf(check), ['steps', stepIndex, 'checks', checkIndex], lab, checkNode, report);
    });
  });
}

/** What a check's parameters name: nodes that there are, addresses, patterns; of a check over others each of these. */
function lintParams(
  { kind, judge, params }: Part,
  where: YamlPath,
  lab: Lab,
  checkNode: (path: YamlPath, node: string) => void,
  report: Report,
): void {
  const path = [...where, kind];
  if (judge.over !== undefined) {
    for (const { path: place, condition } of judge.over(params))
      lintParams(partOf(condition), [...path, ...place], lab, checkNode, report);
    return;
  }
  for (const { path: place, message } of judge.lint?.(params, lab) ?? [])
    report([...path, ...place], message);
  for (const { meaning, word, path: place } of namedIn(checkParams[kind], params, path)) {
    if (meaning === 'node') checkNode(place, word);
    else if (meaning === 'pattern') {
      const compiled = compilePattern(word, 'lines');
      if (!compiled.ok)
        report(place, { code: 'bad-pattern', params: { pattern: word, fault: compiled.fault } });
    } else if (parseIpv4(word) === undefined)
      report(place, { code: 'bad-address', params: { address: word } });
  }
}

function lintNeeds(lab: Lab, report: Report): void {
  const steps = new Set<string>();
  const parts = new Map<string, readonly [Part, ...Part[]]>();
  const needs = new Map<
    string,
    { readonly own: readonly string[]; readonly anew: ReturnType<typeof anewIn> }
  >();
  const places = new Map<string, YamlPath>();
  const hidden = new Set<string>();
  const predictions = new Map<string, string>();
  lab.steps.forEach((step, stepIndex) => {
    if (steps.has(step.id))
      report(['steps', stepIndex, 'id'], { code: 'duplicate-id', params: { what: 'step', id: step.id } });
    steps.add(step.id);
    step.checks.forEach((check, checkIndex) => {
      const path = ['steps', stepIndex, 'checks', checkIndex];
      if (needs.has(check.id))
        report([...path, 'id'], { code: 'duplicate-id', params: { what: 'check', id: check.id } });
      parts.set(check.id, partsOf(check));
      needs.set(check.id, { own: check.needs, anew: anewIn(check) });
      places.set(check.id, path);
      const predicted = predictedBy(check);
      if (predicted !== undefined) predictions.set(check.id, predicted);
      if (check.hidden === true) hidden.add(check.id);
    });
  });
  for (const [check, question] of predictions) {
    const place = [...places.get(check)!, parts.get(check)![0].kind, 'predicted'];
    if (parts.get(question)?.[0].judge.asks === undefined)
      report(place, { code: 'unknown-question', params: { check, question } });
    else if (hidden.has(question) && !hidden.has(check))
      report(place, { code: 'needs-hidden', params: { check, need: question } });
  }
  for (const [check, wanted] of needs) {
    const { own, anew } = wanted;
    const at = places.get(check)!;
    const known = (place: YamlPath, need: string) => {
      if (!needs.has(need)) report(place, { code: 'unknown-need', params: { check, need } });
      else if (hidden.has(need) && !hidden.has(check))
        report(place, { code: 'needs-hidden', params: { check, need } });
    };
    own.forEach((need, index) => known([...at, 'needs', index], need));
    for (const { id, path } of anew) {
      const place = [...at, parts.get(check)![0].kind, ...path];
      known(place, id);
      const part = parts.get(id)?.find(({ judge }) => judge.notAnew === true);
      if (part !== undefined) report(place, { code: 'cannot-judge-anew', params: { id, kind: part.kind } });
    }
  }
  const wants = (check: string) => {
    const { own: first = [], anew = [] } = needs.get(check) ?? {};
    return [...first, ...anew.map(({ id }) => id)];
  };
  for (const cycle of cyclesIn([...needs.keys()], wants))
    report([...places.get(cycle[0]!)!, 'needs'], { code: 'needs-cycle', params: { cycle } });
}

/** What a check shows the prediction of: a quiz that asks for one, and comes first. */
function lintPredictions(lab: Lab, report: Report): void {
  const checks = new Map(lab.steps.flatMap((step) => step.checks.map((check) => [check.id, check])));
  const before = new Set<string>();
  lab.steps.forEach((step, stepIndex) =>
    step.checks.forEach((check, checkIndex) => {
      const { id, prediction, hidden } = check;
      const quiz = prediction === undefined ? undefined : checks.get(prediction);
      const code =
        prediction === undefined
          ? undefined
          : quiz === undefined
            ? 'prediction-unknown'
            : !isPrediction(quiz)
              ? 'prediction-other'
              : !before.has(prediction)
                ? 'prediction-later'
                : quiz.hidden === true && hidden !== true
                  ? 'prediction-hidden'
                  : undefined;
      if (code !== undefined)
        report(['steps', stepIndex, 'checks', checkIndex, 'prediction'], {
          code,
          params: { check: id, quiz: prediction! },
        });
      before.add(id);
    }),
  );
}

/** The circles that a walk along `next` from each of some names runs into, each with its first name once more at its end. */
function cyclesIn(names: readonly string[], next: (name: string) => readonly string[]): readonly string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  /** What the walk has come through, and where in the trail. */
  const places = new Map<string, number>();
  const trail: string[] = [];
  const visit = (name: string): void => {
    const start = places.get(name);
    if (start !== undefined) {
      if (cycles.length <= packLimits.problems) cycles.push([...trail.slice(start), name]);
      return;
    }
    if (done.has(name)) return;
    places.set(name, trail.length);
    trail.push(name);
    for (const other of next(name)) visit(other);
    trail.pop();
    places.delete(name);
    done.add(name);
  };
  for (const name of names) visit(name);
  return cycles;
}

/** What the lab says of its own checks: under a name that is nobody else's, and told without doing anything to the learner's machines. */
function lintCauses(lab: Lab, report: Report): void {
  const checks = new Set(lab.steps.flatMap((step) => step.checks.map((check) => check.id)));
  const ids = new Set<string>();
  lab.causes.forEach((cause, index) => {
    const path = ['causes', index];
    if (ids.has(cause.id) || Object.hasOwn(diagnosisCatalogue, cause.id))
      report([...path, 'id'], { code: 'duplicate-id', params: { what: 'cause', id: cause.id } });
    ids.add(cause.id);
    cause.explains.forEach((check, at) => {
      if (!checks.has(check))
        report([...path, 'explains', at], {
          code: 'unknown-cause-check',
          params: { cause: cause.id, check },
        });
    });
    lintWhen(lab, cause.id, cause.when, [...path, 'when'], report);
  });
}

/** What something is told by: it names what there is, and looks only. */
function lintWhen(lab: Lab, id: string, when: When, path: YamlPath, report: Report): void {
  const known = Object.keys(lab.topology.nodes);
  const checkNode = (place: YamlPath, node: string) => {
    if (!known.includes(node)) report(place, { code: 'unknown-node', params: { node, known } });
  };
  lintParams(partOf(when), path, lab, checkNode, report);
  const disturbing = partsOf(when).find(({ judge }) => judge.notAnew === true);
  if (disturbing !== undefined)
    report([...path, disturbing.kind], { code: 'when-disturbs', params: { id, kind: disturbing.kind } });
}

function lintMistakes(lab: Lab, report: Report): void {
  const known = new Set([...Object.keys(diagnosisCatalogue), ...lab.causes.map(({ id }) => id)]);
  const steps = lab.steps.map((step) => step.id);
  const checks = new Set(lab.steps.flatMap((step) => step.checks.map((check) => check.id)));
  const ids = new Set<string>();
  lab.mistakes.forEach((mistake, index) => {
    const path = ['mistakes', index];
    if (ids.has(mistake.id))
      report([...path, 'id'], { code: 'duplicate-id', params: { what: 'mistake', id: mistake.id } });
    ids.add(mistake.id);
    if (!steps.includes(mistake.after)) {
      report([...path, 'after'], { code: 'unknown-step', params: { step: mistake.after, known: steps } });
    }
    if (!checks.has(mistake.fails)) {
      report([...path, 'fails'], {
        code: 'unknown-mistake-check',
        params: { mistake: mistake.id, check: mistake.fails },
      });
    }
    if (!known.has(mistake.hint)) {
      const suggestion = nearest(mistake.hint, [...known]);
      report([...path, 'hint'], {
        code: 'unknown-diagnosis',
        params: { mistake: mistake.id, hint: mistake.hint, suggestion },
      });
    }
    lintMade(lab, mistake, path, report);
  });
}

function lintVariants(lab: Lab, report: Report): void {
  const steps = lab.steps.map((step) => step.id);
  const ids = new Set(lab.mistakes.map(({ id }) => id));
  lab.variants.forEach((variant, index) => {
    const path = ['variants', index];
    const { id, instead, after } = variant;
    if (ids.has(id)) report([...path, 'id'], { code: 'duplicate-id', params: { what: 'variant', id } });
    ids.add(id);
    if ((instead === undefined) === (after === undefined))
      report(path, { code: 'instead-or-after', params: { variant: id } });
    for (const [key, step] of Object.entries({ instead, after })) {
      if (step !== undefined && !steps.includes(step))
        report([...path, key], { code: 'unknown-step', params: { step, known: steps } });
    }
    lintMade(lab, variant, path, report);
  });
}

/** What a mistake or a variant does, and how it is seen to have been done. */
function lintMade(lab: Lab, { id, make, settle }: Mistake | Variant, path: YamlPath, report: Report): void {
  const known = Object.keys(lab.topology.nodes);
  for (const node of Object.keys(make)) {
    if (!known.includes(node))
      report([...path, 'make', node], { code: 'unknown-node', params: { node, known } });
  }
  if (settle !== undefined) lintWhen(lab, id, settle.until, [...path, 'settle', 'until'], report);
}
