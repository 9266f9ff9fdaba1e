import { ChevronDown, ChevronRight } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { timelineCatalogue } from '../../contract/messages/timeline.js';
import { word } from '../../contract/text.js';
import type { TimelineEntry } from '../../contract/timeline.js';
import { useAsk, useWatch } from '../base/engine.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { isTrouble, newsOf } from '../logic/timeline.js';
import { topologyTexts } from '../texts/topology.js';
import { clock } from '../base/time.js';
import { EvidenceList } from './evidence.js';

/** Milliseconds between two things that are said aloud. */
const breath = 3000;

/** What happened, the newest first; each opens what shows it. */
export function Timeline({ session }: { readonly session: string }) {
  const say = useSay(topologyTexts);
  const { value: entries } = useWatch('timeline', { session });
  const [open, setOpen] = useState<string>();
  const list = useRef<HTMLOListElement>(null);
  const newest = entries?.at(-1)?.id;
  useEffect(() => {
    // The newest is to be seen, unless somebody reads another one.
    if (open === undefined && newest !== undefined) list.current?.scrollTo({ top: 0 });
  }, [newest, open]);
  const shown = (entries ?? []).toReversed();
  return (
    <section className="timeline" aria-label={say('timeline')}>
      <div className={open === undefined ? 'timeline-sheet' : 'timeline-sheet unfolded'}>
        <h3 className="timeline-head">{say('timeline')}</h3>
        <Spoken entries={entries} />
        {shown.length === 0 ? (
          <p className="moment quiet-text">{say('nothingHappened')}</p>
        ) : (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
          <ol className="timeline-list" ref={list} tabIndex={0} aria-label={say('timelineNewest')}>
            {shown.map((entry) => (
              <Row
                key={entry.id}
                session={session}
                entry={entry}
                open={open === entry.id}
                onToggle={() => setOpen(open === entry.id ? undefined : entry.id)}
              />
            ))}
          </ol>
        )}
      </div>
    </section>
  );
}

interface RowProps {
  readonly session: string;
  readonly entry: TimelineEntry;
  readonly open: boolean;
  readonly onToggle: () => void;
}

function Row({ session, entry, open, onToggle }: RowProps) {
  const language = useLanguage();
  const text = word(timelineCatalogue, entry.message, language);
  const look = `moment${isTrouble(entry.message) ? ' bad' : ''}`;
  const time = <time dateTime={new Date(entry.at).toISOString()}>{clock(entry.at, language)}</time>;
  if (!entry.proven) {
    return (
      <li>
        <p className={look}>
          {time}
          <span>{text}</span>
        </p>
      </li>
    );
  }
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <li>
      <AriaButton className={look} aria-expanded={open} onPress={onToggle}>
        {time}
        <span className="grow">{text}</span>
        <Icon size={14} className="chevron" aria-hidden />
      </AriaButton>
      {open && <Proof session={session} id={entry.id} />}
    </li>
  );
}

function Proof({ session, id }: { readonly session: string; readonly id: string }) {
  const { value } = useAsk('moment', { session, id });
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (value !== undefined) place.current?.scrollIntoView({ block: 'nearest' });
  }, [value]);
  return (
    <div className="moment-proof" ref={place}>
      {value !== undefined && <EvidenceList evidence={value} />}
    </div>
  );
}

/** Says what is new, politely and never more than one thing a while: what came meanwhile is counted. */
function Spoken({ entries }: { readonly entries: readonly TimelineEntry[] | undefined }) {
  const say = useSay(topologyTexts);
  const language = useLanguage();
  const [spoken, setSpoken] = useState('');
  const heard = useRef<string>(undefined);
  const quiet = useRef(true);
  const latest = useRef(entries);
  latest.current = entries;
  useEffect(() => {
    if (entries === undefined) return;
    // What happened before somebody looked is there to be read.
    if (heard.current === undefined) {
      heard.current = entries.at(-1)?.id ?? '';
      return;
    }
    const speak = () => {
      const news = newsOf(latest.current ?? [], heard.current ?? '');
      const last = news.at(-1);
      if (last === undefined) {
        quiet.current = true;
        return;
      }
      heard.current = last.id;
      const text = word(timelineCatalogue, last.message, language);
      setSpoken(news.length === 1 ? text : `${text}. ${say('andMore', { count: news.length - 1 })}`);
      quiet.current = false;
      setTimeout(speak, breath);
    };
    if (quiet.current) speak();
  }, [entries, language, say]);
  return (
    <p className="sr-only" role="status" aria-live="polite">
      {spoken}
    </p>
  );
}
