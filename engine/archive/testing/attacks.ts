import type { Attacks, Code } from './attack.js';
import { entryAttacks } from './entry-attacks.js';
import { gzipAttacks } from './gzip-attacks.js';
import { headerAttacks } from './header-attacks.js';
import { manifestAttacks } from './manifest-attacks.js';
import { pathAttacks } from './path-attacks.js';

/** Problems that no archive has: whoever reads makes them. */
type OfReaders =
  | 'timed-out'
  | 'aborted'
  | 'declined'
  | 'source-not-file'
  | 'source-unreadable'
  | 'target-exists'
  | 'disk-full'
  | 'no-access'
  | 'host-trouble'
  // Another bound is always met before it: see gunzip.test.ts.
  | 'inflated-too-large';

/** At least one for every problem: a code without an attack does not compile. */
export const attacks: Attacks<Exclude<Code, OfReaders>> = {
  ...gzipAttacks,
  ...headerAttacks,
  ...manifestAttacks,
  ...pathAttacks,
  ...entryAttacks,
};
