import { ArrowLeft, CircleStop, FilePlus, GraduationCap } from 'lucide-react';
import { FileTrigger } from 'react-aria-components';
import type { ClassView } from '../../contract/class-view.js';
import { countStates } from '../../contract/grade-counts.js';
import { gradeNoteCatalogue, gradePageCatalogue } from '../../contract/messages/gradebook.js';
import { word } from '../../contract/text.js';
import { useWatch } from '../base/engine.js';
import { useLanguage, useSay, wordErrorMessage } from '../base/i18n.js';
import { go } from '../base/route.js';
import { ClassExports } from '../parts/class-exports.js';
import { ClassTable } from '../parts/class-table.js';
import { Button } from '../parts/controls.js';
import { Main } from '../parts/main.js';
import { NotShown } from '../parts/not-shown.js';
import { useAct } from '../parts/notices.js';
import { useTakeFiles } from '../parts/pack-drop.js';
import { useHandIns } from '../parts/take-hand-ins.js';
import { classDoingTexts, classTexts } from '../texts/class.js';
import { Loading } from './session.js';

/** A class: who has handed in what, what it came to, and what the class fails on. */
export function Class({ folder }: { readonly folder: string }) {
  const say = useSay(classTexts);
  const { value: view, error } = useWatch('watchClass', { folder });
  if (view !== undefined) return <ClassPage view={view} />;
  if (error === undefined) return <Loading />;
  return <NotShown error={error} way={say('toClasses')} onWay={() => go({ view: 'classes' })} />;
}

function ClassPage({ view }: { readonly view: ClassView }) {
  const say = useSay(classTexts);
  const language = useLanguage();
  const act = useAct();
  const { folder, title, doing, error, files, looked } = view;
  const take = useHandIns(folder);
  useTakeFiles(take, say('dropHere'));
  const { graded, open, unchecked } = countStates(view.rows.flatMap(({ cells }) => cells));
  return (
    <Main className="page class-page">
      <div className="row">
        <Button look="quiet" icon={ArrowLeft} onPress={() => go({ view: 'classes' })}>
          {say('toClasses')}
        </Button>
        <span className="grow" />
        <FileTrigger
          allowsMultiple
          acceptedFileTypes={['.lvsub']}
          onSelect={(list) => take([...(list ?? [])])}
        >
          <Button icon={FilePlus}>{say('chooseHandIns')}</Button>
        </FileTrigger>
        {doing === undefined ? (
          <Button
            icon={GraduationCap}
            look="primary"
            isDisabled={files === 0}
            onPress={() => void act('gradeClass', { folder })}
          >
            {say('grade')}
          </Button>
        ) : (
          <Button icon={CircleStop} onPress={() => void act('stopGrading', { folder })}>
            {say('stop')}
          </Button>
        )}
      </div>
      <h1>{title[language]}</h1>
      <p className="quiet-text">
        {say('studentCount', { count: view.rows.length })} ·{' '}
        {say('standing', { files, graded, open: open + unchecked })}
      </p>
      {doing !== undefined && <Doing doing={doing} />}
      {doing === undefined && files > looked && (
        <p className="banner info">{say('waiting', { count: files - looked })}</p>
      )}
      {error !== undefined && (
        <p role="alert" className="card problem pre">
          {wordErrorMessage(error, language)}
        </p>
      )}
      {files === 0 && <p className="drop-hint">{say('dropHint')}</p>}
      <ClassTable view={view} />
      {looked > 0 && <ClassExports view={view} />}
      <Findings view={view} />
    </Main>
  );
}

function Doing({ doing }: { readonly doing: NonNullable<ClassView['doing']> }) {
  const say = useSay(classTexts);
  const language = useLanguage();
  const { what, done, all, running, left } = doing;
  const name = classDoingTexts[what][language];
  return (
    <div className="class-doing">
      <progress value={done} max={Math.max(1, all)} aria-label={name} />
      <p role="status">
        {name} {done}/{all}
        {running !== undefined && running > 0 && ` · ${say('running', { count: running })}`}
        {left !== undefined && ` · ${say('left', { minutes: Math.ceil(left / 60) })}`}{' '}
        <span className="quiet-text">{say('stopHint')}</span>
      </p>
    </div>
  );
}

/** What concerns the class as a whole. */
function Findings({ view }: { readonly view: ClassView }) {
  const language = useLanguage();
  const { failing, alike, loose } = view;
  const label = (code: 'failing' | 'lab' | 'check' | 'count' | 'cause' | 'alike' | 'loose') =>
    word(gradePageCatalogue, { code, params: {} }, language);
  return (
    <>
      {failing.length > 0 && (
        <section aria-label={label('failing')}>
          <h2 className="section-title">{label('failing')}</h2>
          <table className="data">
            <thead>
              <tr>
                {(['lab', 'check', 'count', 'cause'] as const).map((code) => (
                  <th key={code} scope="col">
                    {label(code)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {failing.slice(0, 30).map(({ lab, check, title, count, because }) => (
                <tr key={`${lab} ${check}`}>
                  <td>{view.labs.find((each) => each.lab === lab)?.title[language] ?? lab}</td>
                  <td>{title[language]}</td>
                  <td className="points">{count}</td>
                  <td>{because[language]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {alike.length > 0 && (
        <section aria-label={label('alike')}>
          <h2 className="section-title">{label('alike')}</h2>
          <ul className="plain-list">
            {alike.map(({ how, students, names }) => (
              <li key={`${how} ${names.join(' ')}`}>
                {word(gradePageCatalogue, { code: how, params: { students, names } }, language)}
              </li>
            ))}
          </ul>
        </section>
      )}
      {loose.length > 0 && (
        <section aria-label={label('loose')}>
          <h2 className="section-title">{label('loose')}</h2>
          <ul className="plain-list">
            {loose.map(({ key, name, notes }) => (
              <li key={key}>
                <strong>{name}</strong>{' '}
                {notes.map((note) => word(gradeNoteCatalogue, note, language)).join(' ')}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
