import { ArrowLeft, ArrowRight, BookCheck, Ellipsis, GraduationCap, ListChecks } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import {
  Button as AriaButton,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  Separator as MenuSeparator,
} from 'react-aria-components';
import { Group, Panel, Separator } from 'react-resizable-panels';
import type { SessionView, StepView } from '../../contract/views.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { isComplete, isBusy, tally, withoutTitle } from '../logic/steps.js';
import { useLayout } from '../base/preferences.js';
import { labTexts } from '../texts/lab.js';
import { paletteTexts } from '../texts/palette.js';
import { Checks } from './checks.js';
import { Button } from './controls.js';
import { useDeeds } from './deeds.js';
import { DoingLine } from './doing.js';
import { Markdown } from './markdown.js';
import { useActions } from './palette.js';
import { HandInDialog } from './hand-in-dialog.js';
import { SolutionDialog } from './solution-dialog.js';
import { StepBar } from './step-bar.js';

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
  // The chosen one may be gone: the lab may be written meanwhile.
  const wanted = steps.some(({ id }) => id === chosen) ? chosen : view.current;
  const found = steps.findIndex(({ id }) => id === wanted);
  const index = found === -1 ? (view.current === undefined ? steps.length - 1 : 0) : found;
  const step = steps[index];
  const [layout, setLayout] = useLayout<Record<string, number>>('lab.guide', {});
  const text = useRef<HTMLDivElement>(null);
  const checks = useRef<HTMLDivElement>(null);
  useEffect(() => {
    text.current?.scrollTo({ top: 0 });
    checks.current?.scrollTo({ top: 0 });
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
        <Panel id="text" minSize="20%" defaultSize="50%">
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long text is scrolled by keyboard, too */}
          <div
            className="step-text"
            ref={text}
            tabIndex={0}
            role="region"
            aria-label={step.title[language]}
            onScroll={({ currentTarget }) => {
              if (isAtEnd(currentTarget)) deeds.readToEnd();
            }}
          >
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
        <Panel id="checks" minSize="20%" defaultSize="50%">
          <section className="checks-area" aria-label={say('checks')}>
            <div className="checks-bar">
              <div className="row">
                {step.checks.length > 0 ? (
                  <Button
                    look="primary"
                    icon={ListChecks}
                    isDisabled={isBusy(view)}
                    onPress={() => deeds.run('check')}
                  >
                    {say('check')}
                  </Button>
                ) : (
                  <Button
                    look={view.done.includes(step.id) ? 'plain' : 'primary'}
                    icon={BookCheck}
                    isDisabled={isBusy(view) || view.done.includes(step.id)}
                    onPress={() => deeds.run('read')}
                  >
                    {say('read')}
                  </Button>
                )}
                {isComplete(view) && (
                  <Button
                    look={view.graded ? 'plain' : 'primary'}
                    icon={GraduationCap}
                    isDisabled={isBusy(view)}
                    onPress={deeds.grade}
                  >
                    {say('grade')}
                  </Button>
                )}
                {view.current !== undefined && view.done.includes(step.id) && index < steps.length - 1 && (
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
              <DoingLine
                view={view}
                idle={
                  <>
                    <Tally view={view} step={step} />
                    {isComplete(view) && !view.graded && (
                      <strong className="all-done doing-text">
                        {say(view.current === undefined ? 'allDone' : 'requiredDone')}
                      </strong>
                    )}
                  </>
                }
              />
            </div>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
            <div className="checks-scroll" ref={checks} tabIndex={0} role="group" aria-label={say('checks')}>
              <Checks view={view} step={step} onRun={onRun} />
            </div>
          </section>
        </Panel>
      </Group>
      <HandInDialog made={deeds.handedIn} onSave={deeds.saveHandIn} onClose={deeds.closeHandIn} />
      <SolutionDialog
        title={step.title[language]}
        commands={deeds.solution}
        onRun={onRun}
        onClose={deeds.closeSolution}
      />
    </div>
  );
}

/** Has a text that was scrolled come to its end, up to a line? */
function isAtEnd({ scrollTop, clientHeight, scrollHeight }: HTMLElement): boolean {
  return scrollTop > 0 && scrollTop + clientHeight >= scrollHeight - 24;
}

/** How the step stands, in one line. */
function Tally({ view, step }: { readonly view: SessionView; readonly step: StepView }) {
  const say = useSay(labTexts);
  const counts = tally(view, step);
  if (step.checks.length === 0)
    return <span>{say(view.done.includes(step.id) ? 'readDone' : 'readFirst')}</span>;
  return (
    <span>
      {say('tallied', { passed: counts.pass, all: step.checks.length })}
      {counts.unknown > 0 && ` · ${say('unknowns', { count: counts.unknown })}`}
    </span>
  );
}
