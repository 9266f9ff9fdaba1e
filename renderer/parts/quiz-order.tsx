import { ArrowDown, ArrowUp, GripVertical } from 'lucide-react';
import { useId } from 'react';
import { Button as AriaButton, GridList, GridListItem, Group, useDragAndDrop } from 'react-aria-components';
import type { QuizView } from '../../contract/quiz-view.js';
import { useLanguage, useSay } from '../base/i18n.js';
import { chosenOf, moved } from '../logic/quiz.js';
import { labTexts } from '../texts/lab.js';
import { IconButton } from './controls.js';
import type { FieldProps } from './quiz-field.js';

/** Things to be put in order: by buttons, by dragging, by the keyboard in either way. */
export function OrderField({
  quiz,
  question,
  draft,
  onDraft,
}: FieldProps<Extract<QuizView, { type: 'order' }>>) {
  const say = useSay(labTexts);
  const language = useLanguage();
  const label = useId();
  const order = chosenOf(draft);
  const nameOf = (place: string) => quiz.items[Number(place)]?.[language] ?? '';
  const move = (item: string, to: number) => onDraft(moved(order, item, to).join(','));
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': nameOf(String(key)) })),
    onReorder: ({ keys, target }) => {
      const [item] = [...keys].map(String);
      if (item === undefined || item === target.key) return;
      const rest = order.filter((each) => each !== item);
      move(item, rest.indexOf(String(target.key)) + (target.dropPosition === 'after' ? 1 : 0));
    },
  });
  return (
    <Group className="order" aria-labelledby={label}>
      <span id={label} className={question.look}>
        {question.text}
      </span>
      <GridList
        aria-labelledby={label}
        className="order-list"
        dragAndDropHooks={dragAndDropHooks}
        items={order.map((id) => ({ id }))}
        dependencies={[draft, language]}
      >
        {({ id }) => {
          const text = nameOf(id);
          const at = order.indexOf(id);
          return (
            <GridListItem id={id} textValue={text} className="order-item">
              <AriaButton slot="drag" className="drag-handle" aria-label={say('dragItem', { text })}>
                <GripVertical size={14} aria-hidden />
              </AriaButton>
              <span className="order-number">{at + 1}</span>
              <span className="order-text">{text}</span>
              <IconButton
                icon={ArrowUp}
                label={say('moveUp', { text })}
                isDisabled={at === 0}
                onPress={() => move(id, at - 1)}
              />
              <IconButton
                icon={ArrowDown}
                label={say('moveDown', { text })}
                isDisabled={at === order.length - 1}
                onPress={() => move(id, at + 1)}
              />
            </GridListItem>
          );
        }}
      </GridList>
    </Group>
  );
}
