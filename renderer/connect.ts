import type { Channel } from '../contract/rpc.js';

/** What the preload of the app puts into the window; a browser has none of it. */
export interface Bridge {
  connect(): void;
  /** Pastes into what has the focus. */
  paste(): Promise<void>;
  /** Prints a page that needs no script and no other file. */
  printPdf(html: string): Promise<Uint8Array>;
  /** Paths of packs that the desktop opened with the app, each once; the message `lvslab-packs` says that there are more. */
  takePacks(): Promise<readonly string[]>;
  /** Has somebody choose a pack's file. */
  choosePack(): Promise<string | undefined>;
  /** Has somebody choose a folder. */
  chooseFolder(): Promise<string | undefined>;
  /** Of a file that was dropped here. */
  pathOf(file: File): string;
}

declare global {
  interface Window {
    readonly lvslab?: Bridge;
  }
}

/** Longer than this, and the engine is taken for gone. Milliseconds. */
const patience = 10_000;

/** Opens a new channel to the engine: by the app's preload, or by a WebSocket to whoever served the page. */
export function openChannel(): Promise<Channel> {
  const bridge = window.lvslab;
  return bridge === undefined ? openSocket() : openPort(bridge);
}

function openPort(bridge: Bridge): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener('message', take);
    };
    const take = (event: MessageEvent) => {
      const port = event.ports[0];
      if (event.source !== window || event.data !== 'lvslab-port' || port === undefined) return;
      end();
      resolve(portChannel(port));
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error('the engine gave no port'));
    }, patience);
    window.addEventListener('message', take);
    bridge.connect();
  });
}

/** Messages on a port are copied as they are. */
export function portChannel(port: MessagePort): Channel {
  const ends = new Once();
  port.addEventListener('close', () => ends.fire());
  return {
    send: (message) => port.postMessage(message),
    onMessage(listener) {
      port.addEventListener('message', (event: MessageEvent<unknown>) => listener(event.data));
      port.start();
    },
    onClose: (listener) => ends.add(listener),
    close() {
      port.close(); // this end of a port hears nothing of it
      ends.fire();
    },
  };
}

const tokenKey = 'lvslab-token';

/** Takes the token out of the address bar; it stays for a reload of this tab only. */
export function takeToken(): string {
  const found = /[#&]token=([^&#]+)/.exec(location.hash);
  if (found?.[1] === undefined) return sessionStorage.getItem(tokenKey) ?? '';
  const token = decodeURIComponent(found[1]);
  sessionStorage.setItem(tokenKey, token);
  history.replaceState(null, '', `${location.pathname}${location.search}#/`);
  return token;
}

function openSocket(): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${location.host}/rpc`, ['lvslab', takeToken()]);
    const timer = setTimeout(() => socket.close(), patience);
    const refused = () => {
      clearTimeout(timer);
      reject(new Error('the engine cannot be reached'));
    };
    socket.addEventListener('close', refused);
    socket.addEventListener('open', () => {
      clearTimeout(timer);
      socket.removeEventListener('close', refused);
      resolve(socketChannel(socket));
    });
  });
}

/** Each text message is one message as JSON. */
export function socketChannel(socket: WebSocket): Channel {
  const ends = new Once();
  socket.addEventListener('close', () => ends.fire());
  return {
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage(listener) {
      socket.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (typeof event.data === 'string') listener(JSON.parse(event.data));
      });
    },
    onClose: (listener) => ends.add(listener),
    close: () => socket.close(),
  };
}

/** Listeners that are called once, the late ones too. */
class Once {
  #fired = false;
  readonly #listeners: (() => void)[] = [];

  add(listener: () => void): void {
    if (this.#fired) listener();
    else this.#listeners.push(listener);
  }

  fire(): void {
    if (this.#fired) return;
    this.#fired = true;
    for (const listener of this.#listeners) listener();
  }
}
