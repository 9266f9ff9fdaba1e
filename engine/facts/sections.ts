/** One part of the facts script's output. */
export interface Section {
  readonly text: string;
  readonly exit: number;
}

/**
 * Cuts the output of `factsScript` into its sections. Text outside of any section, sections that do not end and
 * lines without the marker's exact form are left out: total for any input.
 */
export function readSections(output: string, marker: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Section>();
  let rest = output;
  for (;;) {
    const start = rest.indexOf(`\n${marker} [ `);
    if (start < 0) return sections;
    const lineEnd = rest.indexOf('\n', start + 1);
    if (lineEnd < 0) return sections;
    const name = rest.slice(start + marker.length + 4, lineEnd);
    const closing = `\n${marker} ] ${name} `;
    // The newline that ends the opening line may also begin the closing one, for an empty section.
    const end = rest.indexOf(closing, lineEnd);
    if (end < 0) return sections;
    const exitEnd = rest.indexOf('\n', end + closing.length);
    const exit = Number.parseInt(rest.slice(end + closing.length, exitEnd < 0 ? undefined : exitEnd), 10);
    sections.set(name, {
      text: rest.slice(lineEnd + 1, Math.max(end, lineEnd + 1)),
      exit: Number.isNaN(exit) ? -1 : exit,
    });
    rest = exitEnd < 0 ? '' : rest.slice(exitEnd);
  }
}
