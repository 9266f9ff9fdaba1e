/**
 * What steers a terminal or turns the order of what is read: C0 but tab and line feed, DEL and C1 (ECMA-48), line and paragraph
 * separators, and Unicode's embeddings, overrides and isolates of direction (UAX #9).
 */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const steering = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/**
 * A guest's or a pack's text for people: characters that nobody would see but the terminal are shown (`␛`, `<U+009B>`), neither obeyed nor
 * left out: that they are there is news. Lines stay lines.
 */
export function visible(text: string): string {
  return text.replace(steering, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code); // Control Pictures
    if (code === 0x7f) return '\u2421';
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}

/** A stranger's word in a sentence of ours, where a line of its own would look like one of ours. */
export function inLine(word: string): string {
  return word.replaceAll('\n', '\u240a');
}

/** Whether a text has such characters: a pack's titles have no use for them. */
export function isSteering(text: string): boolean {
  return visible(text) !== text;
}

/** JSON with the same value, in which such characters are escaped: JSON.stringify leaves those above U+001F as they are. */
export function visibleJson(json: string): string {
  return json.replace(
    // oxlint-disable-next-line no-control-regex -- they are what is looked for; line feeds are JSON's own layout
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
