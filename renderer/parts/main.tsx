import { type ReactNode, useEffect, useRef } from 'react';
import { hasMoved } from '../base/route.js';

export interface MainProps {
  /** The kind of view. */
  readonly className: string;
  readonly label?: string;
  readonly busy?: boolean;
  readonly children: ReactNode;
}

/** A view's content. The focus goes here when what had it went away with the view before. */
export function Main({ className, label, busy = false, children }: MainProps) {
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    if (hasMoved() && document.activeElement === document.body) main.current?.focus();
  }, []);
  return (
    <main
      className={className}
      id="content"
      ref={main}
      tabIndex={-1}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(busy ? { 'aria-busy': true } : {})}
    >
      {children}
    </main>
  );
}
