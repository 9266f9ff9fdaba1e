/** Characters (Unicode code points) of a learner's name at most. */
const longest = 80;

/**
 * A learner's name as it stands in reports: one line, and nothing that would steer a terminal or turn the direction of the
 * text after it (Unicode's controls and bidirectional marks, UAX #9).
 */
export function learnerName(said: string): string {
  const line = said
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
  return Array.from(line.trim()).slice(0, longest).join('').trim();
}
