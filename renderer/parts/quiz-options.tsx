import { Crosshair } from 'lucide-react';
import { type ReactNode, useEffect, useId } from 'react';
import { Checkbox, CheckboxGroup, Label, Radio, RadioGroup } from 'react-aria-components';
import type { QuizView } from '../../contract/quiz-view.js';
import { useSay } from '../base/i18n.js';
import { chosenOf } from '../logic/quiz.js';
import { labTexts } from '../texts/lab.js';
import { Button } from './controls.js';
import { type Picking, useNodePicks } from './node-pick.js';
import type { FieldProps } from './quiz-field.js';

interface OptionsProps extends Omit<FieldProps<QuizView>, 'quiz'> {
  readonly several: boolean;
  readonly options: readonly string[];
  /** What each stands for in the answer; else its number from 0. */
  readonly values?: readonly string[];
  readonly look?: 'lines' | 'nodes';
}

/** One of some things, or several. */
export function Options({ several, options, values, look, question, draft, onDraft }: OptionsProps) {
  const label = <Label className={question.look}>{question.text}</Label>;
  const className = `options ${look ?? ''}`;
  const all = options.map((text, index) => ({ text, value: values?.[index] ?? String(index) }));
  const words = (text: string): ReactNode => (look === 'lines' ? <code>{text}</code> : text);
  if (!several)
    return (
      <RadioGroup value={draft} onChange={onDraft} className={className}>
        {label}
        {all.map(({ text, value }) => (
          <Radio key={value} value={value} className="option">
            <span className="dot" aria-hidden />
            {words(text)}
          </Radio>
        ))}
      </RadioGroup>
    );
  const places = all.map(({ value }) => value);
  return (
    <CheckboxGroup
      value={chosenOf(draft)}
      onChange={(chosen) => onDraft(places.filter((value) => chosen.includes(value)).join(','))}
      className={className}
    >
      {label}
      {all.map(({ text, value }) => (
        <Checkbox key={value} value={value} className="option">
          <span className="box" aria-hidden />
          {words(text)}
        </Checkbox>
      ))}
    </CheckboxGroup>
  );
}

interface NodeOptionsProps extends Omit<OptionsProps, 'options' | 'values' | 'look'> {
  readonly nodes: readonly string[];
}

/** Nodes by their names, or by a click in the picture once that was asked for. */
export function NodeOptions({ nodes, several, draft, onDraft, question }: NodeOptionsProps) {
  const say = useSay(labTexts);
  const by = useId();
  const { picking, setPicking } = useNodePicks() ?? {};
  const isOn = picking?.by === by;
  const wanted = (): Picking => ({
    by,
    chosen: chosenOf(draft),
    pick: (node) => {
      const chosen = chosenOf(draft);
      const isChosen = (each: string) => chosen.includes(each) !== (each === node);
      onDraft(several ? nodes.filter(isChosen).join(',') : node);
    },
  });
  useEffect(() => {
    if (isOn) setPicking?.(wanted);
    // oxlint-disable-next-line react/exhaustive-deps -- what is chosen now is all that it rests on
  }, [isOn, draft]);
  useEffect(() => () => setPicking?.((now) => (now?.by === by ? undefined : now)), [by, setPicking]);
  return (
    <>
      <Options
        several={several}
        options={nodes}
        values={nodes}
        look="nodes"
        draft={draft}
        onDraft={onDraft}
        question={question}
      />
      {setPicking !== undefined && (
        <Button
          small
          look="quiet"
          icon={Crosshair}
          aria-pressed={isOn}
          onPress={() => setPicking(isOn ? () => undefined : wanted)}
        >
          {say(isOn ? 'picking' : 'pickNode')}
        </Button>
      )}
    </>
  );
}
