/** A POSIX basic or extended regular expression (XBD 9) as one of JavaScript's. */
export function posixRegex(source: string, extended: boolean, flags = ''): RegExp {
  const classes: Readonly<Record<string, string>> = {
    space: '\\s',
    digit: '\\d',
    alpha: 'A-Za-z',
    alnum: 'A-Za-z0-9',
    blank: ' \\t',
    upper: 'A-Z',
    lower: 'a-z',
    punct: '!-\\/:-@\\[-`{-~',
  };
  let made = '';
  for (let at = 0; at < source.length; at += 1) {
    const here = source[at] ?? '';
    const next = source[at + 1] ?? '';
    if (here === '\\') {
      at += 1;
      if (!extended && /[(){}|+?]/.test(next)) made += next;
      else if (next === '<' || next === '>') made += '\\b';
      else made += /[\w/'",:;@#%&=~<>`! -]/.test(next) && !/[bBdDsSwWnt1-9]/.test(next) ? next : `\\${next}`;
    } else if (here === '[') {
      const end = source.indexOf(']', source[at + 1] === '^' ? at + 3 : at + 2);
      const named = /^\[(\^?)((?:\[:\w+:\]|[^\]])*)\]/.exec(source.slice(at));
      if (named !== null) {
        const inner = (named[2] ?? '').replace(/\[:(\w+):\]/g, (_, name: string) => classes[name] ?? '');
        made += `[${named[1] ?? ''}${inner.replace(/\\(?![sdt\\/[-])/g, '\\\\').replace(/\[/g, '\\[')}]`;
        at += named[0].length - 1;
      } else if (end > 0) {
        made += source.slice(at, end + 1);
        at = end;
      } else made += '\\[';
    } else if (!extended && /[(){}|+?]/.test(here)) made += `\\${here}`;
    else if (!extended && here === '*' && (made === '' || made === '^')) made += '\\*';
    else made += here;
  }
  return new RegExp(made, flags);
}
