import { BookA, PackageOpen, Search, Split } from 'lucide-react';
import { useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { Input, Label, SearchField } from 'react-aria-components';
import type { LabSummary, SessionSummary } from '../../contract/views.js';
import type { ErrorMessage } from '../../contract/messages/errors.js';
import type { PackView } from '../../contract/packs.js';
import { useAsk } from '../base/engine.js';
import { useLanguage, useSay, wordError, wordErrorMessage } from '../base/i18n.js';
import { byPack, nextUp, numbersOf, type Shelf, standsOf } from '../logic/course.js';
import {
  everything,
  type Filter,
  filterLabs,
  type Found,
  isDone,
  missingBefore,
  startHere,
} from '../logic/filters.js';
import { Button, Choice } from '../parts/controls.js';
import { CourseMap } from '../parts/course-map.js';
import { Doctor } from '../parts/doctor.js';
import { useGlossary } from '../parts/glossary.js';
import { type LabDeeds, LabRow } from '../parts/lab-row.js';
import { Main } from '../parts/main.js';
import { NextUp } from '../parts/next-up.js';
import { usePackOpener } from '../parts/pack-opener.js';
import { usePacks } from '../parts/packs.js';
import { useActions } from '../parts/palette.js';
import { Preview } from '../parts/preview.js';
import { Sessions, useGoOn } from '../parts/sessions.js';
import { useSimulator } from '../parts/simulator.js';
import { StartDialog } from '../parts/start-dialog.js';
import { commonTexts, levelTexts } from '../texts/common.js';
import { glossaryTexts } from '../texts/glossary.js';
import { libraryTexts } from '../texts/library.js';
import { packTexts } from '../texts/packs.js';
import { simulatorTexts } from '../texts/simulator.js';

const noLabs: readonly LabSummary[] = [];
const noSessions: readonly SessionSummary[] = [];
const noPacks: readonly PackView[] = [];
const noShelves: readonly Shelf[] = [];

/** The course as a map: what comes next, sessions that can be gone on with, and every lab in its module. */
export function Library() {
  const say = useSay(libraryTexts);
  const sayCommon = useSay(commonTexts);
  const language = useLanguage();
  const labs = useAsk('labs', {});
  const sessions = useAsk('sessions', {});
  const troubles = useAsk('troubles', {});
  const packs = usePacks();
  const { changes } = usePackOpener();
  const [filter, setFilter] = useState<Filter>(everything);
  const [starting, setStarting] = useState<LabSummary>();
  const [previewed, setPreviewed] = useState<LabSummary>();
  const all = labs.value ?? noLabs;
  const begun = sessions.value ?? noSessions;
  const { again: labsAgain } = labs;
  const { again: troublesAgain } = troubles;
  useEffect(() => {
    if (changes === 0) return;
    labsAgain();
    troublesAgain();
  }, [changes, labsAgain, troublesAgain]);
  // What is wrong with a pack is said where the pack stands.
  const inPlace = new Set(
    (packs.value ?? []).flatMap(({ problems }) => problems).map((each) => JSON.stringify(each)),
  );
  const elsewhere = (troubles.value ?? []).filter((each) => !inPlace.has(JSON.stringify(each)));
  // Labs stand below sessions: all come together, so that nothing moves under the hand.
  const known = [labs, sessions, packs].every(
    ({ value, error }) => value !== undefined || error !== undefined,
  );
  // Letters appear at once, what they find when there is time.
  const wanted = useDeferredValue(filter);
  const found = useMemo(() => filterLabs(all, wanted), [all, wanted]);
  const shelves = useMemo(() => byPack(found, all, packs.value ?? noPacks), [found, all, packs.value]);
  // Dozens of rows are drawn in turns, so that nothing else waits for them.
  const drawn = useDeferredValue(shelves, noShelves);
  // Machines of a student's hand-in are to be looked at: they are no course of the teacher's own.
  const own = useMemo(() => begun.filter(({ handIn }) => handIn === undefined), [begun]);
  const next = useMemo(() => nextUp(all, own), [all, own]);
  const first = useMemo(() => startHere(all), [all]);
  const row = useLabRow(all, own, { start: setStarting, preview: setPreviewed });
  useActions(
    all.map((lab) => ({
      id: `start-${lab.name}`,
      label: say('startNamed', { title: lab.title[language] }),
      run: () => setStarting(lab),
    })),
  );

  return (
    <Main className="page">
      <h1 className="sr-only">{sayCommon('library')}</h1>
      <Doctor />
      {known && all.length > 0 && <NextUp next={next} onStart={setStarting} again={sessions.again} />}
      {known && (
        <Sessions
          sessions={begun.filter((each) => next.kind !== 'session' || each !== next.session)}
          again={sessions.again}
        />
      )}
      {known && <Troubles troubles={elsewhere} />}
      <section aria-label={sayCommon('library')} {...(known ? {} : { className: 'not-yet' })}>
        <Filters filter={filter} onChange={setFilter}>
          {labs.value === undefined
            ? sayCommon('loading')
            : say('found', { count: found.length, all: labs.value.length })}
        </Filters>
        {labs.error !== undefined && (
          <p role="alert" className="card problem">
            {wordError(labs.error, language)}
          </p>
        )}
        <CourseMap shelves={drawn} next={first?.name} searched={wanted.text.trim() !== ''} row={row} />
        {labs.value !== undefined && found.length === 0 && (
          <div className="empty">
            <p>{say('none')}</p>
            <Button onPress={() => setFilter(everything)}>{say('clear')}</Button>
          </div>
        )}
      </section>
      {previewed !== undefined && (
        <Preview
          lab={previewed}
          before={missingBefore(previewed, all).map((each) => each.title[language])}
          onStart={() => {
            setStarting(previewed);
            setPreviewed(undefined);
          }}
          onClose={() => setPreviewed(undefined)}
        />
      )}
      {starting !== undefined && (
        <StartDialog
          lab={starting.name}
          title={starting.title}
          values="own"
          onClose={() => setStarting(undefined)}
        />
      )}
    </Main>
  );
}

/** Draws a lab of the map as it stands. */
function useLabRow(
  all: readonly LabSummary[],
  sessions: readonly SessionSummary[],
  { start, preview }: Omit<LabDeeds, 'goOn'>,
) {
  const language = useLanguage();
  const goOn = useGoOn();
  const numbers = useMemo(() => numbersOf(all), [all]);
  const stands = useMemo(() => standsOf(all, sessions), [all, sessions]);
  const first = useMemo(() => startHere(all), [all]);
  const deeds = useMemo<LabDeeds>(
    () => ({ start, preview, goOn: ({ session }) => void goOn(session) }),
    [start, preview, goOn],
  );
  return useCallback(
    ({ lab, sections }: Found) => (
      <LabRow
        key={lab.name}
        lab={lab}
        number={numbers.get(lab.name) ?? 0}
        stand={stands.get(lab.name) ?? { kind: 'new' }}
        mark={lab !== first ? undefined : all.some(isDone) ? 'goOnHere' : 'startHere'}
        before={missingBefore(lab, all)
          .map((each) => each.title[language])
          .join('\n')}
        found={sections.join(' ')}
        deeds={deeds}
      />
    ),
    [all, first, numbers, stands, deeds, language],
  );
}

interface FiltersProps {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
  /** How much was found. */
  readonly children: string;
}

function Filters({ filter, onChange, children }: FiltersProps) {
  const say = useSay(libraryTexts);
  const sayPacks = useSay(packTexts);
  const language = useLanguage();
  const sayGlossary = useSay(glossaryTexts);
  const { choose } = usePackOpener();
  const openGlossary = useGlossary();
  const saySimulator = useSay(simulatorTexts);
  const openSimulator = useSimulator();
  return (
    <div className="filters">
      <SearchField className="search" value={filter.text} onChange={(text) => onChange({ ...filter, text })}>
        <Label className="field-label">{say('search')}</Label>
        <div className="search-box">
          <Search size={14} aria-hidden />
          <Input className="input" placeholder={say('searchHint')} />
        </div>
      </SearchField>
      <Choice
        label={say('level')}
        value={filter.level}
        options={[
          { value: 'any', label: say('anyLevel') },
          { value: 'beginner', label: levelTexts.beginner[language] },
          { value: 'intermediate', label: levelTexts.intermediate[language] },
          { value: 'advanced', label: levelTexts.advanced[language] },
        ]}
        onChange={(level) => onChange({ ...filter, level })}
      />
      <Choice
        label={say('progress')}
        value={filter.done}
        options={[
          { value: 'any', label: say('anyProgress') },
          { value: 'done', label: say('done') },
          { value: 'open', label: say('notDone') },
        ]}
        onChange={(done) => onChange({ ...filter, done })}
      />
      <span className="grow" />
      <Button icon={Split} onPress={() => openSimulator()}>
        {saySimulator('title')}
      </Button>
      <Button icon={BookA} onPress={openGlossary}>
        {sayGlossary('title')}
      </Button>
      {choose !== undefined && (
        <Button icon={PackageOpen} onPress={choose}>
          {sayPacks('openPack')}
        </Button>
      )}
      <span className="quiet-text found" role="status">
        {children}
      </span>
    </div>
  );
}

/** What is there and cannot be used: nothing of it stands in the lists. */
function Troubles({ troubles }: { readonly troubles: readonly ErrorMessage[] }) {
  const say = useSay(libraryTexts);
  const language = useLanguage();
  if (troubles.length === 0) return null;
  return (
    <section className="troubles" aria-label={say('troubles')}>
      <h2 className="section-title">{say('troubles')}</h2>
      <ul className="card problem">
        {troubles.map((trouble) => {
          const text = wordErrorMessage(trouble, language);
          return <li key={text}>{text}</li>;
        })}
      </ul>
    </section>
  );
}
