/** The parts of a view that F6 goes round, in the order of the page. */
function areas(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-area]')].filter(
    (area) => area.clientWidth > 0 && area.clientHeight > 0,
  );
}

export function nextArea(backwards: boolean): void {
  const all = areas();
  const here = all.findIndex((area) => area.contains(document.activeElement));
  const step = backwards ? -1 : 1;
  const next = here === -1 ? (backwards ? all.length - 1 : 0) : (here + step + all.length) % all.length;
  const area = all[next];
  if (area !== undefined) focusIn(area);
}

export function focusArea(name: string): void {
  const area = areas().find((one) => one.dataset['area'] === name);
  if (area !== undefined) focusIn(area);
}

/** A terminal in front gets the keys themselves; elsewhere the area does, and Tab goes on from there. */
function focusIn(area: HTMLElement): void {
  const terminal = area.querySelector<HTMLElement>('.terminal-pane:not(.hidden) .xterm-helper-textarea');
  (terminal ?? area).focus();
}
