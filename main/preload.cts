import electron = require('electron');

const { contextBridge, ipcRenderer } = electron;

// All that a page can reach: a port to the engine, a paste as by its keys, and a report as PDF.
contextBridge.exposeInMainWorld('lvslab', {
  connect: (): void => ipcRenderer.send('connect'),
  paste: (): Promise<void> => ipcRenderer.invoke('paste') as Promise<void>,
  printPdf: (html: string): Promise<Uint8Array> => ipcRenderer.invoke('pdf', html) as Promise<Uint8Array>,
});

ipcRenderer.on('port', (event) => {
  window.postMessage('lvslab-port', '*', event.ports);
});
