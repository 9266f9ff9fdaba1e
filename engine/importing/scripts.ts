import { importLimits } from '../../contract/limits.js';
import { lacksOf } from './lacks.js';
import type { Place, Thing } from './notes.js';

/** A word that ends a here-document, and is no line of it. */
function endFor(text: string): string {
  let end = 'END_OF_IMPORTED';
  while (text.includes(end)) end += '_';
  return end;
}

/** A shell's word in single quotes (POSIX XCU 2.2.2). */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

const shells = /^#!\s*(?:\/usr)?\/bin\/(?:env\s+)?(?:ba|da|z|k)?sh\b/;

/** Written for a shell, or for an interpreter that is named in its first line? */
export function isShell(script: string): boolean {
  return !script.startsWith('#!') || shells.test(script);
}

/**
 * A set-up script that runs another: by its own interpreter, with its arguments. Where it came from nobody waited for it, and nobody asked
 * how it ended; here a set-up that fails keeps the lab from starting, so it has its time, and its end is not asked for.
 */
export function setupScript(script: string, from: string, words: readonly string[] = []): string {
  const end = endFor(script);
  const how = script.startsWith('#!') ? '' : 'bash ';
  const args = words.map((each) => ` ${quoted(each)}`).join('');
  const head = `# Imported from ${from.replace(/[^\w./ -]/g, '?')}\n`;
  const body = script.endsWith('\n') ? script : `${script}\n`;
  return `${head}script=$(mktemp /tmp/import.XXXXXX)\ncat >"$script" <<'${end}'\n${body}${end}\nchmod 700 "$script"\ncd /root\ntimeout ${importLimits.scriptSeconds} ${how}"$script"${args} || echo "ended with $?"\nrm -f "$script"\n`;
}

/** What chmod(1) takes. */
export function isMode(mode: string): boolean {
  return /^(?:[0-7]{3,4}|[ugoa]*[-+=][rwxXst]*(?:,[ugoa]*[-+=][rwxXst]*){0,7})$/.test(mode);
}

/** A file that is put on a node: text as it is, else by base64. @param mode as for chmod(1); undefined, or none that is one: as it comes */
export function carriedFile(target: string, bytes: Buffer, mode: string | undefined): string {
  const text = bytes.toString('utf8');
  const isText = Buffer.from(text).equals(bytes) && !text.includes('\0') && text.endsWith('\n');
  const file = quoted(target);
  const end = endFor(text);
  const lines = isText ? text : `${(bytes.toString('base64').match(/.{1,76}/g) ?? []).join('\n')}\n`;
  const write = isText ? `cat >${file}` : `base64 -d >${file}`;
  const folder = quoted(target.replace(/\/[^/]*$/, '') || '/');
  return `mkdir -p ${folder}\n${write} <<'${end}'\n${lines}${end}\n${mode === undefined || !isMode(mode) ? '' : `chmod ${quoted(mode)} ${file}\n`}`;
}

/**
 * A verifying script as what a check runs: `sh -c` runs it, so what is written for bash is given to bash. Its first line says what it is
 * called, which is what verdicts quote.
 */
export function checkCommand(script: string, name: string): string {
  const text = script.replace(/^#!.*\n?/, '').trim();
  if (!text.includes('\n') && /^[\w./ =:@%+,-]*$/.test(text)) return text;
  const end = endFor(script);
  return `# ${name.replace(/[^\p{L}\p{N}./ _-]/gu, '?')}\nbash <<'${end}'\n${text}\n${end}\n`;
}

/** Says what a script needs that nodes lack. @param place of its first line */
export function noteLacks(thing: Thing, script: string, name: string, place: Place): void {
  for (const { line, ...lack } of lacksOf(script))
    thing.note(
      'changed',
      { code: 'script-lacks', params: { script: name, ...lack } },
      { file: place.file, line: place.line + line - 1 },
    );
}
