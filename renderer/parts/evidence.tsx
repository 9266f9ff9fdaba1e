import type { Evidence } from '../../contract/verdict.js';
import { visible } from '../../contract/visible.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { labTexts } from '../texts/lab.js';
import { clock } from '../base/time.js';

/** What a verdict rests on. */
export function EvidenceList({ evidence }: { readonly evidence: readonly Evidence[] }) {
  const say = useSay(labTexts);
  const language = useLanguage();
  return (
    <ul className="evidence">
      {evidence.map((one, index) => (
        <li key={index}>
          <div className="evidence-head">
            <strong>{one.node}</strong>
            <code>{visible(one.command)}</code>
            <span className="quiet-text">
              {one.exit !== undefined && `${say('exit', { code: one.exit })} · `}
              {clock(one.at, language)}
            </span>
          </div>
          <pre tabIndex={0}>{one.output === '' ? say('noOutput') : visible(one.output)}</pre>
        </li>
      ))}
    </ul>
  );
}
