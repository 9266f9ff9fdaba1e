import type { Lab } from '../../contract/lab.js';
import type { PackProblem, PackProblemMessage } from '../../contract/messages/packs.js';
import { languages } from '../../contract/text.js';
import { asksLearner, drawsOf, needsOf, type Part, partsOf } from '../checks/parts.js';
import { adviceOnCauses } from './cause-advice.js';
import type { CompiledLab } from './compiled.js';
import type { Places, YamlPath } from './source.js';

/** Requests of one check beyond which its cost is told: with twenty even a spread over three servers is seen. */
const manyRequests = 50;

/**
 * What is no mistake in a sound lab, and may be one all the same: its author decides.
 * @param compiled the same lab as it is written, with its variables
 */
export function advice(lab: Lab, compiled: CompiledLab, source: Places): readonly PackProblem[] {
  const notes: PackProblem[] = [];
  const note = (path: YamlPath, message: PackProblemMessage) => notes.push(source.problem(path, message));
  const params = { lab: lab.id };
  const solved = lab.steps.some((step) => Object.keys(step.solve).length > 0);
  if (solved && lab.mistakes.length === 0) note(['id'], { code: 'no-mistakes', params });
  // What a drill draws is mended in as many ways as it has cards.
  const drawn = lab.steps.some(({ checks }) => checks.some((check) => drawsOf(check).length > 0));
  if (solved && !drawn && lab.variants.length === 0) note(['id'], { code: 'no-variants', params });
  adviceOnVariables(compiled, note);
  adviceOnWords(compiled.lab, [], note);
  for (const [number, step] of lab.steps.entries())
    for (const [index, check] of step.checks.entries()) {
      const path = ['steps', number, 'checks', index];
      // Nobody who could be helped by a nudge sees a hidden check.
      const helpful = check.hidden !== true && !asksLearner(check);
      if (helpful && check.hint === undefined && Object.keys(step.solve).length > 0)
        note([...path, 'id'], { code: 'no-nudge', params: { check: check.id } });
      const parts = partsOf(check);
      const requests = Math.max(...parts.map(requestsOf));
      if (requests > manyRequests)
        note([...path, 'id'], { code: 'many-requests', params: { check: check.id, requests } });
      for (const command of parts.flatMap(changesNode))
        note([...path, 'id'], { code: 'command-changes', params: { check: check.id, command } });
      const disturbing = parts.find(({ judge }) => judge.notAnew === true);
      if (disturbing === undefined || asksLearner(check)) continue;
      const what = { check: check.id, kind: disturbing.kind };
      if (check.final && !step.optional) note([...path, 'id'], { code: 'check-disturbs', params: what });
      if (needsOf(check).length === 0) note([...path, 'id'], { code: 'disturbs-unguarded', params: what });
    }
  adviceOnCauses(lab, compiled, note);
  return notes;
}

/** Words that change a node, where a shell takes them for a command's: those that labs about networks use. */
const changing =
  /(?:^|[;&|(]|\b(?:do|then|else)\b)\s*((?:systemctl|service)\s[^;&|\n]*\b(?:re)?(?:start|stop|load)\b|ip\s[^;&|\n]*\b(?:add|del|replace|flush|set)\b|sysctl\s[^;&|\n]*-w\b|(?:p?kill|killall|rm|mv)\s|ipvsadm\s+-[ACDERade]+\b|iptables\s[^;&|\n]*-[ADFI]\b|nft\s+(?:add|delete|flush)\b)/m;

/** What a check that only looks does to its node. */
function changesNode({ judge, params }: Part): readonly string[] {
  return (judge.looksBy?.(params) ?? []).flatMap((script) => changing.exec(script)?.[1]?.trim() ?? []);
}

/** Requests that a kind is asked to make; 0: it makes none, or does not let one choose. */
function requestsOf({ params }: { readonly params: object }): number {
  const { requests } = params as { readonly requests?: unknown };
  return typeof requests === 'number' ? requests : 0;
}

/** Variables that are drawn for nothing. What a shell has under the same name counts as a use: it may be one. */
function adviceOnVariables(
  { lab, texts, scripts }: CompiledLab,
  note: (path: YamlPath, message: PackProblemMessage) => void,
): void {
  const { vars, ...rest } = lab;
  const all = JSON.stringify([rest, texts, scripts]);
  for (const name of Object.keys(vars ?? {}))
    if (!all.includes(`\${${name}}`)) note(['vars', name], { code: 'unused-variable', params: { name } });
}

/** Words of lab.yaml that are written as Markdown, which step texts alone are. */
function adviceOnWords(
  value: unknown,
  path: YamlPath,
  note: (path: YamlPath, message: PackProblemMessage) => void,
): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    const isWords = (languages as readonly string[]).includes(key);
    const bold = isWords && typeof member === 'string' ? /\*\*[^*]+\*\*/.exec(member)?.[0] : undefined;
    if (bold !== undefined) note(place, { code: 'bold-in-text', params: { text: bold } });
    adviceOnWords(member, place, note);
  }
}
