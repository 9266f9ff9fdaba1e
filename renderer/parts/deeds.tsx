import { useState } from 'react';
import type { HandInView } from '../../contract/handin.js';
import type { SessionView, StepView } from '../../contract/views.js';
import { useSay } from '../base/i18n.js';
import { fromBase64 } from '../logic/base64.js';
import { download } from '../logic/download.js';
import { isBusy } from '../logic/steps.js';
import { useConfirm } from './confirm.js';
import { useAct } from './notices.js';
import { go } from '../base/route.js';
import { commonTexts } from '../texts/common.js';
import { labTexts } from '../texts/lab.js';

interface Deed {
  readonly id: string;
  readonly label: string;
  readonly disabled?: boolean;
}

/** Who asked for a check wants to see first what is wrong. */
function showFailure(): void {
  document.querySelector('.checks-scroll .check.fail')?.scrollIntoView({ block: 'start' });
}

/** What can be done with the session and this step; all that loses something asks first. */
export function useDeeds(view: SessionView, step: StepView | undefined) {
  const say = useSay(labTexts);
  const sayCommon = useSay(commonTexts);
  const act = useAct();
  const confirm = useConfirm();
  const [handedIn, setHandedIn] = useState<HandInView>();
  const [solution, setSolution] = useState<Readonly<Record<string, string>>>();
  const session = view.id;
  const busy = isBusy(view);

  const check = async (which: { readonly step?: string }) => {
    // What came of it was told before the answer came, and is drawn by the next frame.
    if (await act('check', { session, ...which })) requestAnimationFrame(() => setTimeout(showFailure));
  };
  const grade = async () => {
    if (await act('grade', { session })) go({ view: 'result', session });
  };
  const save = async () => {
    const got = await act('handInFile', { session });
    if (got !== undefined) download(got.value.name, new Blob([fromBase64(got.value.content)]));
    return got?.value.name;
  };
  const handIn = async () => {
    const made = await act('handIn', { session });
    const file = made && (await save());
    if (made !== undefined && file !== undefined) setHandedIn({ ...made.value, file });
  };
  const deeds: Record<string, () => Promise<unknown> | void> = {
    check: () => check(step === undefined ? {} : { step: step.id }),
    'check-all': () => check({}),
    read: async () => {
      if (step !== undefined) await act('finishReading', { session, step: step.id });
    },
    grade,
    'hand-in': handIn,
    result: () => go({ view: 'result', session }),
    reset: async () => {
      const yes = await confirm({
        title: say('resetAsk'),
        body: say('resetBody'),
        action: say('resetDo'),
        danger: true,
      });
      if (yes && step !== undefined) await act('reset', { session, step: step.id });
    },
    solution: async () => {
      if (step === undefined) return;
      const known = view.solved.includes(step.id);
      const yes =
        known ||
        (await confirm({
          title: say('solutionAsk'),
          body: say('solutionBody'),
          action: say('solutionDo'),
          danger: true,
        }));
      if (!yes) return;
      const got = await act('solution', { session, step: step.id });
      if (got !== undefined) setSolution(got.value);
    },
    solve: async () => {
      const yes = await confirm({
        title: say('solveAsk'),
        body: say('solveBody'),
        action: say('solveDo'),
        danger: true,
      });
      if (yes && step !== undefined) await act('solve', { session, step: step.id });
    },
    suspend: () => act('suspend', { session }),
    library: () => go({ view: 'library' }),
  };
  const solvable = step?.solvable === true;
  const items: readonly (Deed | 'line')[] = [
    { id: 'check-all', label: say('checkAll'), disabled: busy },
    { id: 'grade', label: say('grade'), disabled: busy },
    { id: 'hand-in', label: say('handIn'), disabled: busy },
    ...(view.graded ? [{ id: 'result', label: say('showResult') }] : []),
    'line',
    {
      id: 'reset',
      label: say('reset'),
      disabled: busy || step === undefined || !view.checkpoints.includes(step.id),
    },
    { id: 'solution', label: say('solution'), disabled: !solvable },
    { id: 'solve', label: say('solve'), disabled: busy || !solvable },
    ...(view.capabilities.suspend ? [{ id: 'suspend', label: say('suspend'), disabled: busy }] : []),
    { id: 'library', label: sayCommon('backToLibrary') },
  ];
  const theory = step?.checks.length === 0;
  const run = (id: string) => void deeds[id]?.();
  const actions = [
    theory
      ? { id: 'read', label: say('read'), run: () => run('read') }
      : { id: 'check', label: say('check'), run: () => run('check') },
    ...items
      .filter((item) => item !== 'line' && item.disabled !== true && item.id !== 'library')
      .map((item) => ({ ...(item as Deed), run: () => run((item as Deed).id) })),
  ];
  return {
    menu: items,
    actions,
    run,
    grade: () => void grade(),
    /** The step's text was scrolled to its end: for one without checks that is all there is to do. */
    readToEnd: () => {
      if (theory && !busy && !view.done.includes(step.id)) run('read');
    },
    handedIn,
    saveHandIn: () => void save(),
    closeHandIn: () => setHandedIn(undefined),
    solution,
    closeSolution: () => setSolution(undefined),
  };
}
