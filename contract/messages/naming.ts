import { packLimits } from '../limits.js';
import type { Language, Text } from '../text.js';
import type { Prediction } from '../prediction.js';

/** How sentences name things, so that a node called after its role is not named twice ("director director"). */

/** Names in the order in which they are said. */
export type Words = readonly string[];

/** `rs1、rs2`, or that there is none. */
export function zhList(words: Words): string {
  return words.length === 0 ? '无' : words.join('、');
}

/** `rs1, rs2`, or that there is none. */
export function enList(words: Words): string {
  return words.length === 0 ? 'none' : words.join(', ');
}

/** `rs1 3, rs2 1`: how many each got. */
export function shares(over: Readonly<Record<string, number>>): string {
  return Object.entries(over)
    .map(([node, count]) => `${node} ${count}`)
    .join(', ');
}

/** In English: `director lb1`, but `the director` where that is the node's name. */
export function named(role: 'director' | 'realserver' | 'client', node: string): string {
  return node === role ? `the ${role}` : `${role} ${node}`;
}

/** The same at the beginning of a sentence. */
export function atStart(role: 'director' | 'realserver' | 'client', node: string): string {
  const words = named(role, node);
  return `${words[0]!.toUpperCase()}${words.slice(1)}`;
}

/** `VIP 10.0.0.29`, or only `VIP` where nobody knows which. Older journals have the word itself in its place. */
export function vipNamed(vip: string): string {
  return vip === '' || vip === 'VIP' ? 'VIP' : `VIP ${vip}`;
}

/** What a number has to be; a text is of a journal of an older version. */
export type Wanted =
  | string
  | { readonly min?: number; readonly equals?: number; readonly oneOf?: readonly number[] };

export function wantedZh(want: Wanted): string {
  if (typeof want === 'string') return want;
  return [
    ...(want.equals === undefined ? [] : [`为 ${want.equals}`]),
    ...(want.min === undefined ? [] : [`不小于 ${want.min}`]),
    ...(want.oneOf === undefined ? [] : [`为 ${want.oneOf.join(' 或 ')}`]),
  ].join('，且');
}

export function wantedEn(want: Wanted): string {
  if (typeof want === 'string') return want;
  return [
    ...(want.equals === undefined ? [] : [`${want.equals}`]),
    ...(want.min === undefined ? [] : [`at least ${want.min}`]),
    ...(want.oneOf === undefined ? [] : [want.oneOf.join(' or ')]),
  ].join(' and ');
}

/** A forwarding method with its option in ipvsadm(8); `local` has none. */
export function method(name: string): string {
  const options: Readonly<Record<string, string>> = { dr: 'DR (-g)', nat: 'NAT (-m)', tun: 'TUN (-i)' };
  return options[name] ?? name;
}

/**
 * A command as a sentence quotes it: what its first line says, which may be a comment that names a script, and not all of a long one. All of
 * it stands in the proof.
 */
export function commandNamed(run: string): string {
  const lines = run.split('\n').filter((line) => line.trim() !== '');
  const [first = ''] = lines;
  const isNamed = lines.length > 1 && /^\s*#\s*\S/.test(first);
  const line = isNamed ? first.replace(/^[\s#]+/, '').trim() : first.trim();
  // Not between the two halves of a character (UTF-16).
  const shown = line.slice(0, packLimits.shown).replace(/[\ud800-\udbff]$/, '');
  const isCut = line.length > shown.length || (lines.length > 1 && !isNamed);
  return isCut ? `${shown} …` : shown;
}

/** What a check is called; its id in journals of before. */
export function titleOf(p: { readonly check: string; readonly title?: Text }, language: Language): string {
  return p.title?.[language] ?? p.check;
}

/** `5 seconds`, `rs1, rs2`: what a learner expected. */
export function predictionIn({ answer, unit }: Prediction, language: Language): string {
  const of = unit?.[language];
  return of === undefined ? answer : `${answer} ${of}`;
}

/** How what a learner expected is introduced, beside what was found. */
export const predictedText: Text = { 'zh-CN': '你的预测', en: 'You predicted' };

/** How what was seen beside a verdict is introduced. */
export const besideTexts: Readonly<Record<'too' | 'other' | 'note', Text>> = {
  too: { 'zh-CN': '同时还有', en: 'As well' },
  other: { 'zh-CN': '也看到，但不是这里的原因', en: 'Also seen, but not the cause of this' },
  note: { 'zh-CN': '说明', en: 'Note' },
};
