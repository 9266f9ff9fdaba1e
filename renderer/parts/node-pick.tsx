import { createContext, type ReactNode, use, useMemo, useState } from 'react';

/** Somebody wants a node of the picture: a click on one chooses it, instead of opening its details. */
export interface Picking {
  /** Who wants it: of several only the last. */
  readonly by: string;
  readonly chosen: readonly string[];
  readonly pick: (node: string) => void;
}

interface Picks {
  readonly picking: Picking | undefined;
  readonly setPicking: (next: (now: Picking | undefined) => Picking | undefined) => void;
}

const PicksContext = createContext<Picks | undefined>(undefined);

/** Around the picture and what asks for its nodes. */
export function NodePicks({ children }: { readonly children: ReactNode }) {
  const [picking, setPicking] = useState<Picking>();
  const picks = useMemo(() => ({ picking, setPicking }), [picking]);
  return <PicksContext value={picks}>{children}</PicksContext>;
}

/** Undefined: there is no picture here. */
export function useNodePicks(): Picks | undefined {
  return use(PicksContext);
}
