import type { Role } from './machines.js';
import type { ErrorMessage } from './messages/errors.js';
import type { Language, Text } from './text.js';

/** Bytes of a pack that a browser can send: one message has them all. */
export const uploadBytes = 5_000_000;

/* Packs as they are looked at, installed and listed: what a window and a command are told. */

/** What a lab will do on somebody's computer, computed from the lab itself: to be read before it is installed. */
export interface LabSheet {
  readonly id: string;
  readonly title: Text;
  readonly digest: string;
  readonly minutes: number;
  readonly steps: number;
  readonly checks: number;
  /** MiB of all machines together, at most. */
  readonly memory: number;
  readonly disk: number;
  readonly nodes: readonly {
    readonly name: string;
    readonly role: Role;
    readonly memory: number;
    readonly disk: number;
    /** Set-up scripts that run there as root before the learner gets the machine. */
    readonly scripts: readonly string[];
  }[];
  /** Steps that can be typed in for the learner; a learner's pack has none. */
  readonly solutions: number;
  readonly mistakes: number;
  /** What its publisher says to have shown on machines of exactly this lab; absent: nothing. */
  readonly proof?: LabProof;
}

/** A proof in short: it goes with learners' packs, which have no solutions and no recordings. */
export interface LabProof {
  /** ISO 8601. */
  readonly made: string;
  readonly product: string;
  readonly mistakes: number;
  readonly variants: number;
}

/** What there is to know of a pack's file before it is installed. */
export interface PackSheet {
  readonly id: string;
  readonly title: Text;
  readonly version: string;
  readonly license: string;
  readonly authors: readonly string[];
  readonly kind: 'learner' | 'teacher';
  readonly digest: string;
  readonly languages: readonly Language[];
  /** Who signed it, where that holds; absent: it is not signed. */
  readonly publisher?: { readonly key: string; readonly comment: string };
  readonly labs: readonly LabSheet[];
}

/**
 * What this computer knows of who signed a pack: `known`, by whom this pack always was; `succeeded`, by a key that the known one vouches
 * for; `new`, by a key that nobody has been asked about; `unsigned`, by nobody, as before; `mismatch`: it must not be installed.
 */
export type Standing =
  | { readonly state: 'known' | 'new' | 'unsigned' }
  | { readonly state: 'succeeded'; readonly from: string }
  | { readonly state: 'refused'; readonly why: ErrorMessage };

/** A pack's file that was looked at, and can be installed as it was then. */
export interface PackOffer {
  /** What it is installed or declined by. */
  readonly offer: string;
  readonly sheet: PackSheet;
  readonly standing: Standing;
  /** Where it comes from, as it was named. */
  readonly source: string;
  /** It is installed already, exactly as it is. */
  readonly installed: boolean;
  /** Versions of it that are installed. */
  readonly versions: readonly string[];
  /** The index that named it, where that is new here, too: its address, and the key that signed it. */
  readonly index?: { readonly url: string; readonly key: string };
}

/** One installed state of a pack. */
export interface InstalledVersion {
  /** What tells it from all others that are installed: its version and the beginning of its manifest's SHA-256. */
  readonly name: string;
  readonly version: string;
  readonly kind: 'learner' | 'teacher';
  readonly digest: string;
  /** The id of the key that signed it. */
  readonly key?: string;
  /** Milliseconds since the epoch. */
  readonly installed: number;
  readonly source: string;
  /** New sessions are of this one. */
  readonly current: boolean;
  /** Its publisher took it back, and why. */
  readonly revoked?: string;
}

/** A pack of the library. */
export interface PackView {
  readonly id: string;
  /** Absent: what is installed of it cannot be read. */
  readonly title?: Text;
  readonly version?: string;
  readonly labs: number;
  /** It came with the product, and goes with it. */
  readonly builtIn: boolean;
  readonly versions: readonly InstalledVersion[];
  /** Can it be asked for something newer? */
  readonly updates: boolean;
  /** What is wrong with it, in place. */
  readonly problems: readonly ErrorMessage[];
}
