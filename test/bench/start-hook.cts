import electron = require('electron');

const { app } = electron;

// Loaded into Electron's first process before an app: tells when its window was made, shown and of use, then leaves.
// Nothing else of the app is different, and no debugger is attached.
app.on('browser-window-created', (_event, window) => {
  const created = Date.now();
  const shown = new Promise<number>((resolve) => window.once('show', () => resolve(Date.now())));
  window.webContents.once('dom-ready', () => {
    const ready = window.webContents.executeJavaScript(`new Promise((resolve) => {
      const look = () => {
        if (document.querySelector(${JSON.stringify(process.env['BENCH_READY'])}) === null) return false;
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(Date.now())));
        return true;
      };
      if (!look()) new MutationObserver((_, observer) => look() && observer.disconnect())
        .observe(document, { childList: true, subtree: true, attributes: true });
    })`) as Promise<number>;
    void Promise.all([shown, ready]).then(([shown, ready]) => {
      process.stdout.write(`bench ${JSON.stringify({ created, shown, ready })}\n`);
      app.exit(0);
    });
  });
});
