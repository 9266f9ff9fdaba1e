/** A section of the course as somebody writes it: `1.5.10`, `ARP 1.3`, `§1.5`, `1.5.8-1`. */
interface Section {
  /** The chapter before the number, where one is named. */
  readonly chapter: string | undefined;
  readonly numbers: readonly string[];
}

/** What is after the number (`-1`, `(2)`) is a part of the section; a lab says sections only. */
const written = /^(?:([\p{L}]+)\s*)?[§第]?(\d+(?:\.\d+)+)\.?(?:[-(（].*)?[节章]?$/u;

function parse(text: string): Section | undefined {
  const [, chapter, number] = written.exec(text.trim()) ?? [];
  if (number === undefined) return undefined;
  const named = chapter === undefined || chapter === '第' ? undefined : chapter.toLowerCase();
  return { chapter: named, numbers: number.split('.') };
}

/**
 * The sections that a search means: of `1.5` all below it, and not 1.50; a chapter counts where it is named.
 * Undefined: this is no section's number.
 */
export function sectionsFound(query: string, sections: readonly string[]): readonly string[] | undefined {
  const wanted = parse(query);
  if (wanted === undefined) return undefined;
  return sections.filter((text) => {
    const section = parse(text);
    return (
      section !== undefined &&
      (wanted.chapter === undefined || wanted.chapter === section.chapter) &&
      wanted.numbers.every((number, at) => section.numbers[at] === number)
    );
  });
}

/** The chapters that sections are said with: `arp` of `ARP 1.3`. */
export function chaptersOf(sections: readonly string[]): ReadonlySet<string> {
  return new Set(sections.flatMap((text) => parse(text)?.chapter ?? []));
}

/** A search in its words, in lower case; a chapter's name stays with its number: `nat ARP 1.3` has two. */
export function queryWords(text: string, chapters: ReadonlySet<string>): readonly string[] {
  const words: string[] = [];
  for (const word of text.toLowerCase().split(/\s+/)) {
    const before = words.at(-1);
    if (before !== undefined && chapters.has(before) && parse(word) !== undefined)
      words[words.length - 1] = `${before} ${word}`;
    else if (word !== '') words.push(word);
  }
  return words;
}
