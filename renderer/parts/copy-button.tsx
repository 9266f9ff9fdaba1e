import { Copy } from 'lucide-react';
import { useSay } from '../base/i18n.js';
import { commonTexts } from '../texts/common.js';
import { Button } from './controls.js';
import { useNotices } from './notices.js';

/** Puts a text on the clipboard, and says whether that worked. */
function useCopy(): (text: string) => void {
  const say = useSay(commonTexts);
  const notice = useNotices();
  return (text) => {
    navigator.clipboard.writeText(text).then(
      () => notice({ kind: 'done', text: say('copied') }),
      () => notice({ kind: 'error', text: say('copyFailed') }),
    );
  };
}

export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const say = useSay(commonTexts);
  const copy = useCopy();
  return (
    <Button
      look="quiet"
      small
      icon={Copy}
      {...(label === undefined ? {} : { 'aria-label': label })}
      onPress={() => copy(text)}
    >
      {say('copy')}
    </Button>
  );
}
