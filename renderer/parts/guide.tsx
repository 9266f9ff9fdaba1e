import {
  ArrowLeft,
  ArrowRight,
  Check,
  Circle,
  CircleDot,
  Ellipsis,
  GraduationCap,
  List,
  ListChecks,
  Wand,
} from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import {
  Button as AriaButton,
  Dialog,
  Heading,
  Menu,
  MenuItem,
  MenuTrigger,
  Modal,
  ModalOverlay,
  Popover,
  Separator as MenuSeparator,
} from 'react-aria-components';
import { Group, Panel, Separator } from 'react-resizable-panels';
import type { SessionView, StepView } from '../../contract/app.js';
import { useLanguage, useSay } from '../i18n.js';
import { stepState, tally, withoutTitle } from '../logic/steps.js';
import { useLayout } from '../preferences.js';
import { go } from '../route.js';
import { commonTexts } from '../texts/common.js';
import { labTexts, stepStateTexts } from '../texts/lab.js';
import { paletteTexts } from '../texts/palette.js';
import { Checks } from './checks.js';
import { useConfirm } from './confirm.js';
import { Button, useUnfold } from './controls.js';
import { DoingLine } from './doing.js';
import { CodeBlock, Markdown } from './markdown.js';
import { useAct } from './notices.js';
import { useActions } from './palette.js';

export interface GuideProps {
  readonly view: SessionView;
  readonly onRun: (node: string, code: string) => void;
}

/** What to do in this step, and how far it is. */
export function Guide({ view, onRun }: GuideProps) {
  const say = useSay(labTexts);
  const sayPalette = useSay(paletteTexts);
  const language = useLanguage();
  const [chosen, setChosen] = useState<string | undefined>(view.current);
  const steps = view.lab.steps;
  const found = steps.findIndex((step) => step.id === (chosen ?? view.current));
  const index = found === -1 ? (view.current === undefined ? steps.length - 1 : 0) : found;
  const step = steps[index];
  const [layout, setLayout] = useLayout<Record<string, number>>('lab.guide', {});
  const text = useRef<HTMLDivElement>(null);
  useEffect(() => {
    text.current?.scrollTo({ top: 0 });
  }, [step?.id]);

  const choose = (to: number) => setChosen(steps[to]?.id);
  const deeds = useDeeds(view, step);
  useActions([
    ...deeds.actions,
    ...steps.map((one, at) => ({
      id: `step-${one.id}`,
      label: sayPalette('goStep', { number: at + 1, title: one.title[language] }),
      run: () => choose(at),
    })),
  ]);
  if (step === undefined) return null;

  return (
    <div className="guide">
      <StepBar view={view} index={index} onChoose={choose} />
      <Group
        orientation="vertical"
        className="grow-panels"
        id="guide-panels"
        {...(Object.keys(layout).length === 2 ? { defaultLayout: layout } : {})}
        onLayoutChanged={(sizes, { isUserInteraction }) => {
          if (isUserInteraction) setLayout(sizes);
        }}
      >
        <Panel id="text" minSize="20%" defaultSize="58%">
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long text is scrolled by keyboard, too */}
          <div className="step-text" ref={text} tabIndex={0} role="region" aria-label={step.title[language]}>
            <Markdown
              text={withoutTitle(step.text[language], step.title[language])}
              nodes={view.lab.nodes.map((node) => node.name)}
              onRun={onRun}
            />
            <div className="row step-ends">
              <Button icon={ArrowLeft} isDisabled={index === 0} onPress={() => choose(index - 1)}>
                {say('previous')}
              </Button>
              <span className="grow" />
              <Button
                icon={ArrowRight}
                look={view.done.includes(step.id) && index < steps.length - 1 ? 'primary' : 'plain'}
                isDisabled={index === steps.length - 1}
                onPress={() => choose(index + 1)}
              >
                {say('next')}
              </Button>
            </div>
          </div>
        </Panel>
        <Separator className="separator horizontal" aria-label={say('resizeChecks')} />
        <Panel id="checks" minSize="20%" defaultSize="42%">
          <section className="checks-area" aria-label={say('checks')}>
            <div className="checks-bar">
              <div className="row">
                <Button
                  look="primary"
                  icon={ListChecks}
                  isDisabled={view.doing !== undefined}
                  onPress={() => deeds.run('check')}
                >
                  {say('check')}
                </Button>
                {view.current === undefined && (
                  <Button
                    look={view.graded ? 'plain' : 'primary'}
                    icon={GraduationCap}
                    isDisabled={view.doing !== undefined}
                    onPress={deeds.grade}
                  >
                    {say('grade')}
                  </Button>
                )}
                {view.done.includes(step.id) && index < steps.length - 1 && (
                  <Button icon={ArrowRight} onPress={() => choose(index + 1)}>
                    {say('nextStep')}
                  </Button>
                )}
                <span className="grow" />
                <MenuTrigger>
                  <AriaButton className="button plain" aria-label={say('more')}>
                    <Ellipsis size={16} aria-hidden />
                  </AriaButton>
                  <Popover className="popover">
                    <Menu className="list-box" onAction={(key) => deeds.run(String(key))}>
                      {deeds.menu.map((item) =>
                        item === 'line' ? (
                          <MenuSeparator key="line" className="menu-line" />
                        ) : (
                          <MenuItem
                            key={item.id}
                            id={item.id}
                            className="list-item"
                            isDisabled={item.disabled === true}
                          >
                            {item.label}
                          </MenuItem>
                        ),
                      )}
                    </Menu>
                  </Popover>
                </MenuTrigger>
              </div>
              <DoingLine view={view} idle={<Tally view={view} step={step} />} />
            </div>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
            <div className="checks-scroll" tabIndex={0} role="group" aria-label={say('checks')}>
              {view.current === undefined && !view.graded && <p className="all-done">{say('allDone')}</p>}
              {view.solved.includes(step.id) && <p className="quiet-text">{say('noPoints')}</p>}
              <Checks view={view} step={step} onRun={onRun} />
            </div>
          </section>
        </Panel>
      </Group>
      <SolutionDialog
        title={step.title[language]}
        commands={deeds.solution}
        onRun={onRun}
        onClose={deeds.closeSolution}
      />
    </div>
  );
}

/** How the step stands, in one line. */
function Tally({ view, step }: { readonly view: SessionView; readonly step: StepView }) {
  const say = useSay(labTexts);
  const counts = tally(view, step);
  if (step.checks.length === 0) return <span>{say('noChecks')}</span>;
  return (
    <span>
      {say('tallied', { passed: counts.pass, all: step.checks.length })}
      {counts.unknown > 0 && ` · ${say('unknowns', { count: counts.unknown })}`}
    </span>
  );
}

interface StepBarProps {
  readonly view: SessionView;
  readonly index: number;
  readonly onChoose: (index: number) => void;
}

function StepBar({ view, index, onChoose }: StepBarProps) {
  const say = useSay(labTexts);
  const language = useLanguage();
  const [listed, toggle] = useUnfold();
  const steps = view.lab.steps;
  const step = steps[index]!;
  return (
    <nav className="step-bar" aria-label={say('steps')}>
      <h1 className="lab-title">
        {view.lab.title[language]}{' '}
        <span className="quiet-text">
          {Object.entries(view.lab.values)
            .map(([name, value]) => `${name}=${value}`)
            .join(' ')}
        </span>
      </h1>
      <div className="row">
        <ol className="step-chips">
          {steps.map((one, at) => {
            const state = stepState(view, one);
            return (
              <li key={one.id}>
                <AriaButton
                  className={`step-chip ${state}`}
                  {...(at === index ? { 'aria-current': 'step' as const } : {})}
                  aria-label={say('stepNamed', {
                    number: at + 1,
                    title: one.title[language],
                    state: stepStateTexts[state][language],
                  })}
                  onPress={() => onChoose(at)}
                >
                  {state === 'done' || state === 'solved' ? <Check size={14} aria-hidden /> : at + 1}
                </AriaButton>
              </li>
            );
          })}
        </ol>
        <span className="grow" />
        <Button small look="quiet" icon={List} aria-expanded={listed} onPress={toggle}>
          {say('showSteps')}
        </Button>
      </div>
      <h2 className="step-title">
        <span className="quiet-text">{say('stepOf', { number: index + 1, count: steps.length })}</span>{' '}
        {step.title[language]}
      </h2>
      {listed && (
        <ol className="step-list">
          {steps.map((one, at) => {
            const state = stepState(view, one);
            const Icon = { done: Check, solved: Wand, current: CircleDot, open: Circle }[state];
            return (
              <li key={one.id}>
                <AriaButton
                  className={`step-row ${state}${at === index ? ' chosen' : ''}`}
                  onPress={() => {
                    onChoose(at);
                    toggle();
                  }}
                >
                  <Icon size={14} aria-hidden />
                  <span className="grow">
                    {at + 1}. {one.title[language]}
                  </span>
                  <span className="quiet-text">{stepStateTexts[state][language]}</span>
                </AriaButton>
              </li>
            );
          })}
        </ol>
      )}
    </nav>
  );
}

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
function useDeeds(view: SessionView, step: StepView | undefined) {
  const say = useSay(labTexts);
  const sayCommon = useSay(commonTexts);
  const act = useAct();
  const confirm = useConfirm();
  const [solution, setSolution] = useState<Readonly<Record<string, string>>>();
  const session = view.id;
  const busy = view.doing !== undefined;

  const check = async (which: { readonly step?: string }) => {
    // What came of it was told before the answer came, and is drawn by the next frame.
    if (await act('check', { session, ...which })) requestAnimationFrame(() => setTimeout(showFailure));
  };
  const grade = async () => {
    if (await act('grade', { session })) go({ view: 'result', session });
  };
  const deeds: Record<string, () => Promise<unknown> | void> = {
    check: () => check(step === undefined ? {} : { step: step.id }),
    'check-all': () => check({}),
    grade,
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
  const run = (id: string) => void deeds[id]?.();
  const actions = [
    { id: 'check', label: say('check'), run: () => run('check') },
    ...items
      .filter((item) => item !== 'line' && item.disabled !== true && item.id !== 'library')
      .map((item) => ({ ...(item as Deed), run: () => run((item as Deed).id) })),
  ];
  return {
    menu: items,
    actions,
    run,
    grade: () => void grade(),
    solution,
    closeSolution: () => setSolution(undefined),
  };
}

interface SolutionDialogProps {
  readonly title: string;
  readonly commands: Readonly<Record<string, string>> | undefined;
  readonly onRun: (node: string, code: string) => void;
  readonly onClose: () => void;
}

function SolutionDialog({ title, commands, onRun, onClose }: SolutionDialogProps) {
  const say = useSay(labTexts);
  const sayCommon = useSay(commonTexts);
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen={commands !== undefined}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="modal wide">
        <Dialog className="dialog">
          <Heading slot="title" className="dialog-title">
            {say('solutionOf', { title })}
          </Heading>
          <div className="dialog-body">
            {Object.entries(commands ?? {}).map(([node, code]) => (
              <CodeBlock
                key={node}
                source={code}
                node={node}
                onRun={(where, what) => {
                  onClose();
                  onRun(where, what);
                }}
              >
                <code>{code}</code>
              </CodeBlock>
            ))}
          </div>
          <div className="dialog-actions">
            <Button autoFocus onPress={onClose}>
              {sayCommon('close')}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
