/** Runs of two ways of doing one thing, taken in turns so that a noisy host is noisy for both. */
export interface Comparison {
  readonly name: string;
  readonly unit: string;
  readonly ours: readonly number[];
  readonly baseline: readonly number[];
  readonly baselineName: string;
  /** Is more better? */
  readonly higherIsBetter: boolean;
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
export function row({ name, unit, ours, baseline, baselineName, higherIsBetter }: Comparison): string {
  const a = median(ours);
  const b = median(baseline);
  const ratio = higherIsBetter ? a / b : b / a;
  const range = (values: readonly number[]) =>
    `${fixed(median(values))} (${fixed(Math.min(...values))}–${fixed(Math.max(...values))})`;
  return `| ${name} | ${range(ours)} ${unit} | ${baselineName}: ${range(baseline)} ${unit} | ${fixed(ratio)} |`;
}

function fixed(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
