import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useSay } from '../base/i18n.js';
import { usePreferences } from '../base/preferences.js';
import { tourTexts } from '../texts/tour.js';
import { Button } from './controls.js';
import { useActions } from './palette.js';

/** What each bubble is about, and how far down in it the bubble stands: 0 at its top, 1 at its foot. */
const stops = [
  // The button that it names is further down, and is to be seen.
  { area: 'guide', down: 0.05, title: 'guideTitle', body: 'guideBody' },
  { area: 'terminals', down: 0.5, title: 'terminalsTitle', body: 'terminalsBody' },
  { area: 'topology', down: 0.5, title: 'topologyTitle', body: 'topologyBody' },
] as const;

/** Three bubbles beside the parts of the lab, at the first lab of a user and when asked for. */
export function Tour() {
  const say = useSay(tourTexts);
  const { settings, known, change } = usePreferences();
  const [at, setAt] = useState<number>();
  const [place, setPlace] = useState<{ readonly left: number; readonly top: number }>();
  const bubble = useRef<HTMLDivElement>(null);
  useActions([{ id: 'tour', label: say('show'), run: () => setAt(0) }]);

  useEffect(() => {
    if (known && !settings.tourSeen) setAt(0);
  }, [known, settings.tourSeen]);
  useLayoutEffect(() => {
    if (at === undefined) return;
    const put = () => {
      const { area: name, down } = stops[at]!;
      const area = document.querySelector(`[data-area="${name}"]`)?.getBoundingClientRect();
      const own = bubble.current?.getBoundingClientRect();
      if (area === undefined || own === undefined) return;
      setPlace({
        left: Math.max(8, Math.min(area.left + (area.width - own.width) / 2, innerWidth - own.width - 8)),
        top: Math.max(
          8,
          Math.min(area.top + (area.height - own.height) * down, innerHeight - own.height - 8),
        ),
      });
    };
    put();
    window.addEventListener('resize', put);
    return () => window.removeEventListener('resize', put);
  }, [at]);
  useEffect(() => {
    if (at !== undefined) bubble.current?.focus();
  }, [at]);

  if (at === undefined) return null;
  const stop = stops[at]!;
  const end = () => {
    setAt(undefined);
    change({ tourSeen: true });
  };
  const last = at === stops.length - 1;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape ends it, as its button does
    <div
      className="tour"
      role="dialog"
      aria-label={say(stop.title)}
      tabIndex={-1}
      ref={bubble}
      style={place}
      onKeyDown={(event) => {
        if (event.key === 'Escape') end();
      }}
    >
      <p className="quiet-text">{say('of', { number: at + 1, count: stops.length })}</p>
      <h2>{say(stop.title)}</h2>
      <p>{say(stop.body)}</p>
      <div className="dialog-actions">
        {!last && (
          <Button small look="quiet" onPress={end}>
            {say('skip')}
          </Button>
        )}
        <Button small look="primary" onPress={() => (last ? end() : setAt(at + 1))}>
          {say(last ? 'done' : 'next')}
        </Button>
      </div>
    </div>
  );
}
