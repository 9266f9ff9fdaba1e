import type { PackVersion } from './lab.js';
import type { HintLevel } from './hints.js';
import type { Beside, Status, Verdict } from './verdict.js';
import type { Text } from './text.js';

/** What a report can be written as. */
export const reportFormats = ['json', 'junit', 'html'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** The graded result of a session. */
export interface Report {
  readonly format: 1;
  readonly lab: string;
  /** The pack that the lab came with; absent: it stood alone, or the session is of a former version. */
  readonly pack?: PackVersion;
  /** What the lab was compiled to (`sha256:…`); absent in sessions of former versions. */
  readonly digest?: string;
  readonly title: Text;
  readonly session: string;
  readonly provider: string;
  readonly seed: string;
  readonly values: Readonly<Record<string, string>>;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly finished: string;
  /** The learner's name; empty when nobody gave one. */
  readonly learner: string;
  /** A run that proves a lab: nobody learned in it, and nobody earns points. */
  readonly proof: boolean;
  /** The lab was changed while the session ran: a trainer wrote it, and nothing earns points. */
  readonly changed?: true;
  /** Were all checks judged for the grade? */
  readonly final: boolean;
  readonly summary: {
    readonly checks: number;
    readonly passed: number;
    readonly failed: number;
    readonly unknown: number;
    /** Checks that could not be judged because of trouble, not because of the learner: a grade cannot stand on them. */
    readonly trouble: number;
    readonly points: number;
    readonly earned: number;
  };
  readonly steps: readonly ReportStep[];
  /** What happened, oldest first, the newest 500: VIPs, VRRP, realservers, cables, power, requests that were lost. */
  readonly timeline: readonly ReportMoment[];
}

export interface ReportMoment {
  /** Milliseconds since the epoch, the host's clock. */
  readonly at: number;
  readonly message: { readonly code: string; readonly text: Text };
}

export interface ReportStep {
  readonly id: string;
  readonly title: Text;
  readonly status: Status;
  /** Typed in by the engine, or its commands were shown. */
  readonly solved: boolean;
  /** For who wants more: its checks count in the summary only where they pass. */
  readonly optional: boolean;
  readonly checks: readonly ReportCheck[];
}

export interface ReportCheck extends Omit<Verdict, 'message' | 'diagnosis' | 'also' | 'step' | 'check'> {
  readonly id: string;
  readonly title: Text;
  /** Points of `points` that the learner has earned. */
  readonly earned: number;
  /** Why it earns none, whether it holds or not. */
  readonly unearned?: { readonly code: string; readonly text: Text };
  readonly message: { readonly code: string; readonly text: Text };
  readonly diagnosis?: { readonly code: string; readonly text: Text };
  /** What was seen beside. */
  readonly also?: readonly { readonly how: Beside['how']; readonly code: string; readonly text: Text }[];
  readonly hint?: Text;
  /** Levels of help that were taken, least first. */
  readonly hints: readonly HintLevel[];
  readonly evidence: Verdict['evidence'];
}

/** Which state of which lab was graded: `lvs/dr-by-hand 1.0.0 @ sha256:0123456789ab`, as much of it as is known. */
export function labNameOf({ lab, pack, digest }: Pick<Report, 'lab' | 'pack' | 'digest'>): string {
  const name = pack === undefined ? lab : `${pack.id}/${lab} ${pack.version}`;
  return digest === undefined ? name : `${name} @ ${digest.slice(0, 'sha256:'.length + 12)}`;
}
