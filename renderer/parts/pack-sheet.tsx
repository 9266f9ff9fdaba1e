import { standingTexts } from '../../contract/messages/install-errors.js';
import { roleTexts } from '../../contract/messages/machines.js';
import type { LabSheet, PackOffer } from '../../contract/packs.js';
import { useLanguage, useSay, wordErrorMessage } from '../base/i18n.js';
import { kindTexts, packTexts } from '../texts/packs.js';

const languageNames = { 'zh-CN': '简体中文', en: 'English' } as const;

/** What a pack will do, and whose it is: read before anything of it is installed. */
export function PackSheetBody({ offer }: { readonly offer: PackOffer }) {
  const say = useSay(packTexts);
  const language = useLanguage();
  const { sheet, standing, source, installed, versions, index } = offer;
  const proofs = sheet.labs.flatMap(({ proof }) => proof ?? []);
  const made = proofs.map((proof) => proof.made.slice(0, 10)).toSorted()[0] ?? '';
  return (
    <div className="pack-sheet">
      {standing.state === 'refused' ? (
        <p role="alert" className="problem pack-standing">
          {wordErrorMessage(standing.why, language)}
        </p>
      ) : (
        <p className={`pack-standing ${standing.state}`}>
          {standing.state === 'succeeded'
            ? say('succeeded', { from: standing.from })
            : standingTexts[standing.state][language]}
        </p>
      )}
      {index !== undefined && <p className="pack-standing new">{say('indexNew', index)}</p>}
      {installed ? (
        <p>{say('already')}</p>
      ) : (
        versions.length > 0 &&
        standing.state !== 'refused' && <p>{say('other', { versions: [...new Set(versions)] })}</p>
      )}
      <dl className="pack-facts">
        <dt>{say('version')}</dt>
        <dd>
          {sheet.id} {sheet.version} ({kindTexts[sheet.kind][language]}){' '}
          <span className="quiet-text mono">{sheet.digest.slice(0, 19)}…</span>
        </dd>
        <dt>{say('by')}</dt>
        <dd>{sheet.publisher === undefined ? say('unsigned') : say('key', { key: sheet.publisher.key })}</dd>
        {sheet.authors.length > 0 && (
          <>
            <dt>{say('authors')}</dt>
            <dd>{sheet.authors.join(', ')}</dd>
          </>
        )}
        <dt>{say('license')}</dt>
        <dd>{sheet.license}</dd>
        <dt>{say('languages')}</dt>
        <dd>{sheet.languages.map((each) => languageNames[each]).join(', ')}</dd>
        <dt>{say('proof')}</dt>
        <dd>
          {proofs.length === 0
            ? say('notProven')
            : say('proven', { proven: proofs.length, labs: sheet.labs.length, made })}
        </dd>
        <dt>{say('from')}</dt>
        <dd>{source}</dd>
      </dl>
      <h3>{say('does')}</h3>
      <p className="quiet-text">{say('reach')}</p>
      {sheet.labs.map((lab) => (
        <Lab key={lab.id} lab={lab} />
      ))}
    </div>
  );
}

function Lab({ lab }: { readonly lab: LabSheet }) {
  const say = useSay(packTexts);
  const language = useLanguage();
  return (
    <section className="pack-lab">
      <h4>{lab.title[language]}</h4>
      <p className="quiet-text">
        {say('lab', lab)} · {say('memory', lab)}
      </p>
      <table className="data">
        <thead>
          <tr>
            <th scope="col">{say('node')}</th>
            <th scope="col">{say('role')}</th>
            <th scope="col" className="number">
              {say('memoryHead')}
            </th>
            <th scope="col">{say('asRoot')}</th>
          </tr>
        </thead>
        <tbody>
          {lab.nodes.map((node) => (
            <tr key={node.name}>
              <th scope="row" className="mono">
                {node.name}
              </th>
              <td>{roleTexts[node.role][language]}</td>
              <td className="number">{node.memory} MiB</td>
              <td className="mono">{node.scripts.length === 0 ? say('nothing') : node.scripts.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
