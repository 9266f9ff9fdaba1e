import { BookOpen, PackageOpen, Play, Search } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Input, Label, SearchField } from 'react-aria-components';
import type { LabSummary } from '../../contract/views.js';
import type { ErrorMessage } from '../../contract/messages/errors.js';
import type { PackView } from '../../contract/packs.js';
import type { Text } from '../../contract/text.js';
import { useAsk } from '../base/engine.js';
import { useLanguage, useSay, wordError, wordErrorMessage } from '../base/i18n.js';
import {
  byModule,
  byPack,
  everything,
  type Filter,
  filterLabs,
  isDone,
  missingBefore,
  startHere,
} from '../logic/filters.js';
import { Button, Choice } from '../parts/controls.js';
import { Doctor } from '../parts/doctor.js';
import { Main } from '../parts/main.js';
import { usePackOpener } from '../parts/pack-opener.js';
import { PackProblems, usePacks } from '../parts/packs.js';
import { useActions } from '../parts/palette.js';
import { Preview } from '../parts/preview.js';
import { Sessions } from '../parts/sessions.js';
import { StartDialog } from '../parts/start-dialog.js';
import { commonTexts, levelTexts } from '../texts/common.js';
import { libraryTexts } from '../texts/library.js';
import { packTexts } from '../texts/packs.js';

/** All labs, with the sessions that can be gone on with. */
export function Library() {
  const say = useSay(libraryTexts);
  const sayCommon = useSay(commonTexts);
  const language = useLanguage();
  const labs = useAsk('labs', {});
  const sessions = useAsk('sessions', {});
  const troubles = useAsk('troubles', {});
  const packs = usePacks();
  const { changes, choose } = usePackOpener();
  const sayPacks = useSay(packTexts);
  const [filter, setFilter] = useState<Filter>(everything);
  const [starting, setStarting] = useState<LabSummary>();
  const [previewed, setPreviewed] = useState<LabSummary>();
  const all = labs.value ?? [];
  const first = startHere(all);
  const titlesBefore = (lab: LabSummary) => missingBefore(lab, all).map((each) => each.title[language]);
  const found = filterLabs(labs.value ?? [], filter);
  const { again: labsAgain } = labs;
  const { again: troublesAgain } = troubles;
  useEffect(() => {
    if (changes === 0) return;
    labsAgain();
    troublesAgain();
  }, [changes, labsAgain, troublesAgain]);
  const shelves = byPack(found, packs.value ?? []);
  const severalPacks = (packs.value?.length ?? 0) > 1;
  // What is wrong with a pack is said where the pack stands.
  const inPlace = new Set(
    (packs.value ?? []).flatMap(({ problems }) => problems).map((each) => JSON.stringify(each)),
  );
  const elsewhere = (troubles.value ?? []).filter((each) => !inPlace.has(JSON.stringify(each)));
  // Labs stand below sessions: all come together, so that nothing moves under the hand.
  const known = [labs, sessions, packs].every(
    ({ value, error }) => value !== undefined || error !== undefined,
  );
  useActions(
    (labs.value ?? []).map((lab) => ({
      id: `start-${lab.name}`,
      label: say('startNamed', { title: lab.title[language] }),
      run: () => setStarting(lab),
    })),
  );

  return (
    <Main className="page">
      <h1 className="sr-only">{sayCommon('library')}</h1>
      <Doctor />
      {known && <Sessions sessions={sessions.value ?? []} again={sessions.again} />}
      {known && <Troubles troubles={elsewhere} />}
      <section aria-label={sayCommon('library')} {...(known ? {} : { className: 'not-yet' })}>
        <div className="filters">
          <SearchField
            className="search"
            value={filter.text}
            onChange={(text) => setFilter({ ...filter, text })}
          >
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
            onChange={(level) => setFilter({ ...filter, level })}
          />
          <Choice
            label={say('progress')}
            value={filter.done}
            options={[
              { value: 'any', label: say('anyProgress') },
              { value: 'done', label: say('done') },
              { value: 'open', label: say('notDone') },
            ]}
            onChange={(done) => setFilter({ ...filter, done })}
          />
          <span className="grow" />
          {choose !== undefined && (
            <Button icon={PackageOpen} onPress={choose}>
              {sayPacks('openPack')}
            </Button>
          )}
          <span className="quiet-text found" role="status">
            {labs.value === undefined
              ? sayCommon('loading')
              : say('found', { count: found.length, all: labs.value.length })}
          </span>
        </div>
        {labs.error !== undefined && (
          <p role="alert" className="card problem">
            {wordError(labs.error, language)}
          </p>
        )}
        {shelves.map(({ pack, labs: inPack }) => (
          <section
            className="pack-shelf"
            key={pack?.id ?? ''}
            {...(pack !== undefined && severalPacks
              ? { 'aria-label': `${pack.title?.[language] ?? ''} ${pack.id}` }
              : {})}
          >
            {pack !== undefined && severalPacks && <PackHead pack={pack} />}
            {pack !== undefined && <PackProblems problems={pack.problems} />}
            {byModule(inPack).map(({ title, labs: inModule }) => (
              <Module key={inModule[0]?.name} title={title} depth={severalPacks ? 3 : 2}>
                {inModule.map((lab) => (
                  <LabCard
                    key={lab.name}
                    lab={lab}
                    depth={(severalPacks ? 3 : 2) + (title === undefined ? 0 : 1)}
                    mark={lab !== first ? undefined : all.some(isDone) ? 'goOnHere' : 'startHere'}
                    before={titlesBefore(lab)}
                    onStart={() => setStarting(lab)}
                    onPreview={() => setPreviewed(lab)}
                  />
                ))}
              </Module>
            ))}
          </section>
        ))}
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
          before={titlesBefore(previewed)}
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

/** A pack that stands beside others: what it is called, which version is in use, whose it is. */
function PackHead({ pack }: { readonly pack: PackView }) {
  const say = useSay(packTexts);
  const language = useLanguage();
  const current = pack.versions.find((each) => each.current);
  const key = current?.key === undefined ? say('unsigned') : say('key', { key: current.key });
  return (
    <div className="pack-head">
      <h2>{pack.title?.[language] ?? pack.id}</h2>
      <span className="quiet-text">
        {pack.id} {pack.version ?? ''} · {pack.builtIn ? say('builtIn') : key}
      </span>
    </div>
  );
}

interface ModuleProps {
  readonly title: Text | undefined;
  readonly depth: number;
  readonly children: ReactNode;
}

function Module({ title, depth, children }: ModuleProps) {
  const language = useLanguage();
  const Heading = `h${depth}` as 'h2' | 'h3';
  return (
    // Beside other packs it is no landmark of its own: theirs have modules of the same name.
    <section
      className="module"
      {...(title === undefined || depth > 2 ? {} : { 'aria-label': title[language] })}
    >
      {title !== undefined && <Heading className="section-title">{title[language]}</Heading>}
      <ul className="labs">{children}</ul>
    </section>
  );
}

interface LabCardProps {
  readonly lab: LabSummary;
  /** Of its heading. */
  readonly depth: number;
  /** Where to go on in the pack. */
  readonly mark: 'startHere' | 'goOnHere' | undefined;
  /** Titles of labs that should be done before. */
  readonly before: readonly string[];
  readonly onStart: () => void;
  readonly onPreview: () => void;
}

function LabCard({ lab, depth, mark, before, onStart, onPreview }: LabCardProps) {
  const say = useSay(libraryTexts);
  const sayCommon = useSay(commonTexts);
  const language = useLanguage();
  const title = lab.title[language];
  const Heading = `h${depth}` as 'h2' | 'h3' | 'h4';
  return (
    <li className="card lab-card">
      <div className="lab-head">
        <Heading className="grow">{title}</Heading>
        {mark !== undefined && <span className="tag here">{say(mark)}</span>}
        <span className={`tag ${lab.level}`}>{levelTexts[lab.level][language]}</span>
      </div>
      <p className="lab-summary">{lab.summary[language]}</p>
      {before.length > 0 && <p className="before quiet-text">{say('before', { labs: before })}</p>}
      <div className="lab-foot">
        <div className="facts">
          <span>{sayCommon('minutes', { count: lab.minutes })}</span>
          <span>{say('steps', { count: lab.steps })}</span>
          <span>{say('nodes', { count: lab.nodes })}</span>
          {lab.course.length > 0 && <span>{say('course', { sections: sections(lab.course) })}</span>}
          {lab.best !== undefined && (
            <span className={isDone(lab) ? 'best full' : 'best'}>{say('best', lab.best)}</span>
          )}
        </div>
        <div className="row">
          <Button icon={BookOpen} aria-label={say('previewNamed', { title })} onPress={onPreview}>
            {say('preview')}
          </Button>
          <Button look="primary" icon={Play} aria-label={say('startNamed', { title })} onPress={onStart}>
            {say('start')}
          </Button>
        </div>
      </div>
    </li>
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

/** 1.7.1 and 1.7.2 side by side stay readable up to four; then the first and the last do. */
function sections(course: readonly string[]): string {
  return course.length <= 4 ? course.join(' ') : `${course[0]} … ${course.at(-1)}`;
}
