import { useCallback } from 'react';
import { uploadBytes } from '../../contract/packs.js';
import { dropLimit } from '../../contract/class-view.js';
import { useSay } from '../base/i18n.js';
import { toBase64 } from '../logic/base64.js';
import { classTexts } from '../texts/class.js';
import { useAct, useNotices } from './notices.js';

/** Takes files into a class: by their paths in the app, by what is in them in a browser. */
export function useHandIns(folder: string): (files: readonly File[]) => void {
  const say = useSay(classTexts);
  const act = useAct();
  const notice = useNotices();
  return useCallback(
    (files) => {
      const refuse = (text: string) => notice({ kind: 'error', text });
      const take = async (): Promise<void> => {
        let count = 0;
        const batches = batchesOf(files, {
          other: () => refuse(say('dropOther')),
          large: (name) => refuse(say('dropLarge', { name })),
        });
        for (const batch of batches) {
          const got = await act('takeHandIns', { folder, files: [...(await batch())] });
          // Why not has been said.
          if (got === undefined) return;
          count += got.value.taken;
        }
        if (batches.length > 0) notice({ kind: 'done', text: say('taken', { count }) });
      };
      if (files.length > 0) void take();
    },
    [act, folder, notice, say],
  );
}

type Sent = string | { readonly name: string; readonly content: string };
type Batch = () => Promise<readonly Sent[]>;

interface Refusals {
  readonly other: () => void;
  readonly large: (name: string) => void;
}

/** What is asked with one message each: what is in files is read when its turn comes. */
function batchesOf(files: readonly File[], refuse: Refusals): readonly Batch[] {
  const bridge = window.lvslab;
  if (bridge !== undefined) {
    const paths = files.map((file) => bridge.pathOf(file));
    const count = Math.ceil(paths.length / dropLimit);
    return Array.from({ length: count }, (_, index) => {
      const from = index * dropLimit;
      return () => Promise.resolve(paths.slice(from, from + dropLimit));
    });
  }
  const handIns = files.filter(({ name }) => name.endsWith('.lvsub'));
  if (handIns.length < files.length) refuse.other();
  return handIns.flatMap((file): readonly Batch[] => {
    if (file.size <= uploadBytes)
      return [async () => [{ name: file.name, content: toBase64(new Uint8Array(await file.arrayBuffer())) }]];
    refuse.large(file.name);
    return [];
  });
}
