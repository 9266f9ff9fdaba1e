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

/** A view that takes other files than packs, while it is shown. */
interface Taker {
  readonly take: (files: readonly File[]) => void;
  /** What is said while files are over the window. */
  readonly hint: string;
}
let taker: Taker | undefined;

/** Files that are no packs go to the view that calls this. */
export function useTakeFiles(take: Taker['take'], hint: string): void {
  useEffect(() => {
    const mine = { take, hint };
    taker = mine;
    return () => {
      if (taker === mine) taker = undefined;
    };
  }, [take, hint]);
}

/** Takes files that are dropped anywhere into the window. @returns what is said while they are over it; undefined: none is */
export function useDrop(look: (dropped: Dropped) => void): string | undefined {
  const say = useSay(packTexts);
  const notice = useNotices();
  const [over, setOver] = useState<string>();
  useEffect(() => {
    // A page that is dropped onto would go to the file, and text may be dropped into its fields.
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    const drag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(taker?.hint ?? say('dropHere'));
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(undefined);
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
      setOver(undefined);
      const files = [...(event.dataTransfer?.files ?? [])];
      const isPack = ({ name }: File) => /\.lvspack$/i.test(name);
      const others = taker === undefined ? [] : files.filter((file) => !isPack(file));
      if (others.length > 0) taker?.take(others);
      for (const file of files) if (!others.includes(file)) void take(file);
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
