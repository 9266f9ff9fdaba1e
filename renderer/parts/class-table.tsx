import { Pencil, Search } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { Input, Label, SearchField } from 'react-aria-components';
import type { ClassCell, ClassRow, ClassView } from '../../contract/class-view.js';
import { gradePageCatalogue, gradeStateTexts } from '../../contract/messages/gradebook.js';
import { word } from '../../contract/text.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { hashOf } from '../base/route.js';
import { rowsWith } from '../logic/class-rows.js';
import { classTexts } from '../texts/class.js';

/** A row a student, a column a lab; each grade leads to what it rests on. */
export function ClassTable({ view }: { readonly view: ClassView }) {
  const say = useSay(classTexts);
  const language = useLanguage();
  const [wanted, setWanted] = useState('');
  const letters = useDeferredValue(wanted);
  const rows = useMemo(() => rowsWith(view.rows, letters), [view.rows, letters]);
  const label = (code: 'student' | 'total') => word(gradePageCatalogue, { code, params: {} }, language);
  return (
    <section aria-label={say('table')}>
      {view.rows.length > 10 && (
        <SearchField className="search" value={wanted} onChange={setWanted}>
          <Label className="field-label">{say('search')}</Label>
          <div className="search-box">
            <Search size={14} aria-hidden />
            <Input className="input" placeholder={say('searchHint')} />
          </div>
        </SearchField>
      )}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
      <div className="class-scroll" tabIndex={0} role="group" aria-label={say('table')}>
        <table className="data class-table">
          <thead>
            <tr>
              <th scope="col">{label('student')}</th>
              {view.labs.map(({ lab, title, points }) => (
                <th key={lab} scope="col" title={lab}>
                  {title[language]} <span className="quiet-text">({points})</span>
                </th>
              ))}
              <th scope="col">{label('total')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.id} row={row} folder={view.folder} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.some(({ whole }) => !whole) && (
        <p className="quiet-text">{word(gradePageCatalogue, { code: 'not-whole', params: {} }, language)}</p>
      )}
    </section>
  );
}

function Row({ row, folder }: { readonly row: ClassRow; readonly folder: string }) {
  const { id, name, percent, whole, cells } = row;
  return (
    <tr>
      <th scope="row">
        <span className="mono">{id}</span> {name}
      </th>
      {cells.map((cell) => (
        <td key={cell.lab} className="points">
          <Cell cell={cell} student={id} folder={folder} />
        </td>
      ))}
      <td className="points">
        {percent} %{whole ? '' : ' *'}
      </td>
    </tr>
  );
}

interface CellProps {
  readonly cell: ClassCell;
  readonly student: string;
  readonly folder: string;
}

function Cell({ cell, student, folder }: CellProps) {
  const language = useLanguage();
  const { lab, state, earned, points, override, notes } = cell;
  if (state === 'missing' && override === undefined)
    return <span className="quiet-text">{gradeStateTexts.missing[language]}</span>;
  const mark =
    state === 'unchecked' || state === 'open'
      ? 'unknown'
      : earned === undefined
        ? 'fail'
        : earned === points
          ? 'pass'
          : earned === 0
            ? 'fail'
            : 'part';
  return (
    <a className={`grade-cell ${mark}`} href={hashOf({ view: 'work', folder, student, lab })}>
      {earned ?? gradeStateTexts[state][language]}
      {override !== undefined && <Pencil size={12} aria-hidden />}
      {(notes.length > 0 || state === 'unchecked') && <span aria-hidden> !</span>}
    </a>
  );
}
