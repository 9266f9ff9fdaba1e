import { Search } from 'lucide-react';
import { createContext, type ReactNode, use, useCallback, useState } from 'react';
import { Input, Label, SearchField } from 'react-aria-components';
import { glossary, namesOf, searchTerms } from '../../contract/messages/glossary.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { glossaryTexts } from '../texts/glossary.js';
import { useActions } from './palette.js';
import { ReadingDialog } from './reading-dialog.js';

const GlossaryContext = createContext<() => void>(() => {});

/** Opens the glossary. */
export function useGlossary(): () => void {
  return use(GlossaryContext);
}

/** The words of the field, to be looked up from every view. */
export function GlossaryProvider({ children }: { readonly children: ReactNode }) {
  const say = useSay(glossaryTexts);
  const [open, setOpen] = useState(false);
  const show = useCallback(() => setOpen(true), []);
  useActions([{ id: 'glossary', label: say('title'), run: show, common: true }]);
  return (
    <GlossaryContext value={show}>
      {children}
      {open && <Glossary onClose={() => setOpen(false)} />}
    </GlossaryContext>
  );
}

function Glossary({ onClose }: { readonly onClose: () => void }) {
  const say = useSay(glossaryTexts);
  const language = useLanguage();
  const [query, setQuery] = useState('');
  const found = searchTerms(query, language);
  return (
    <ReadingDialog title={say('title')} modal="wide" dialog="glossary" onClose={onClose}>
      <div className="row glossary-bar">
        <SearchField className="search" autoFocus value={query} onChange={setQuery}>
          <Label className="field-label">{say('search')}</Label>
          <div className="search-box">
            <Search size={14} aria-hidden />
            <Input className="input" placeholder={say('hint')} />
          </div>
        </SearchField>
        <span className="quiet-text" role="status">
          {say('count', { count: found.length })}
        </span>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
      <div className="dialog-body glossary-list" tabIndex={0} role="group" aria-label={say('title')}>
        {found.length === 0 && <p className="quiet-text">{say('none')}</p>}
        <dl>
          {found.map((id) => {
            const [name, ...others] = namesOf(id, language);
            return (
              <div key={id}>
                <dt>
                  {name}
                  {others.length > 0 && <span className="quiet-text"> {say('also', { names: others })}</span>}
                </dt>
                <dd>{glossary[id][language]}</dd>
              </div>
            );
          })}
        </dl>
      </div>
    </ReadingDialog>
  );
}
