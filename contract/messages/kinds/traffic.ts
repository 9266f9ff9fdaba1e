import { entry } from '../../text.js';

/** Bytes as people read them: `2.1 MB`, `14.2 kB`, `60 B` (powers of ten). */
function sized(bytes: number): string {
  const whole = bytes.toFixed(0);
  if (bytes < 1000) return `${whole} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(2)} MB`;
}

export const trafficTexts = {
  'traffic.ok': entry<{ node: string; bytes: number }>(
    (p) => `${p.node} 发出了 ${sized(p.bytes)}`,
    (p) => `${p.node} sent ${sized(p.bytes)}`,
  ),
  'traffic.much': entry<{ node: string; bytes: number; want: number }>(
    (p) => `${p.node} 发出了 ${sized(p.bytes)}，应不超过 ${sized(p.want)}`,
    (p) => `${p.node} sent ${sized(p.bytes)}; it should be ${sized(p.want)} at most`,
  ),
  'traffic.little': entry<{ node: string; bytes: number; want: number }>(
    (p) => `${p.node} 只发出了 ${sized(p.bytes)}，应至少 ${sized(p.want)}`,
    (p) => `${p.node} sent ${sized(p.bytes)} only; it should be ${sized(p.want)} at least`,
  ),
} as const;
