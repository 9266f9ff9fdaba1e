/** What `[` may ask of files. */
export interface FileTests {
  isFile(path: string): boolean;
  isFolder(path: string): boolean;
  size(path: string): number;
}

/** test(1): the operators of POSIX, `-a` and `-o` from left to right. @returns 0 true, 1 false, 2 wrong usage */
export function condition(words: readonly string[], files: FileTests): number {
  for (const [at, word] of words.entries()) {
    if (at === 0 || (word !== '-o' && word !== '-a')) continue;
    const left = condition(words.slice(0, at), files);
    const right = condition(words.slice(at + 1), files);
    if (word === '-o') return left === 0 || right === 0 ? 0 : 1;
    return left === 0 && right === 0 ? 0 : 1;
  }
  const [first = '', second = '', third = ''] = words;
  if (words.length === 0) return 1;
  if (first === '!') return condition(words.slice(1), files) === 0 ? 1 : 0;
  if (words.length === 1) return first === '' ? 1 : 0;
  if (words.length === 2) return unary(first, second, files);
  return binary(first, second, third);
}

function unary(operator: string, word: string, files: FileTests): number {
  const tests: Readonly<Record<string, boolean>> = {
    '-n': word !== '',
    '-z': word === '',
    '-f': files.isFile(word),
    '-d': files.isFolder(word),
    '-e': files.isFile(word) || files.isFolder(word),
    '-r': files.isFile(word) || files.isFolder(word),
    '-s': files.size(word) > 0,
    '-x': files.isFolder(word),
    '-L': false,
  };
  const result = tests[operator];
  return result === undefined ? 2 : result ? 0 : 1;
}

function binary(left: string, operator: string, right: string): number {
  const [one, two] = [Number(left), Number(right)];
  const tests: Readonly<Record<string, boolean>> = {
    '=': left === right,
    '==': left === right,
    '!=': left !== right,
    '-eq': one === two,
    '-ne': one !== two,
    '-lt': one < two,
    '-le': one <= two,
    '-gt': one > two,
    '-ge': one >= two,
  };
  const result = tests[operator];
  return result === undefined ? 2 : result ? 0 : 1;
}
