import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ProductInfo } from '../../contract/views.js';
import type { Settings } from '../../contract/settings.js';
import { languageOf } from '../../contract/text.js';
import { isGone, useEngine } from './engine.js';
import { LanguageProvider } from './i18n.js';

/** Pixels of a terminal's letters: what contract/settings allows, and what is usual. */
export const terminalSize = { min: 9, max: 28, usual: 13 };

/** As long as the engine has not said what they are. The contract's own would bring its schemas into the window. */
const defaults: Settings = {
  language: 'system',
  theme: 'system',
  fontSize: 14,
  terminalFontSize: terminalSize.usual,
  learner: '',
  class: null,
  classes: [],
  copyOnSelect: false,
  tourSeen: false,
  provider: 'qemu',
  accelerator: 'probe',
  autoCheck: true,
  onQuit: 'ask',
  layout: {},
};

export type Theme = Exclude<Settings['theme'], 'system'>;

export interface Preferences {
  readonly settings: Settings;
  readonly info: ProductInfo | undefined;
  readonly theme: Theme;
  /** Has the engine said what they are? */
  readonly known: boolean;
  readonly change: (changed: Partial<Settings>) => void;
}

const PreferencesContext = createContext<Preferences>({
  settings: defaults,
  info: undefined,
  theme: 'light',
  known: false,
  change: () => {},
});

export function usePreferences(): Preferences {
  return use(PreferencesContext);
}

export function PreferencesProvider({ children }: { readonly children: ReactNode }) {
  const { client } = useEngine();
  const [settings, setSettings] = useState(defaults);
  const [info, setInfo] = useState<ProductInfo>();
  const [known, setKnown] = useState(false);
  const latest = useRef(settings);

  useEffect(() => {
    if (client === undefined) return;
    let mine = true;
    Promise.all([client.call('settings', {}), client.call('info', {})]).then(
      ([found, product]) => {
        if (!mine) return;
        latest.current = found;
        setSettings(found);
        setInfo(product);
        setKnown(true);
      },
      () => {
        if (mine) setKnown(true); // the defaults do
      },
    );
    return () => {
      mine = false;
    };
  }, [client]);

  const change = useCallback(
    (changed: Partial<Settings>) => {
      latest.current = { ...latest.current, ...changed };
      setSettings(latest.current);
      client?.call('setSettings', { settings: changed }).catch((error: unknown) => {
        if (!isGone(error)) console.warn('settings were not kept', error);
      });
    },
    [client],
  );

  const theme = useTheme(settings.theme);
  const language =
    settings.language === 'system' ? (info?.language ?? languageOf(navigator.language)) : settings.language;
  useEffect(() => {
    const root = document.documentElement;
    root.lang = language;
    root.dataset['theme'] = theme;
    root.style.setProperty('--font-size', `${settings.fontSize}px`);
  }, [language, theme, settings.fontSize]);

  const preferences = useMemo(
    () => ({ settings, info, theme, known, change }),
    [settings, info, theme, known, change],
  );
  return (
    <PreferencesContext value={preferences}>
      <LanguageProvider language={language}>{children}</LanguageProvider>
    </PreferencesContext>
  );
}

function useTheme(wanted: Settings['theme']): Theme {
  const dark = useMedia('(prefers-color-scheme: dark)');
  const contrast = useMedia('(prefers-contrast: more)');
  if (wanted !== 'system') return wanted;
  if (contrast) return 'contrast';
  return dark ? 'dark' : 'light';
}

export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const list = window.matchMedia(query);
    const changed = () => setMatches(list.matches);
    changed();
    list.addEventListener('change', changed);
    return () => list.removeEventListener('change', changed);
  }, [query]);
  return matches;
}

/** A size or place of a part, kept in the settings under the part's name. */
export function useLayout<T>(part: string, fallback: T): readonly [T, (value: T) => void] {
  const { settings, change } = usePreferences();
  const layout = useRef(settings.layout);
  layout.current = settings.layout;
  const set = useCallback(
    (value: T) => change({ layout: { ...layout.current, [part]: value } }),
    [change, part],
  );
  const found = settings.layout[part];
  return [typeof found === typeof fallback && found !== null ? (found as T) : fallback, set];
}
