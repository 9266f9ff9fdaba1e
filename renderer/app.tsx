import {
  Command,
  GraduationCap,
  Library as LibraryIcon,
  RotateCw,
  Settings as SettingsIcon,
} from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Channel } from '../contract/rpc.js';
import { EngineProvider, useEngine } from './base/engine.js';
import { useLanguage, useSay } from './base/i18n.js';
import { ConfirmProvider } from './parts/confirm.js';
import { Button } from './parts/controls.js';
import { ErrorBoundary } from './parts/error-boundary.js';
import { GlossaryProvider } from './parts/glossary.js';
import { NoticesProvider } from './parts/notices.js';
import { PackOpenerProvider } from './parts/pack-opener.js';
import { PaletteProvider, useActions, usePalette } from './parts/palette.js';
import { Shortcuts } from './parts/shortcuts.js';
import { SimulatorProvider } from './parts/simulator.js';
import { PreferencesProvider, usePreferences } from './base/preferences.js';
import { go, hashOf, type Route, useRoute } from './base/route.js';
import { classTexts } from './texts/class.js';
import { commonTexts } from './texts/common.js';
import { paletteTexts } from './texts/palette.js';
import { themeTexts } from './texts/settings.js';
import { Class } from './views/class.js';
import { Classes } from './views/classes.js';
import { Library } from './views/library.js';
import { Result } from './views/result.js';
import { Loading, Session } from './views/session.js';
import { Settings } from './views/settings.js';
import { StudentWork } from './views/student-work.js';

/** The whole window, on whatever channel it is given. */
export function App({ open }: { readonly open: () => Promise<Channel> }) {
  return (
    <EngineProvider open={open}>
      <PreferencesProvider>
        <NoticesProvider>
          <ConfirmProvider>
            <PaletteProvider>
              <GlossaryProvider>
                <SimulatorProvider>
                  <PackOpenerProvider>
                    <Window />
                  </PackOpenerProvider>
                </SimulatorProvider>
              </GlossaryProvider>
            </PaletteProvider>
          </ConfirmProvider>
        </NoticesProvider>
      </PreferencesProvider>
    </EngineProvider>
  );
}

function Window() {
  const route = useRoute();
  const { known } = usePreferences();
  const key = hashOf(route);
  const first = useRef(true);
  useEffect(() => {
    // A new view is announced and begins at its top; the first one is left alone.
    if (!first.current) document.getElementById('content')?.focus();
    first.current = false;
  }, [key]);
  return (
    <div className="window">
      <Header route={route} />
      <ConnectionBanner />
      <Shortcuts />
      <ErrorBoundary key={key}>{known ? <View route={route} /> : <Loading />}</ErrorBoundary>
    </div>
  );
}

function View({ route }: { readonly route: Route }) {
  switch (route.view) {
    case 'library':
      return <Library />;
    case 'settings':
      return <Settings />;
    case 'classes':
      return <Classes />;
    case 'class':
      return <Class folder={route.folder} />;
    case 'work':
      return <StudentWork {...route} />;
    case 'session':
      return <Session session={route.session} />;
    case 'result':
      return <Result session={route.session} />;
  }
}

function Header({ route }: { readonly route: Route }) {
  const say = useSay(commonTexts);
  const sayPalette = useSay(paletteTexts);
  const sayClass = useSay(classTexts);
  const language = useLanguage();
  const palette = usePalette();
  const { change } = usePreferences();
  const actions = [
    { id: 'library', label: say('library'), run: () => go({ view: 'library' }) },
    { id: 'classes', label: sayClass('classes'), run: () => go({ view: 'classes' }) },
    { id: 'settings', label: say('settings'), run: () => go({ view: 'settings' }) },
    ...(['light', 'dark', 'contrast', 'system'] as const).map((theme) => ({
      id: `theme-${theme}`,
      label: sayPalette('theme', { name: themeTexts[theme][language] }),
      run: () => change({ theme }),
    })),
    { id: 'language-zh', label: sayPalette('languageZh'), run: () => change({ language: 'zh-CN' }) },
    { id: 'language-en', label: sayPalette('languageEn'), run: () => change({ language: 'en' }) },
  ];
  useActions(actions.map((action) => ({ ...action, common: true })));
  return (
    <header className="header no-print">
      <a
        className="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        {say('skip')}
      </a>
      <span className="product">{say('product')}</span>
      <nav aria-label={say('product')} className="row">
        <HeaderLink to={{ view: 'library' }} here={route.view === 'library'} icon={LibraryIcon}>
          {say('library')}
        </HeaderLink>
        <HeaderLink
          to={{ view: 'classes' }}
          here={['classes', 'class', 'work'].includes(route.view)}
          icon={GraduationCap}
        >
          {sayClass('classes')}
        </HeaderLink>
        <HeaderLink to={{ view: 'settings' }} here={route.view === 'settings'} icon={SettingsIcon}>
          {say('settings')}
        </HeaderLink>
      </nav>
      <span className="grow" />
      <Button small look="quiet" icon={Command} onPress={palette.open}>
        {say('commands')} <kbd>Ctrl+Shift+K</kbd>
      </Button>
    </header>
  );
}

interface HeaderLinkProps {
  readonly to: Route;
  readonly here: boolean;
  readonly icon: typeof LibraryIcon;
  readonly children: string;
}

function HeaderLink({ to, here, icon: Icon, children }: HeaderLinkProps) {
  return (
    <a className="header-link" href={hashOf(to)} {...(here ? { 'aria-current': 'page' as const } : {})}>
      <Icon size={16} aria-hidden />
      {children}
    </a>
  );
}

/** The engine has gone, or has not come yet. */
function ConnectionBanner() {
  const say = useSay(commonTexts);
  const { state, reconnect } = useEngine();
  if (state !== 'closed') return null;
  return (
    <div className="banner warning" role="alert">
      <span className="grow">{say('engineEnded')}</span>
      <Button small icon={RotateCw} onPress={reconnect}>
        {say('reconnect')}
      </Button>
    </div>
  );
}
