import { experimentKey, type Tried } from '../../contract/experiments.js';
import type { FactsRequest, NodeFacts, Observed } from '../../contract/facts.js';
import type { Judgement } from '../../contract/verdict.js';
import { judgeOne, wantsToExplain, worldOf } from '../judging/evaluate.js';
import type { Wants, World } from '../world/judge.js';
import { wantsOfOne } from '../checks/plan.js';
import { mergeFacts } from '../facts/merge.js';
import { mergeRequests } from '../facts/script.js';
import { parseFacts } from '../facts/parse.js';
import { type RecordedEvent, type Recording, recordedMarker } from './recording.js';

type Said = Extract<RecordedEvent, { type: 'facts' }>;

/**
 * Judges again, without a machine. A check sees what it asks for, and nothing that was recorded beside it: as in a
 * session in which it is the only one.
 * @returns the last judgement of each check that was judged then; checks that a need kept from it are left out
 */
export function rejudge(recording: Recording): ReadonlyMap<string, Judgement> {
  const { topology, checks, answers, causes = [] } = recording;
  const checkOf = (id: string) => checks.find((check) => check.id === id);
  const judgements = new Map<string, Judgement>();
  let said = new Map<string, Said[]>();
  let results: Record<string, Tried> = {};
  for (const event of recording.events) {
    if (event.type === 'round') {
      said = new Map();
      results = {};
    } else if (event.type === 'facts') {
      said.set(event.node, [...(said.get(event.node) ?? []), event]);
    } else if (event.type === 'result') {
      results[experimentKey(event.request)] = event.tried;
    } else {
      const check = checkOf(event.check);
      if (check === undefined) continue;
      const worldFor = (...wants: readonly Wants['facts'][]): World => {
        const nodes = [...new Set(wants.flatMap((each) => Object.keys(each)))];
        const facts = Object.fromEntries(
          nodes.flatMap((node) => {
            const request = mergeRequests(...wants.flatMap((each) => each[node] ?? []));
            const observed = readAgain(said.get(node) ?? [], request);
            return observed === undefined ? [] : [[node, observed]];
          }),
        );
        return worldOf(topology, { facts, results }, (id) => answers[id], { check: checkOf, causes });
      };
      const wants = wantsOfOne(check, topology).facts;
      const toExplain = wantsToExplain(check, worldFor(wants)).facts;
      judgements.set(check.id, judgeOne(check, worldFor(wants, toExplain)));
    }
  }
  return judgements;
}

/** The facts that were asked for, as they stood after all that a node said; undefined: it was not asked. */
function readAgain(said: readonly Said[], wanted: FactsRequest): Observed | undefined {
  let known: Observed | undefined;
  for (const each of said) {
    const { output } = each;
    if (output === undefined) {
      known = each.failed;
      continue;
    }
    const facts = factsOf({ ...each, output }, wanted);
    if (facts === undefined)
      known = { ok: false, reason: 'failed', detail: 'the script ended early', at: each.at };
    else known = { ok: true, facts: known?.ok ? mergeFacts(known.facts, facts) : facts };
  }
  return known;
}

const lists = ['sysctls', 'packages', 'units', 'files', 'commands'] as const;

/** The facts of one answer, without what was asked beside: a section that was not asked for then is not known. */
function factsOf(said: Said & { readonly output: string }, wanted: FactsRequest): NodeFacts | undefined {
  // Files and commands are told by their place in the request, so lists are read whole.
  const flags = Object.entries(wanted).filter(
    ([name, value]) => value === true && said.request[name as keyof FactsRequest] === true,
  );
  const named = lists.flatMap((list) => {
    const then = said.request[list];
    return then === undefined || wanted[list] === undefined ? [] : [[list, then] as const];
  });
  const request: FactsRequest = Object.fromEntries([...flags, ...named]);
  const facts = parseFacts(said.output, recordedMarker, request, said.at);
  if (facts === undefined) return undefined;
  const picked = lists.flatMap((list) => {
    const all: Readonly<Record<string, unknown>> | undefined = facts[list];
    if (all === undefined) return [];
    return [[list, Object.fromEntries(Object.entries(all).filter(([name]) => wanted[list]?.includes(name)))]];
  });
  return { ...facts, ...(Object.fromEntries(picked) as Partial<NodeFacts>) };
}
