import { useEffect, useState } from 'react';
import { uploadBytes } from '../../contract/packs.js';
import { useSay } from '../base/i18n.js';
import { toBase64 } from '../logic/base64.js';
import { packTexts } from '../texts/packs.js';
import { useNotices } from './notices.js';

/** A pack's file: its path, or what is in it where a browser has it. */
interface Dropped {
  readonly source: string | { readonly name: string; readonly content: string };
}

/** Takes files that are dropped anywhere into the window. @returns whether one is over it now */
export function useDrop(look: (dropped: Dropped) => void): boolean {
  const say = useSay(packTexts);
  const notice = useNotices();
  const [over, setOver] = useState(false);
  useEffect(() => {
    // A page that is dropped onto would go to the file, and text may be dropped into its fields.
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    const drag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const take = async (file: File): Promise<void> => {
      const bridge = window.lvslab;
      if (!/\.lvspack$/i.test(file.name)) notice({ kind: 'error', text: say('dropOther') });
      else if (bridge !== undefined) look({ source: bridge.pathOf(file) });
      else if (file.size > uploadBytes) notice({ kind: 'error', text: say('dropLarge') });
      else look({ source: { name: file.name, content: toBase64(new Uint8Array(await file.arrayBuffer())) } });
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      for (const file of event.dataTransfer?.files ?? []) void take(file);
    };
    window.addEventListener('dragover', drag);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', drag);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [look, notice, say]);
  return over;
}
