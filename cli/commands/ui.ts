import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { appProcedures } from '../../contract/app.js';
import { LabError } from '../../contract/errors.js';
import { windowRoot } from '../../engine/product.js';
import { makeApp } from '../../wiring/app.js';
import type { CliContext } from '../context.js';
import type { ExitCode } from '../exit.js';
import type { Register } from '../registration.js';
import { serveWindow } from '../window-server.js';

export const registerUi: Register = ({ program, t, does }) => {
  program
    .command('ui')
    .description(t('在浏览器里使用图形界面', "the app's window in a browser"))
    .option('--port <port>', t('端口（默认由系统选）', 'port (default: one that is free)'))
    .action(does(async (context, options: { port?: string }) => ui(context, options)));
};

/** `ui`: the app's window in a browser, for a host without a display. Until Ctrl-C, which suspends what runs. */
async function ui(context: CliContext, options: { readonly port?: string }): Promise<ExitCode> {
  const { output } = context;
  if (!existsSync(join(windowRoot, 'index.html')))
    throw new LabError({ code: 'window.missing', params: { fix: 'npm run build' } });
  const app = makeApp(output.language);
  const server = await serveWindow(windowRoot, portOf(options.port), appProcedures, app.service());
  const { port, url } = server;
  if (output.json) output.result({ url, port, pid: process.pid });
  else {
    output.message({ code: 'ui.open', params: { url } });
    output.message({ code: 'ui.end', params: {} });
  }
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  server.close();
  await app.leave('suspend');
  return 0;
}

/** A port as it was typed; 0 lets the system choose. */
function portOf(typed = '0'): number {
  const port = Number(typed);
  if (!/^\d+$/.test(typed) || port > 65_535)
    throw new LabError({ code: 'window.port-unknown', params: { typed } });
  return port;
}
