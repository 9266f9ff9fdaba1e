import { type ReactNode, useState } from 'react';
import { Button, Tooltip, TooltipTrigger } from 'react-aria-components';
import { glossary, namesOf, type TermId } from '../../contract/messages/glossary.js';
import { useLanguage } from '../base/i18n.js';

/** A word of the glossary in a text: its explanation comes when it is pointed at, has the focus, or is pressed. */
export function Term({ id, children }: { readonly id: TermId; readonly children: ReactNode }) {
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  return (
    // A press shows it as well: a finger neither points nor has the focus.
    <TooltipTrigger
      delay={300}
      closeDelay={100}
      shouldCloseOnPress={false}
      isOpen={open}
      onOpenChange={setOpen}
    >
      <Button className="term" onPress={() => setOpen(true)}>
        {children}
      </Button>
      <Tooltip className="tooltip term-hint" offset={4}>
        <strong>{namesOf(id, language)[0]}</strong> {glossary[id][language]}
      </Tooltip>
    </TooltipTrigger>
  );
}
