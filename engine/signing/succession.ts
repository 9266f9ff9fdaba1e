import { linesOf } from './format.js';
import {
  checkSignature,
  keyId,
  type MinisignKey,
  parsePublicKey,
  publicKeyText,
  type SignatureProblem,
} from './minisign.js';
import { type SecretKey, sign } from './sign.js';

/*
 * A key's succession: a new public key that the old one vouches for. The document is the new key's `.pub` file, then the old key's
 * `.minisig` over it, so that minisign can check it: its first two lines are the file, the other four the signature. The trusted
 * comment says what this is; a signature over a key for another reason is no succession.
 */

/** No more successions are followed from a key that is trusted: one a year, for longer than anybody's packs live. */
export const successionCap = 16;

/** `other-statement`: the signature holds, but says something else. `same-key`: a key would follow itself. */
export type SuccessionProblem = SignatureProblem | 'other-statement' | 'same-key';

export type SuccessionCheck =
  | { readonly ok: true; readonly key: MinisignKey }
  | { readonly ok: false; readonly problem: SuccessionProblem };

const untrusted = 'signature of the key that is succeeded';

const statement = (older: MinisignKey, newer: MinisignKey) =>
  `succession: key ${keyId(newer)} succeeds key ${keyId(older)}`;

/** Neither ids nor keys may be alike: two keys with one id could not be told apart by whoever reads a signature. */
function isSame(one: MinisignKey, other: MinisignKey): boolean {
  return one.id.equals(other.id) || one.key.equals(other.key);
}

/** The document by which the old key makes the new one its successor. */
export function makeSuccession(
  older: SecretKey,
  newer: MinisignKey,
): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: 'same-key' } {
  if (isSame(older.publicKey, newer)) return { ok: false, problem: 'same-key' };
  const text = publicKeyText(newer);
  const signed = sign(Buffer.from(text), older, { trusted: statement(older.publicKey, newer), untrusted });
  if (!signed.ok) throw new Error('a comment that this file made is refused');
  return { ok: true, text: text + signed.minisig };
}

/** Checks one document against the key that is trusted so far. Total for any text. @returns the new key */
export function checkSuccession(older: MinisignKey, text: string): SuccessionCheck {
  const lines = linesOf(text);
  const newer = parsePublicKey(lines[1] ?? '');
  // There is one text for a succession: comments that nothing covers are given, too, and nothing follows.
  const file = newer === undefined ? '' : publicKeyText(newer);
  const minisig = lines.slice(2).join('\n');
  if (newer === undefined || `${lines.slice(0, 2).join('\n')}\n` !== file)
    return { ok: false, problem: 'malformed' };
  if (lines.length !== 7 || lines[2] !== `untrusted comment: ${untrusted}` || lines[6] !== '')
    return { ok: false, problem: 'malformed' };
  const check = checkSignature(Buffer.from(file), minisig, older);
  if (!check.valid) return { ok: false, problem: check.problem };
  if (check.comment !== statement(older, newer)) return { ok: false, problem: 'other-statement' };
  return isSame(older, newer) ? { ok: false, problem: 'same-key' } : { ok: true, key: newer };
}

/**
 * Whether documents, in whatever order, lead from a key that is trusted to another one. Those that say nothing of the keys on the way are
 * left out: a stranger may have put them there. So are those beyond `successionCap`.
 */
export function successionBetween(start: MinisignKey, goal: MinisignKey, texts: readonly string[]): boolean {
  const reached = [start];
  // It grows while it is gone through.
  for (const key of reached) {
    if (key.id.equals(goal.id) && key.key.equals(goal.key)) return true;
    for (const text of texts.slice(0, successionCap)) {
      const check = checkSuccession(key, text);
      if (check.ok && !reached.some((each) => isSame(each, check.key))) reached.push(check.key);
    }
  }
  return false;
}
