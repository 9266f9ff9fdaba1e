import electron = require('electron');

const { contextBridge, ipcRenderer, webUtils } = electron;

// All that a page can reach: a port to the engine, a paste as by its keys, a report as PDF, and paths of packs that somebody gave us.
contextBridge.exposeInMainWorld('lvslab', {
  connect: (): void => ipcRenderer.send('connect'),
  paste: (): Promise<void> => ipcRenderer.invoke('paste') as Promise<void>,
  printPdf: (html: string): Promise<Uint8Array> => ipcRenderer.invoke('pdf', html) as Promise<Uint8Array>,
  takePacks: (): Promise<readonly string[]> => ipcRenderer.invoke('take-packs') as Promise<readonly string[]>,
  choosePack: (): Promise<string | undefined> =>
    ipcRenderer.invoke('choose-pack') as Promise<string | undefined>,
  chooseFolder: (): Promise<string | undefined> =>
    ipcRenderer.invoke('choose-folder') as Promise<string | undefined>,
  pathOf: (file: File): string => webUtils.getPathForFile(file),
});

ipcRenderer.on('port', (event) => {
  window.postMessage('lvslab-port', '*', event.ports);
});

ipcRenderer.on('packs', () => window.postMessage('lvslab-packs', '*'));
