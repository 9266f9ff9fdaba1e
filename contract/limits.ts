/**
 * What a pack may have at most. Packs come from strangers, and are read by the process that owns a session's machines: whatever stands in
 * one, reading it takes less than half a second. Each cap is far above what labs need (the largest of ours: 20 kB, 4,800 tokens, 5 nodes,
 * 9 steps, 8 checks in a step) and low enough for that.
 */
export const packLimits = {
  /** Bytes of a lab.yaml or pack.yaml: one that is a single long scalar is read in a tenth of a second. */
  yamlBytes: 1_048_576,
  /** Lexical tokens of a YAML file (words, indicators, ends of line): they, not bytes, are what its parser takes time for (8 µs each). */
  yamlTokens: 20_000,
  /** Containers within each other. Parsers recurse, and a stack that is used up can end V8 itself, not only throw. A check is 8 deep. */
  yamlDepth: 32,
  /** Bytes of one step's text in one language; what else bounds it is said in `contract/markdown`. */
  textBytes: 32_768,
  /** Lines of a text. */
  textLines: 1500,
  /** Quotes and lists within each other, in one line. A parser recurses there, and takes quadratic time. */
  textDepth: 32,
  /** The same, summed up over a text's lines. */
  textNesting: 4000,
  /** Characters such as * _ [ ` | in one paragraph, and in a text. */
  paragraphMarks: 1000,
  textMarks: 4000,
  /** Addresses in a text that become links. */
  textLinks: 500,
  /** Bytes of a part, and of an included file. */
  partBytes: 65_536,
  /** Lexical tokens of all parts of a lab together. */
  partTokens: 20_000,
  /** Parts, or included files, within each other. */
  partDepth: 8,
  /** Characters that includes put into one text or string. */
  included: 65_536,
  /** Bytes of one set-up script. */
  scriptBytes: 131_072,
  /** Bytes of translations.json: ten thousand texts with keys of a hundred characters. */
  ledgerBytes: 1_310_720,
  /** Bytes of a file of translations (.po) that is read: ours, of four labs, has 160,000, both languages in it. */
  poBytes: 4_194_304,
  /** Its entries, and its marks (quotes, `#`): its parser keeps an object for each string and comment. */
  poEntries: 10_000,
  poMarks: 400_000,
  /** Files in a lab's folder that are looked at for what nothing uses. */
  files: 2000,
  /** Bytes of all texts and scripts of a lab together. */
  labBytes: 1_048_576,

  /** Bytes of a lab as it is shipped (lab.json): what lab.yaml, parts, texts and scripts come to, with what JSON puts around it. */
  shippedBytes: 4_194_304,

  /** Problems that are told; a person mends the first ten and looks again. */
  problems: 100,
  /** Characters of an author's word that are shown in a problem, and of a line in a code frame. */
  shown: 120,
  /** Names that a problem lists as known. */
  shownNames: 20,

  /** Modules of a pack's course map. */
  modules: 64,
  /** Each network is a switch, each of its nodes' cards a socket. */
  networks: 16,
  /** Each node is a machine with a terminal and a card in the picture. */
  nodes: 32,
  /** MiB of memory of all nodes together: the largest trainer's machine that we know of has 64 GiB. */
  memory: 32_768,
  steps: 60,
  /** Checks of the whole lab: a round asks for the facts of all at once. */
  checks: 400,
  mistakes: 200,
  causes: 100,
  vars: 64,
  /** Values that a pick may stand for. */
  pickValues: 4096,
  /** Characters of a variable's value: it may stand in a text a hundred thousand times. */
  value: 100,
  /** Items of any other list or mapping, such as the nodes of a check. */
  items: 128,
  /** Choices of a quiz: they are all on the screen. */
  options: 20,
  /** Pairs of a quiz: each has a list of all right sides. */
  pairs: 10,
  /** Quizzes that one is drawn from. */
  variantsDrawn: 12,

  /** Characters of a line that is shown as one: a title, an option. */
  line: 300,
  /** Characters of the reason why an answer is right or wrong: a few sentences under the answer. */
  why: 1000,
  /** Characters of a text that is shown as a paragraph: a summary, a question, a hint. */
  paragraph: 4000,
  /** Characters of a word: a path, a URL, a name of a package, an address. PATH_MAX is 4,096; nobody types that. */
  word: 1000,
  /** Characters of a script or a command that stands in lab.yaml. */
  script: 65_536,
  /** Characters of a regular expression. */
  pattern: 500,
  /** Instructions of a regular expression's program: matching 64 KiB takes at most so many steps a character. */
  patternSize: 300,
} as const;

/**
 * What a packed lab (`NAME.lvspack`, engine/archive) may have at most. It is read before anybody has vouched for it: these bound what it can
 * take of memory, disk and time.
 */
export const archiveLimits = {
  /** Files: twice as many as a lab's folder may have, and our own pack has a hundred and fifty. */
  files: 4000,
  /** Bytes of all files together. Labs are text; this leaves room for pictures and recordings. */
  totalBytes: 67_108_864,
  /** Bytes of one file: read into memory as a whole by whoever shows it. */
  fileBytes: 16_777_216,
  /** Bytes of manifest.json, which is parsed as a whole: 4,000 files with paths of 150 bytes. */
  manifestBytes: 1_048_576,
  /** Bytes of manifest.json.minisig: four lines, the longest of which, the trusted comment, minisign bounds at 8 KiB. */
  signatureBytes: 16_384,
  /** Bytes of a path in UTF-8: a folder of Windows' 260 characters (MAX_PATH) and a user's own folder before it must be enough for both. */
  pathBytes: 200,
  /** Folders within each other. */
  pathDepth: 16,
  /** Bytes as inflated: all of the above, and 1,023 bytes at most around each file (a header, and padding to a block). */
  inflatedBytes: 75_497_472,
  /** Bytes as packed. Deflate makes nothing much larger, but a hostile stream of empty blocks never ends. */
  packedBytes: 75_497_472,
  /**
   * Bytes inflated for each packed one. Texts have 3 to 10, logs up to 50, headers of nothing but empty files 40; deflate can do 1,032,
   * which nothing has but what was made to be large.
   */
  ratio: 200,
  /** Bytes that may be inflated beyond the ratio: one small file of zeros is no bomb. */
  ratioSlack: 1_048_576,
  /** Seconds: 4,000 files, each brought onto a slow disk (fsync). */
  seconds: 120,
  /** Seconds in which it has come from a server: all that there may be, at 40 kB a second. */
  fetchSeconds: 1800,
} as const;

/** What a class may have at most: a teacher's own files, but lists of students come from other systems. */
export const classLimits = {
  /** Of the largest course that we know of one year has 3,000. */
  students: 5000,
  /** Each is replayed for each student. */
  labs: 200,
  packs: 64,
  /** Bytes of class.yaml, and of a list of students: 5,000 rows of 200. */
  bytes: 1_048_576,
  /** Lexical tokens of class.yaml: a student that stands in it has 22. */
  yamlTokens: 150_000,
  /** Bytes of one row of a list of students: more is a quote that was not closed. */
  rowBytes: 16_384,
  /** Rows, some of which may be empty, and columns: the parser takes 5 µs for each field of each. */
  rows: 10_000,
  columns: 200,
  fields: 250_000,
  /** Characters of a name. */
  name: 80,
} as const;

/** What an index of packs may have at most: it comes from a web server, and is read before anybody has vouched for it. */
export const indexLimits = {
  /** Bytes: 500 packs with their titles, and all else below. */
  bytes: 1_048_576,
  seconds: 60,
  packs: 500,
  revoked: 500,
  /** Digests that were taken back, by whatever index, and are remembered. */
  kept: 10_000,
} as const;

/** What a pack's repository may have at most. */
export const gitLimits = {
  /** Bytes of its newest state, as git packs it and as files: twice what a pack may have. */
  bytes: 268_435_456,
  seconds: 300,
} as const;

/**
 * What is read of another platform's lab (engine/importing). It comes from strangers as packs do; what is made of it has to keep within
 * `packLimits` besides.
 */
export const importLimits = {
  /** Bytes of an index.json, a Markdown file with its front matter, a Vagrantfile: twenty times the largest that we have seen. */
  fileBytes: 1_048_576,
  /** Bytes of all files that are read. */
  totalBytes: 33_554_432,
  /** Bytes of a file that learners are to find on a node: it is carried in a set-up script, as base64 if it is no text. */
  assetBytes: 65_536,
  /** Files and folders that are looked at. */
  files: 10_000,
  /** Folders within each other. */
  depth: 8,
  /** Labs that one pack is made of: a module's list has no more. */
  labs: 128,
  /** Items of a report; what is beyond is counted. */
  items: 5000,
  /** Lines of a Markdown file: a step's text has 1,500 at most, and the longest file that we have seen 1,100. */
  lines: 20_000,
  /** Components of a text within each other. */
  components: 8,
  /** Words of a Vagrantfile (names, strings, brackets). */
  words: 50_000,
  /** Turns of all its loops together, and calls: no Vagrantfile makes more machines than a lab may have nodes. */
  turns: 10_000,
  /** Brackets and blocks within each other. */
  nesting: 64,
  /** Seconds that a script brought over may take before the learner gets the machine: on its platform nobody waited for it. */
  scriptSeconds: 120,
} as const;
