import { ChevronDown, ChevronRight } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { PackView } from '../../contract/packs.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { useLayout } from '../base/preferences.js';
import type { Found } from '../logic/filters.js';
import { type Module, opensByItself, type Progress, type Shelf } from '../logic/course.js';
import { libraryTexts } from '../texts/library.js';
import { packTexts } from '../texts/packs.js';
import { PackProblems } from './packs.js';

interface CourseMapProps {
  readonly shelves: readonly Shelf[];
  /** The name of the lab that comes next: its module is open. */
  readonly next: string | undefined;
  /** Something is searched for: all that was found is shown. */
  readonly searched: boolean;
  readonly row: (found: Found) => ReactNode;
}

/** Packs with their modules, each with its labs, in learning order. */
export function CourseMap({ shelves, next, searched, row }: CourseMapProps) {
  // What somebody has folded or opened stays so: 1 and 0 by the module's name.
  const [turned, setTurned] = useLayout<Readonly<Record<string, boolean>>>('library.modules', {});
  return shelves.map(({ pack, modules, progress }) => {
    const named = pack?.title?.en ?? pack?.id ?? '';
    return (
      <PackShelf key={pack?.id ?? ''} pack={pack} progress={progress}>
        {pack !== undefined && <PackProblems problems={pack.problems} />}
        {modules.map((module) => {
          if (module.title === undefined)
            return (
              <ul key="" className="lab-rows">
                {module.found.map(row)}
              </ul>
            );
          const name = `${pack?.id ?? ''}/${module.title.en}`;
          const open = searched || (turned[name] ?? opensByItself(module, next));
          return (
            <ModuleSection
              key={name}
              module={module}
              pack={shelves.length > 1 ? `${named} ${pack?.id ?? ''}`.trim() : undefined}
              open={open}
              onTurn={searched ? undefined : () => setTurned({ ...turned, [name]: !open })}
            >
              {module.found.map(row)}
            </ModuleSection>
          );
        })}
      </PackShelf>
    );
  });
}

interface PackShelfProps {
  readonly pack: PackView | undefined;
  readonly progress: Progress;
  readonly children: ReactNode;
}

/** A pack: what it is called, which version is in use, whose it is, how far its course is done. */
function PackShelf({ pack, progress, children }: PackShelfProps) {
  const say = useSay(packTexts);
  const language = useLanguage();
  if (pack === undefined) return <section className="pack-shelf">{children}</section>;
  const current = pack.versions.find((each) => each.current);
  const key = current?.key === undefined ? say('unsigned') : say('key', { key: current.key });
  return (
    <section className="pack-shelf" aria-label={`${pack.title?.[language] ?? ''} ${pack.id}`}>
      <div className="pack-head">
        <h2>{pack.title?.[language] ?? pack.id}</h2>
        <span className="quiet-text grow">
          {pack.id} {pack.version ?? ''} · {pack.builtIn ? say('builtIn') : key}
        </span>
        {progress.all > 0 && <Bar progress={progress} long />}
      </div>
      {children}
    </section>
  );
}

interface ModuleSectionProps {
  readonly module: Module;
  /** Its pack's title and id, where another one may have a module, and a title, of the same name. */
  readonly pack: string | undefined;
  readonly open: boolean;
  /** Absent: it cannot be folded now. */
  readonly onTurn: (() => void) | undefined;
  readonly children: ReactNode;
}

function ModuleSection({ module, pack, open, onTurn, children }: ModuleSectionProps) {
  const language = useLanguage();
  const id = useId();
  const title = module.title?.[language] ?? '';
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <section className="module" aria-label={pack === undefined ? title : `${title} (${pack})`}>
      <div className="module-head">
        <h3>
          <AriaButton
            className="module-turn"
            aria-expanded={open}
            aria-controls={id}
            isDisabled={onTurn === undefined}
            onPress={() => onTurn?.()}
          >
            <Chevron size={16} aria-hidden />
            {title}
          </AriaButton>
        </h3>
        <Bar progress={module.progress} />
      </div>
      <ul className="lab-rows" id={id} hidden={!open}>
        {open && children}
      </ul>
    </section>
  );
}

/** How many labs are done, as words and as a bar. */
function Bar({ progress, long = false }: { readonly progress: Progress; readonly long?: boolean }) {
  const say = useSay(libraryTexts);
  const { done, all, minutes } = progress;
  const left =
    minutes < 120 ? say('minutesLeft', { minutes }) : say('hoursLeft', { hours: Math.round(minutes / 60) });
  return (
    <span className={done === all ? 'course-bar full' : 'course-bar'}>
      <span>
        {say('labsDone', { done, all })}
        {long && minutes > 0 && ` · ${left}`}
      </span>
      <progress value={done} max={all} aria-hidden />
    </span>
  );
}
