import { useSyncExternalStore } from 'react';

export type Route =
  | { readonly view: 'library' }
  | { readonly view: 'settings' }
  | { readonly view: 'session'; readonly session: string }
  | { readonly view: 'result'; readonly session: string };

/** The view that a hash names; anything unknown is the library. */
export function parseRoute(hash: string): Route {
  const parts = hash.replace(/^#\/?/, '').split('/');
  const session = parts[1] === undefined ? '' : decodeURIComponent(parts[1]);
  if (parts[0] === 'settings') return { view: 'settings' };
  if (parts[0] === 'session' && session !== '') {
    return { view: parts[2] === 'result' ? 'result' : 'session', session };
  }
  return { view: 'library' };
}

export function hashOf(route: Route): string {
  switch (route.view) {
    case 'library':
      return '#/';
    case 'settings':
      return '#/settings';
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
