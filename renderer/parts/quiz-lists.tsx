import type { QuizView } from '../../contract/quiz-view.js';
import { Group } from 'react-aria-components';
import { useId } from 'react';
import { useLanguage, useSay } from '../base/i18n.js';
import { pairsOf, sequenceOf, withName, withPair } from '../logic/quiz.js';
import { labTexts } from '../texts/lab.js';
import { Choice } from './controls.js';
import type { FieldProps } from './quiz-field.js';

/** For each thing on the left what belongs to it. */
export function MatchField({
  quiz: { lefts, rights },
  question,
  draft,
  onDraft,
}: FieldProps<Extract<QuizView, { type: 'match' }>>) {
  const say = useSay(labTexts);
  const language = useLanguage();
  const label = useId();
  const pairs = pairsOf(draft);
  const options = rights.map((right, index) => ({ value: String(index), label: right[language] }));
  return (
    <Group className="match" aria-labelledby={label}>
      <span id={label} className={question.look}>
        {question.text}
      </span>
      {lefts.map((left, index) => (
        <Choice
          key={left.en}
          label={left[language]}
          value={pairs.get(index)}
          placeholder={say('chooseRight')}
          options={options}
          onChange={(right) => onDraft(withPair(draft, index, right))}
        />
      ))}
    </Group>
  );
}

/** Nodes, one after the other. */
export function SequenceField({
  quiz: { of, length },
  question,
  draft,
  onDraft,
}: FieldProps<Extract<QuizView, { form: 'sequence' }>>) {
  const say = useSay(labTexts);
  const label = useId();
  const options = of.map((node) => ({ value: node, label: node }));
  return (
    <Group className="sequence" aria-labelledby={label}>
      <span id={label} className={question.look}>
        {question.text}
      </span>
      <div className="sequence-places">
        {sequenceOf(draft, length).map((node, place) => (
          <Choice
            // oxlint-disable-next-line react/no-array-index-key -- a place is nothing but its number
            key={place}
            label={String(place + 1)}
            value={node === '' ? undefined : node}
            placeholder={say('chooseNode')}
            options={options}
            onChange={(name) => onDraft(withName(draft, length, place, name))}
          />
        ))}
      </div>
    </Group>
  );
}
