/** Numbers from a seed: mulberry32 (public domain), so that a lab can be made again from its number. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export type Random = (below: number) => number;

/** Parts of a pack that a spoilt lab may use. */
export const oddParts: Readonly<Record<string, string>> = {
  itself: 'part: { a: { use: itself }, b: { use: itself } }\n',
  twice: 'params: { x: }\npart: [{ use: once, with: { x: "${x}" } }, { use: once, with: { x: "${x}" } }]\n',
  once: 'params: { x: }\npart: ["${x}", "${x}"]\n',
  odd: 'params: { x: }\npart: { "${x}": "${x}" }\n',
};

const oddWords = [
  '{ use: killed }',
  '{ use: killed, id: other }',
  '{ use: itself }',
  '{ use: twice, with: { x: { use: twice, with: { x: 1 } } } }',
  '{ use: odd, with: { x: __proto__ } }',
  '{ use: odd, with: { x: { a: 1 } } }',
  '{ use: nothing }',
  '{ use: ../../etc/passwd }',
  '{ use: [], with: [] }',
  '"${include global_defs.conf router_id=1}"',
  '"${include vrrp_instance.conf vip=${vip}}"',
  '"${include ../pack.yaml}"',
  'constructor',
  '__proto__',
  'toString',
  'null',
  '~',
  'true',
  'yes',
  '0x1F',
  '1e999',
  '-1',
  '.nan',
  '.inf',
  '9007199254740993',
  '2001-12-14',
  '""',
  "''",
  '" "',
  '[]',
  '{}',
  '[[[[]]]]',
  '{ a: { b: { c: {} } } }',
  '*nobody',
  '&a [*a]',
  '!!binary aGk=',
  '!!set {a, b}',
  '!<tag:x> y',
  '"\\0"',
  '"\\u202e"',
  '"\\ud800"',
  '"\\x1b[2J"',
  '\u{1f469}\u200d\u{1f4bb}',
  '\u202e',
  '\ufeff',
  'é'.normalize('NFD'),
  '${vip}',
  '${nobody}',
  '$${vip}',
  '${constructor}',
  '${vip',
  '"(a+)+$"',
  '"(a|a)*$"',
  '"(?!x)"',
  '"\\\\1"',
  '"x{1000}"',
  '"[[:alpha:"',
  '10.0.0.0/0',
  '0.0.0.0',
  '255.255.255.255',
  '10.0.0.256',
  '10.0.0.{1..4096}',
  '"{1..4097}"',
  '"{a,b}"',
  '../../../etc/passwd',
  '/dev/zero',
  'steps',
  '|',
  '>',
  '? a',
  '- - - a',
  '<<: *a',
  '# gone',
  '%TAG ! x',
  '---',
  '...',
  '\t',
  '@',
  '`',
  '!',
  '&',
  '*',
];

const structures: readonly ((random: Random) => string)[] = [
  (random) => '['.repeat(1 + random(3000)),
  (random) => '{a: '.repeat(1 + random(1000)),
  (random) => '- '.repeat(1 + random(2000)),
  (random) => '? '.repeat(1 + random(500)),
  (random) => 'x'.repeat(random(1_200_000)),
  (random) => `"${'\\n'.repeat(random(200_000))}"`,
  (random) => `[${'a, '.repeat(random(30_000))}a]`,
  (random) => `[${'*a, '.repeat(random(200))}a]`,
  (random) => `&a [${'a, '.repeat(random(5000))}a]`,
  (random) => '${x}'.repeat(random(50_000)),
  (random) => `"${'(a*)*'.repeat(random(90))}"`,
  (random) => '>'.repeat(random(2000)),
  (random) => '\n'.repeat(random(100_000)),
  (random) => `{${Array.from({ length: random(4000) }, (_, index) => `k${index}: ${index}`).join(', ')}}`,
];

const bomb = Array.from(
  { length: 9 },
  (_, index) =>
    `a${index}: &a${index} [${Array(9)
      .fill(index === 0 ? 'lol' : `*a${index - 1}`)
      .join(', ')}]`,
);

/** One thing done to a lab's lines. */
const deeds: readonly ((lines: string[], random: Random) => void)[] = [
  function dropLine(lines, random) {
    lines.splice(random(lines.length), 1);
  },
  function repeatLine(lines, random) {
    const at = random(lines.length);
    lines.splice(at, 0, ...Array<string>(1 + random(random(4) === 0 ? 3000 : 3)).fill(lines[at]!));
  },
  function swapLines(lines, random) {
    const [a, b] = [random(lines.length), random(lines.length)];
    [lines[a], lines[b]] = [lines[b]!, lines[a]!];
  },
  function moveBlock(lines, random) {
    const block = lines.splice(random(lines.length), 1 + random(30));
    lines.splice(random(lines.length + 1), 0, ...block);
  },
  function repeatBlock(lines, random) {
    const from = random(lines.length);
    const block = lines.slice(from, from + 1 + random(60));
    for (let times = 1 + random(random(5) === 0 ? 200 : 3); times > 0; times -= 1)
      lines.splice(from, 0, ...block);
  },
  function changeValue(lines, random) {
    replaceIn(lines, random, /(:\s+)[^\s#].*$/, oddWords[random(oddWords.length)]!);
  },
  function changeWord(lines, random) {
    replaceIn(lines, random, /()[\w.-]+/g, oddWords[random(oddWords.length)]!);
  },
  function changeIndent(lines, random) {
    const at = random(lines.length);
    lines[at] = ' '.repeat(random(random(10) === 0 ? 2000 : 12)) + lines[at]!.trimStart();
  },
  function put(lines, random) {
    replaceIn(lines, random, /(:\s+)[^\s#].*$/, structures[random(structures.length)]!(random));
  },
  function putLine(lines, random) {
    lines.splice(random(lines.length + 1), 0, structures[random(structures.length)]!(random));
  },
  function renameKey(lines, random) {
    replaceIn(lines, random, /(^\s*(?:- )?)[\w-]+(?=:)/, oddWords[random(oddWords.length)]!);
  },
  function explode(lines) {
    lines.unshift(...bomb);
  },
  function flip(lines, random) {
    const at = random(lines.length);
    const line = lines[at]!;
    const place = random(line.length + 1);
    lines[at] = line.slice(0, place) + String.fromCodePoint(random(0x3000)) + line.slice(place + random(2));
  },
];

function replaceIn(lines: string[], random: Random, where: RegExp, by: string): void {
  const at = random(lines.length);
  let skip = random(4);
  lines[at] = lines[at]!.replace(where, (whole: string, before: string) =>
    where.global && skip-- > 0 ? whole : `${before}${by}`,
  );
}

/** Characters: more than any reader takes. */
const maxText = 1_500_000;

/** A lab.yaml with one to four things done to it that nobody would do, or everybody does now and then; the same seed does the same. */
export function mutated(yaml: string, seed: number): string {
  const random = randomOf(seed);
  const lines = yaml.split('\n');
  for (let left = 1 + random(4); left > 0; left -= 1) {
    if (lines.length === 0) lines.push('');
    deeds[random(deeds.length)]!(lines, random);
  }
  // Not all of it is joined: a line of a megabyte that was repeated 3,000 times is longer than a string can be.
  let text = lines[0] ?? '';
  for (const line of lines.slice(1)) {
    if (text.length > maxText) break;
    text += `\n${line}`;
  }
  return text.slice(0, maxText);
}
