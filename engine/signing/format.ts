import { isSteering } from '../../contract/visible.js';

/**
 * What files in minisign's format have in common (https://jedisct1.github.io/minisign/, "Signature format"): lines of
 * text, those that matter in base64.
 */

/**
 * No file of a key, a signature or a succession is larger, in bytes. minisign's are of less than 400, and its longest comment is of
 * 8191; who reads a file from elsewhere takes no more of it than this.
 */
export const signingFileCap = 8192;

/** What comes before a comment that no signature covers. */
export const untrustedPrefix = 'untrusted comment: ';

/** The lines of a file, without their ends; none of what is larger than any such file. */
export function linesOf(text: string): readonly string[] {
  // A string has at most as many characters as its file has bytes.
  return text.length > signingFileCap ? [] : text.split(/\r?\n/);
}

/**
 * Exactly so many bytes from a line of base64 (RFC 4648 §4). As one value has one text only (padding, no loose bits), a text
 * that was changed is another value.
 */
export function decodeLine(line: string | undefined, bytes: number): Buffer | undefined {
  const raw = Buffer.from(line ?? '', 'base64');
  return raw.length === bytes && raw.toString('base64') === line ? raw : undefined;
}

export function encodeLine(...parts: readonly (string | Buffer)[]): string {
  return Buffer.concat(parts.map((part) => Buffer.from(part))).toString('base64');
}

/**
 * Whether a comment can stand in its line: no line breaks, nothing that steers a terminal (tabs are minisign's own separator),
 * nothing that UTF-8 has no bytes for. minisign from 0.12 on shows no signature whose trusted comment has control characters.
 */
export function isCommentLine(comment: string): boolean {
  return !isSteering(comment) && !/\n|\p{Surrogate}/u.test(comment);
}
