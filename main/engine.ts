import { appProcedures } from '../contract/app.js';
import { LabError } from '../contract/errors.js';
import { languageOf } from '../contract/text.js';
import { makeApp } from '../wiring/app.js';
import { SettingsFile } from '../engine/app/settings.js';
import { logLastResort, openLog } from '../engine/log/log.js';
import { portChannel, type PortLike } from '../engine/rpc/message-port.js';
import { serve } from '../contract/rpc-serve.js';
import type { FromEngine, ToEngine } from './messages.js';

/** The engine's own process: a slow or dying engine does not freeze the window, and the other way round. */

interface ParentPort {
  on(event: 'message', listener: (event: { data: ToEngine; ports: readonly PortLike[] }) => void): void;
  postMessage(message: FromEngine): void;
}

// Electron adds it to the processes that it forks.
const { parentPort } = process as unknown as { readonly parentPort: ParentPort };

openLog('engine').info('starts');
logLastResort();
const language = languageOf(process.env['LVSLAB_LANG']);
const app = makeApp(language);

parentPort.on('message', ({ data, ports }) => {
  switch (data.type) {
    case 'port': {
      const [port] = ports;
      if (port !== undefined) serve(portChannel(port), appProcedures, app.service());
      break;
    }
    case 'count':
      parentPort.postMessage({
        type: 'counted',
        running: app.running.length,
        grading: app.grading,
        onQuit: new SettingsFile().read().onQuit,
      });
      break;
    case 'leave':
      app.leave(data.how).then(
        () => parentPort.postMessage({ type: 'left' }),
        (error: unknown) =>
          parentPort.postMessage({
            type: 'left',
            error: error instanceof LabError ? error.wording(language) : String(error),
          }),
      );
      break;
  }
});
