import type { Page } from 'playwright-core';
import type { TerminalEvent } from '../contract/views.js';

/** What passed between the page and the engine about one terminal. */
interface Passed {
  /** Pieces of output, as they came. */
  readonly printed: string[];
  readonly typed: string[];
  /** Characters of the output that the page says it has shown. */
  shown: number;
  replays: number;
}

/** Kept in the page, so that looking costs the flood nothing. */
interface Inside {
  readonly terminals: Map<string, Passed>;
  /** Events of each other subscription, by the name of its procedure. */
  readonly events: Map<string, number>;
}

const key = 'portLog';

/** Listens in the page to its port to the engine; the page is loaded anew for it. */
export async function logPort(page: Page): Promise<PortLog> {
  await page.addInitScript(listen, key);
  await page.reload();
  return new PortLog(page);
}

export class PortLog {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Forgets what passed. */
  async clear(): Promise<void> {
    await this.#page.evaluate((name) => {
      const log = Reflect.get(globalThis, name) as Inside;
      log.terminals.clear();
      log.events.clear();
    }, key);
  }

  /** @param terminal the end of its id, as `rs1/1` */
  async counts(
    terminal: string,
  ): Promise<{ printed: number; shown: number; replays: number; typed: string }> {
    return this.#page.evaluate(
      ([name, end]) => {
        const log = Reflect.get(globalThis, name) as Inside;
        const found = [...log.terminals].find(([id]) => id.endsWith(`/${end}`))?.[1];
        return {
          printed: (found?.printed ?? []).reduce((sum, { length }) => sum + length, 0),
          shown: found?.shown ?? 0,
          replays: found?.replays ?? 0,
          typed: (found?.typed ?? []).join(''),
        };
      },
      [key, terminal] as const,
    );
  }

  /** The end of what a terminal printed: the line that has not ended. */
  async tail(terminal: string): Promise<string | undefined> {
    return this.#page.evaluate(
      ([name, end]) => {
        const log = Reflect.get(globalThis, name) as Inside;
        const found = [...log.terminals].find(([id]) => id.endsWith(`/${end}`))?.[1];
        return found?.printed.slice(-20).join('').split('\n').at(-1);
      },
      [key, terminal] as const,
    );
  }

  /** The lines that a terminal printed after a command's own line: how many, and their SHA-256 with plain line ends. */
  async digest(terminal: string, command: string): Promise<{ lines: number; sha256: string }> {
    return this.#page.evaluate(
      async ([name, end, typed]) => {
        const log = Reflect.get(globalThis, name) as Inside;
        const found = [...log.terminals].find(([id]) => id.endsWith(`/${end}`))?.[1];
        const all = (found?.printed ?? [])
          .join('')
          .replaceAll('\r\n', '\n')
          .replaceAll('\u001b[?2004l\r', ''); // readline has done with pasting
        const first = all.indexOf('\n', all.indexOf(typed)) + 1;
        const text = all.slice(first, all.lastIndexOf('\n') + 1);
        const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
        return {
          lines: text.split('\n').length - 1,
          sha256: [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
        };
      },
      [key, terminal, command] as const,
    );
  }

  /** How often a subscription told something. */
  async events(procedure: string): Promise<number> {
    return this.#page.evaluate(
      ([name, wanted]) => (Reflect.get(globalThis, name) as Inside).events.get(wanted) ?? 0,
      [key, procedure] as const,
    );
  }
}

/** Runs in the page, before its own scripts. */
function listen(name: string): void {
  const terminals = new Map<string, Passed>();
  const events = new Map<string, number>();
  Object.assign(globalThis, { [name]: { terminals, events } satisfies Inside });
  const calls = new Map<number, { call: string; terminal?: string }>();
  const of = (terminal: string): Passed => {
    const passed = terminals.get(terminal) ?? { printed: [], typed: [], shown: 0, replays: 0 };
    terminals.set(terminal, passed);
    return passed;
  };
  const said = (message: unknown): void => {
    const { id, call, input } = (message ?? {}) as {
      id?: number;
      call?: string;
      input?: { terminal?: string; data?: string; characters?: number };
    };
    if (id === undefined || call === undefined) return;
    const terminal = input?.terminal;
    if (!/^took|^write/.test(call)) calls.set(id, { call, ...(terminal === undefined ? {} : { terminal }) });
    if (terminal === undefined) return;
    if (call === 'tookTerminal') of(terminal).shown += input?.characters ?? 0;
    if (call === 'writeTerminal') of(terminal).typed.push(input?.data ?? '');
  };
  const heard = (message: unknown): void => {
    const { id, event } = (message ?? {}) as { id?: number; event?: unknown };
    if (id === undefined) return;
    const asked = calls.get(id);
    if (event === undefined) {
      calls.delete(id);
      return;
    }
    if (asked === undefined) return;
    events.set(asked.call, (events.get(asked.call) ?? 0) + 1);
    if (asked.call !== 'watchTerminal' || asked.terminal === undefined) return;
    const told = event as TerminalEvent;
    if (told.type === 'data') of(asked.terminal).printed.push(told.data);
    if (told.type === 'replay') of(asked.terminal).replays += 1;
  };
  // oxlint-disable-next-line typescript/unbound-method -- it is called on the port
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (this: MessagePort, ...args: [unknown]) {
    said(args[0]);
    post.apply(this, args);
  };
  // oxlint-disable-next-line typescript/unbound-method -- it is called on the port
  const { addEventListener } = EventTarget.prototype;
  MessagePort.prototype.addEventListener = function (this: MessagePort, ...args: [string, never]) {
    if (args[0] === 'message')
      addEventListener.call(this, 'message', (event) => heard((event as MessageEvent<unknown>).data));
    addEventListener.apply(this, args);
  };
}
