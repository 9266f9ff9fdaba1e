import { type Fault, type FaultContext, FaultFailed, faultOf } from './fault.js';
import { stopUnit } from './unit.js';

/** Where a web server's files are looked for: Debian's default of nginx and apache2, older ones, nginx.org's. */
export const documentRoots = ['/var/www/html', '/var/www', '/usr/share/nginx/html'];

const webUnits = ['nginx', 'apache2', 'httpd', 'lighttpd', 'caddy'];
/** Where a page that is away is kept, beside its place. */
const away = '.lvslab-away';

/** The web service of a realserver is stopped, whichever it is. @throws FaultFailed when no known one runs there */
export async function stopWeb(node: string, context: FaultContext): Promise<Fault> {
  const list = `for u in ${webUnits.join(' ')}; do systemctl -q is-active $u && { echo $u; break; }; done`;
  const { stdout } = await context.shell(node).exec(list, { timeout: 15_000 });
  const unit = stdout.trim();
  if (!webUnits.includes(unit)) throw new FaultFailed(`no web service runs on ${node}`);
  return stopUnit(node, unit, context);
}

/** The service runs, and answers with an error: its page is gone, and those that a server would give instead of it. */
export function losePage(node: string, context: FaultContext): Fault {
  const each = (files: string, deed: string) =>
    context
      .shell(node)
      .exec(
        `x=1; for d in ${documentRoots.join(' ')}; do for f in $d/${files}; do [ -f "$f" ] && ${deed} && x=0; done; done; exit $x`,
        { timeout: 10_000 },
      );
  return faultOf(
    'the page is gone',
    async () => {
      // Debian's nginx gives index.nginx-debian.html where there is no index.html.
      const { exit } = await each('index.*', `[ "$f" = "\${f%${away}}" ] && mv "$f" "$f${away}"`);
      if (exit !== 0) throw new FaultFailed(`there is no page on ${node}`);
    },
    () => each(`index.*${away}`, `mv "$f" "\${f%${away}}"`),
  );
}
