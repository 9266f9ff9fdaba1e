/** What a lab is asked for by: its id, with its pack's before it where it is in one, as another pack may have a lab of that id. */
export function labName(pack: string | undefined, id: string): string {
  return pack === undefined ? id : `${pack}/${id}`;
}

/** The lab's own id, of a name that may have its pack's before it. */
export function labIdOf(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}
