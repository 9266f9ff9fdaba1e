import { lazy, Suspense, useEffect, useMemo } from 'react';
import type { SessionView } from '../../contract/views.js';
import { useAsk, useWatch } from '../base/engine.js';
import { useSay } from '../base/i18n.js';
import { NotShown } from '../parts/not-shown.js';
import { go } from '../base/route.js';
import { commonTexts } from '../texts/common.js';
import { Rest, Starting, StartFailed } from './start.js';
import { Main } from '../parts/main.js';

// Terminals and the graph are half of the code: the library need not wait for them.
const Lab = lazy(() => import('./lab.js').then((module) => ({ default: module.Lab })));

/** A session as it is: coming up, failed, running, or at rest. */
export function Session({ session }: { readonly session: string }) {
  const say = useSay(commonTexts);
  const { value: news, error: newsError } = useWatch('watch', { session });
  const { value: lab, error: labError, again } = useAsk('lab', { session });
  const revision = news?.revision;
  // Its trainer may write the lab while the session runs; what there is of it stays until the new one is there.
  const stale = revision !== undefined && lab !== undefined && lab.revision !== revision;
  useEffect(() => {
    if (stale) again();
  }, [stale, lab, again]);
  const error = newsError ?? labError;
  const view = useMemo(
    () => (news === undefined || lab === undefined ? undefined : { ...news, lab }),
    [news, lab],
  );
  if (error !== undefined && view === undefined) {
    return <NotShown error={error} way={say('backToLibrary')} onWay={() => go({ view: 'library' })} />;
  }
  if (view === undefined) return <Loading />;
  return <Suspense fallback={<Loading />}>{viewOf(view)}</Suspense>;
}

function viewOf(view: SessionView) {
  switch (view.state) {
    case 'starting':
      return <Starting view={view} />;
    case 'failed':
      return <StartFailed view={view} />;
    case 'running':
      return <Lab view={view} />;
    case 'suspended':
    case 'ended':
      return <Rest view={view} />;
  }
}

export function Loading() {
  const say = useSay(commonTexts);
  return (
    <Main className="page" busy>
      <h1 className="loading">{say('loading')}</h1>
    </Main>
  );
}
