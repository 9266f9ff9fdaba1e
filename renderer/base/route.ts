import { useSyncExternalStore } from 'react';

export type Route =
  | { readonly view: 'library' }
  | { readonly view: 'settings' }
  | { readonly view: 'classes' }
  | { readonly view: 'class'; readonly folder: string }
  | { readonly view: 'work'; readonly folder: string; readonly student: string; readonly lab: string }
  | { readonly view: 'session'; readonly session: string }
  | { readonly view: 'result'; readonly session: string };

/** The view that a hash names; anything unknown is the library. */
export function parseRoute(hash: string): Route {
  const parts = hash.replace(/^#\/?/, '').split('/').map(decoded);
  const [view, session = '', student = '', lab = ''] = parts;
  if (view === 'settings' || view === 'classes') return { view };
  if (view === 'class' && session !== '') {
    if (student !== '' && lab !== '') return { view: 'work', folder: session, student, lab };
    return { view: 'class', folder: session };
  }
  if (view === 'session' && session !== '') {
    return { view: parts[2] === 'result' ? 'result' : 'session', session };
  }
  return { view: 'library' };
}

/** What somebody typed by hand need not be well-formed. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

export function hashOf(route: Route): string {
  switch (route.view) {
    case 'library':
      return '#/';
    case 'settings':
      return '#/settings';
    case 'classes':
      return '#/classes';
    case 'class':
      return `#/class/${encodeURIComponent(route.folder)}`;
    case 'work':
      return `#/class/${[route.folder, route.student, route.lab].map(encodeURIComponent).join('/')}`;
    case 'session':
      return `#/session/${encodeURIComponent(route.session)}`;
    case 'result':
      return `#/session/${encodeURIComponent(route.session)}/result`;
  }
}

export function go(route: Route): void {
  location.hash = hashOf(route);
}

let moved = false;

/** Has the learner gone to another view since the page was loaded? */
export function hasMoved(): boolean {
  return moved;
}

/** Tells of each change of the page until it is stopped. */
export function onRoute(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

function subscribe(changed: () => void): () => void {
  return onRoute(() => {
    moved = true;
    changed();
  });
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => location.hash));
}
