import { BookOpen, Circle, CircleCheck, CircleDot, CirclePlay, type LucideIcon, Play } from 'lucide-react';
import { memo } from 'react';
import type { LabSummary } from '../../contract/views.js';
import { useLanguage, useSay } from '../base/i18n.js';
import type { Stand } from '../logic/course.js';
import { commonTexts, levelTexts } from '../texts/common.js';
import { libraryTexts, sessionStateTexts } from '../texts/library.js';
import { Button } from './controls.js';

export interface LabRowProps {
  readonly lab: LabSummary;
  /** Its place in its pack's course, from 1. */
  readonly number: number;
  readonly stand: Stand;
  /** Where to go on in the library. */
  readonly mark: 'startHere' | 'goOnHere' | undefined;
  /** Titles of labs that should be done before, a line each. */
  readonly before: string;
  /** Sections of the course that a search found, with spaces between; empty: it was not found by one. */
  readonly found: string;
  readonly deeds: LabDeeds;
}

/** What can be done with a lab of the map. */
export interface LabDeeds {
  readonly start: (lab: LabSummary) => void;
  readonly preview: (lab: LabSummary) => void;
  readonly goOn: (stand: Stand & { readonly kind: 'live' }) => void;
}

const standIcons: Readonly<Record<Stand['kind'], LucideIcon>> = {
  new: Circle,
  begun: CircleDot,
  graded: CircleDot,
  live: CirclePlay,
  done: CircleCheck,
};

/** A lab in the course map. Dozens are drawn at once: one whose lab stays as it is is not drawn again. */
export const LabRow = memo(function LabRow({ lab, number, stand, mark, before, found, deeds }: LabRowProps) {
  const say = useSay(libraryTexts);
  const sayCommon = useSay(commonTexts);
  const language = useLanguage();
  const title = lab.title[language];
  const Icon = standIcons[stand.kind];
  return (
    <li className={`lab-row ${stand.kind}${mark === undefined ? '' : ' next'}`}>
      <span className="lab-number">
        <span className="sr-only">{say('number', { number })}</span>
        <span aria-hidden>{number}</span>
      </span>
      <Icon className="lab-stand" size={18} aria-hidden />
      <div className="lab-what">
        <div className="lab-head">
          <h4>{title}</h4>
          {mark !== undefined && <span className="tag here">{say(mark)}</span>}
          <span className={`tag ${lab.level}`}>{levelTexts[lab.level][language]}</span>
        </div>
        <p className="lab-summary">{lab.summary[language]}</p>
        {before !== '' && <p className="before quiet-text">{say('before', { labs: before.split('\n') })}</p>}
        <div className="facts">
          <StandText stand={stand} />
          <span>{sayCommon('minutes', { count: lab.minutes })}</span>
          <span>{say('steps', { count: lab.steps })}</span>
          <span>{say('nodes', { count: lab.nodes })}</span>
          {found !== '' && <mark className="lab-found">{say('courseFound', { sections: found })}</mark>}
          {found === '' && lab.course.length > 0 && (
            <span>{say('course', { sections: sections(lab.course) })}</span>
          )}
        </div>
      </div>
      <div className="lab-deeds">
        {stand.kind === 'live' && (
          <Button
            icon={CirclePlay}
            aria-label={say('goOnNamed', { title })}
            onPress={() => deeds.goOn(stand)}
          >
            {say('goOn')}
          </Button>
        )}
        <Button
          look="quiet"
          icon={BookOpen}
          aria-label={say('previewNamed', { title })}
          onPress={() => deeds.preview(lab)}
        >
          {say('preview')}
        </Button>
        <Button icon={Play} aria-label={say('startNamed', { title })} onPress={() => deeds.start(lab)}>
          {say('start')}
        </Button>
      </div>
    </li>
  );
});

function StandText({ stand }: { readonly stand: Stand }) {
  const say = useSay(libraryTexts);
  const language = useLanguage();
  switch (stand.kind) {
    case 'live': {
      const { state, done, steps } = stand.session;
      return (
        <span className="stand live">
          {sessionStateTexts[state][language]}
          {steps > 0 && ` · ${say('doneOf', { done, steps })}`}
        </span>
      );
    }
    case 'done':
      return <span className="stand done">{say('fully', stand)}</span>;
    case 'graded':
      return <span className="stand">{say('best', stand)}</span>;
    case 'begun':
    case 'new':
      return <span className="stand">{say(stand.kind === 'begun' ? 'begun' : 'notBegun')}</span>;
  }
}

/** 1.7.1 and 1.7.2 side by side stay readable up to four; then the first and the last do. */
function sections(course: readonly string[]): string {
  return course.length <= 4 ? course.join(' ') : `${course[0]} … ${course.at(-1)}`;
}
