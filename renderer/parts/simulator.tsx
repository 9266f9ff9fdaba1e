import { ListEnd, RotateCcw, StepForward } from 'lucide-react';
import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react';
import type { SchedulerName } from '../../schedulers/schedulers.js';
import { useLanguage, useSay } from '../base/i18n.js';
import type { Look } from '../logic/kernel-watch.js';
import { type PresetName, presets } from '../logic/presets.js';
import { type Setup, simulate } from '../logic/simulation.js';
import { presetTexts, simulatorTexts } from '../texts/simulator.js';
import { Button } from './controls.js';
import { useActions } from './palette.js';
import { ReadingDialog } from './reading-dialog.js';
import { SimulatorForm } from './simulator-form.js';
import { KernelBeside } from './simulator-kernel.js';
import { StepList, StepNumbers } from './simulator-steps.js';

/** A director's table to begin with, and what it is called. */
export interface SimulatorStart {
  readonly setup: Setup;
  readonly service: string;
}

const SimulatorContext = createContext<() => void>(() => {});

/** Opens the simulator with the course's example. */
export function useSimulator(): () => void {
  return use(SimulatorContext);
}

/** The simulated schedulers, to be tried from every view. */
export function SimulatorProvider({ children }: { readonly children: ReactNode }) {
  const say = useSay(simulatorTexts);
  const [open, setOpen] = useState(false);
  const show = useCallback(() => setOpen(true), []);
  useActions([{ id: 'schedulers', label: say('title'), run: show, common: true }]);
  return (
    <SimulatorContext value={show}>
      {children}
      {open && <Simulator onClose={() => setOpen(false)} />}
    </SimulatorContext>
  );
}

interface SimulatorProps {
  /** Absent: the course's example. */
  readonly start?: SimulatorStart;
  /** That table as it is now. */
  readonly look?: Look;
  readonly onClose: () => void;
}

interface Chosen {
  readonly preset: PresetName | 'own';
  readonly setup: Setup;
  readonly beside: SchedulerName | 'nobody';
}

function chosenBy(name: PresetName): Chosen {
  const preset = presets[name];
  return { preset: name, setup: preset.setup, beside: 'beside' in preset ? preset.beside : 'nobody' };
}

export function Simulator({ start, look, onClose }: SimulatorProps) {
  const say = useSay(simulatorTexts);
  const language = useLanguage();
  const [{ preset, setup, beside }, setChosen] = useState<Chosen>(() =>
    start === undefined ? chosenBy('course') : { preset: 'own', setup: start.setup, beside: 'nobody' },
  );
  const [shown, setShown] = useState(0);
  const [looked, setLooked] = useState<number>();
  const steps = useMemo(() => simulate(setup), [setup]);
  const other = useMemo(
    () => (beside === 'nobody' ? undefined : simulate({ ...setup, scheduler: beside })),
    [setup, beside],
  );
  const current = steps[Math.min(looked ?? shown, shown) - 1];
  const otherCurrent = current === undefined ? undefined : other?.[current.number - 1];
  const go = (count: number) => {
    setShown(count);
    setLooked(undefined);
  };
  const choose = (chosen: Chosen) => {
    setChosen(chosen);
    go(0);
  };
  return (
    <ReadingDialog title={say('title')} modal="simulator-modal" dialog="simulator" onClose={onClose}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
      <div className="dialog-body simulator-body" tabIndex={0} role="group" aria-label={say('title')}>
        <p className="quiet-text">{say('intro')}</p>
        <SimulatorForm
          setup={setup}
          preset={preset}
          beside={beside}
          onPreset={(name) => choose(chosenBy(name))}
          onBeside={(name) => setChosen({ preset, setup, beside: name })}
          onChange={(change) => choose({ preset: 'own', setup: { ...setup, ...change }, beside })}
        >
          <p className="banner info simulator-said">
            {preset !== 'own'
              ? presetTexts[preset][language]
              : start !== undefined && setup.found
                ? say('foundAt', { service: start.service })
                : say('begin')}
          </p>
          <div className="row">
            <Button
              look="primary"
              icon={StepForward}
              isDisabled={shown >= steps.length}
              onPress={() => go(shown + 1)}
            >
              {say('step')}
            </Button>
            <Button icon={ListEnd} isDisabled={shown >= steps.length} onPress={() => go(steps.length)}>
              {say('all')}
            </Button>
            <Button icon={RotateCcw} isDisabled={shown === 0} onPress={() => go(0)}>
              {say('again')}
            </Button>
            <span className="quiet-text">
              {shown} / {steps.length}
            </span>
          </div>
        </SimulatorForm>
        {look !== undefined && <KernelBeside look={look} />}
        {current !== undefined && (
          <div className="simulator-now">
            <StepNumbers step={current} scheduler={setup.scheduler} />
            {otherCurrent !== undefined && beside !== 'nobody' && (
              <StepNumbers step={otherCurrent} scheduler={beside} />
            )}
          </div>
        )}
        {shown > 0 && (
          <StepList
            setup={setup}
            steps={steps.slice(0, shown)}
            beside={
              other === undefined || beside === 'nobody' ? undefined : { scheduler: beside, steps: other }
            }
            current={current?.number ?? 0}
            onChoose={setLooked}
          />
        )}
      </div>
    </ReadingDialog>
  );
}
