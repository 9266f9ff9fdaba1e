import { useEffect, useState } from 'react';
import {
  Checkbox,
  CheckboxGroup,
  Form,
  Input,
  Label,
  Radio,
  RadioGroup,
  TextField,
} from 'react-aria-components';
import type { QuizView } from '../../contract/quiz-view.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { labTexts } from '../texts/lab.js';
import { Button } from './controls.js';

export interface QuizProps {
  readonly quiz: QuizView;
  /** What was answered before. */
  readonly answer: string | undefined;
  /** The question stands above it already. */
  readonly asked: boolean;
  readonly onAnswer: (answer: string) => void;
}

/** A question with its answer in place. Of a choice the answer is the number of the option from 0; several: with commas. */
export function Quiz({ quiz, answer, asked, onAnswer }: QuizProps) {
  const say = useSay(labTexts);
  const language = useLanguage();
  const [draft, setDraft] = useState(answer ?? '');
  useEffect(() => setDraft(answer ?? ''), [answer]);
  const question = quiz.question[language];
  const questionLook = asked ? 'sr-only' : 'question';
  const valid = draft.trim() !== '' && (quiz.type !== 'number' || Number.isFinite(Number(draft)));
  return (
    <Form
      className="quiz"
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) onAnswer(draft.trim());
      }}
    >
      {quiz.type === 'choice' && !quiz.several && (
        <RadioGroup value={draft} onChange={setDraft} className="options">
          <Label className={questionLook}>{question}</Label>
          {quiz.options.map((option, index) => (
            <Radio key={option.en} value={String(index)} className="option">
              <span className="dot" aria-hidden />
              {option[language]}
            </Radio>
          ))}
        </RadioGroup>
      )}
      {quiz.type === 'choice' && quiz.several && (
        <CheckboxGroup
          value={draft === '' ? [] : draft.split(',')}
          onChange={(chosen) => setDraft(chosen.sort((a, b) => Number(a) - Number(b)).join(','))}
          className="options"
        >
          <Label className={questionLook}>{question}</Label>
          {quiz.options.map((option, index) => (
            <Checkbox key={option.en} value={String(index)} className="option">
              <span className="box" aria-hidden />
              {option[language]}
            </Checkbox>
          ))}
        </CheckboxGroup>
      )}
      {quiz.type !== 'choice' && (
        <TextField value={draft} onChange={setDraft} className="field">
          <Label className={questionLook}>{question}</Label>
          <Input className="input" inputMode={quiz.type === 'number' ? 'decimal' : 'text'} maxLength={1000} />
        </TextField>
      )}
      <Button small type="submit" isDisabled={!valid || draft.trim() === answer}>
        {say('answer')}
      </Button>
    </Form>
  );
}
