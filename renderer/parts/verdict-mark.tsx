import { CircleCheck, CircleDashed, CircleHelp, CircleX } from 'lucide-react';
import type { Status } from '../../contract/verdict.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { statusTexts } from '../texts/common.js';
import { labTexts } from '../texts/lab.js';

/** A verdict by icon, word and colour; absent: nobody has looked yet. */
export function VerdictMark({ status }: { readonly status: Status | undefined }) {
  const language = useLanguage();
  const say = useSay(labTexts);
  const Icon =
    status === undefined ? CircleDashed : { pass: CircleCheck, fail: CircleX, unknown: CircleHelp }[status];
  return (
    <span className={`mark ${status ?? 'open'}`}>
      <Icon size={16} aria-hidden />
      {status === undefined ? say('pending') : statusTexts[status][language]}
    </span>
  );
}
