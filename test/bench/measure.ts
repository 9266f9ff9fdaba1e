/** Runs of two ways of doing one thing, taken in turns so that a noisy host is noisy for both. */
export interface Comparison {
  readonly name: string;
  readonly unit: string;
  readonly ours: readonly number[];
  readonly baseline: readonly number[];
  readonly baselineName: string;
  /** Is more better? */
  readonly higherIsBetter: boolean;
  readonly target?: string;
}

/** The rows of BENCH.md's table, told as they come. */
export class Report {
  readonly #rows: string[] = [];

  get table(): string {
    return [
      '| what | ours: median (range) | baseline, same run | times better | target |',
      '|---|---|---|---|---|',
      ...this.#rows,
    ].join('\n');
  }

  compare(comparison: Comparison): void {
    this.#add(row(comparison));
  }

  /** What has no baseline to be a ratio to. */
  say(name: string, ours: string, more: { readonly beside?: string; readonly target?: string } = {}): void {
    this.#add(`| ${name} | ${ours} | ${more.beside ?? '–'} | – | ${more.target ?? '–'} |`);
  }

  #add(line: string): void {
    this.#rows.push(line);
    process.stderr.write(`${line}\n`);
  }
}

export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

export async function inTurns(
  runs: number,
  ours: () => Promise<number>,
  baseline: () => Promise<number>,
): Promise<{ ours: number[]; baseline: number[] }> {
  const result = { ours: [] as number[], baseline: [] as number[] };
  for (let index = 0; index < runs; index += 1) {
    result.ours.push(await ours());
    result.baseline.push(await baseline());
  }
  return result;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** One line of BENCH.md's table. */
function row({ name, unit, ours, baseline, baselineName, higherIsBetter, target }: Comparison): string {
  const a = median(ours);
  const b = median(baseline);
  const ratio = higherIsBetter ? a / b : b / a;
  return `| ${name} | ${range(ours)} ${unit} | ${baselineName}: ${range(baseline)} ${unit} | ${fixed(ratio)} | ${target ?? '–'} |`;
}

/** The median, with the smallest and the largest. */
export function range(values: readonly number[]): string {
  return `${fixed(median(values))} (${fixed(Math.min(...values))}–${fixed(Math.max(...values))})`;
}

function fixed(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
