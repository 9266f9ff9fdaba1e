import type { SshAccess } from '../../contract/machines.js';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, ClientCallback, ClientChannel, PseudoTtyOptions } from 'ssh2';
import {
  type ExecOptions,
  type ExecResult,
  type Shell,
  ShellError,
  type Terminal,
  type TerminalSize,
} from './shell.js';

export interface SshOptions {
  /** Milliseconds for all attempts to connect together; default 20,000. */
  readonly connectTimeout?: number;
  /** Milliseconds for a command to find, or make, a connection; default 6,000: the machine has been seen before. */
  readonly reconnectTimeout?: number;
  /** Asked before a new attempt: is there a machine to connect to? Its answer is the reason to give up. */
  readonly gone?: () => 'halted' | undefined;
}

const defaultOutput = 1024 * 1024;

/**
 * One SSH connection to one node, opened when first used, kept alive, opened again when it was cut.
 * The host key is pinned: another one is refused, always.
 */
export class SshShell implements Shell {
  readonly #access: () => SshAccess;
  readonly #options: SshOptions;
  #client: Promise<Client> | undefined;

  constructor(access: () => SshAccess, options: SshOptions = {}) {
    this.#access = access;
    this.#options = options;
  }

  async exec(command: string, options: ExecOptions = {}): Promise<ExecResult> {
    const timeout = options.timeout ?? 30_000;
    const until = Date.now() + timeout;
    const client = await this.#connected(
      options.signal,
      Math.min(timeout, this.#options.reconnectTimeout ?? 6_000),
    );
    if (options.signal?.aborted) throw new ShellError('cancelled', 'cancelled');
    return this.#run(client, command, options, Math.max(1, until - Date.now()));
  }

  /** A learner's shell that outlives its connection: dtach keeps it in the guest, the next one finds it again. */
  async keptTerminal(id: string, size: TerminalSize): Promise<Terminal> {
    if (!/^[a-z0-9-]{1,40}$/.test(id)) throw new RangeError(`not a terminal's name: ${id}`);
    const socket = `/run/lvslab/shell-${id}`;
    // bash draws its line for the next one only when the size changes (readline 8.2, rl_resize_terminal): until the
    // shell has spoken, its terminal is a row lower. Not that of a new shell: nothing is to be drawn there.
    const whole = `[ -S ${socket} ] || stty rows ${size.rows} cols ${size.cols}`;
    const command = `cd; ${whole}; exec dtach -A ${socket} -E -z -r winch bash -l`;
    const lower = { ...size, rows: Math.max(1, size.rows - 1), term: 'xterm-256color' };
    return channelTerminal(await this.terminal(lower, command), size);
  }

  /** An interactive shell, or a command on a terminal. */
  async terminal(size: PseudoTtyOptions, command?: string): Promise<ClientChannel> {
    const client = await this.#connected(undefined, this.#options.connectTimeout ?? 20_000);
    return this.#open((done) => {
      if (command === undefined) client.shell(size, done);
      else client.exec(command, { pty: size }, done);
    });
  }

  /** A program whose bytes are read as they are; closing its input is all that it is told. */
  async stream(command: string): Promise<ClientChannel> {
    const client = await this.#connected(undefined, this.#options.connectTimeout ?? 20_000);
    return this.#open((done) => client.exec(command, done));
  }

  /**
   * Asks for a channel. On a connection that has just gone ssh2 throws (client.js, "Not connected") instead of
   * answering: to whoever asks that is the same.
   *
   * @param opened called with the channel before it can tell anything: an exit status may be right behind it
   */
  #open(
    ask: (done: ClientCallback) => void,
    opened?: (channel: ClientChannel) => void,
  ): Promise<ClientChannel> {
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) => {
        const reason = this.#options.gone?.() ?? 'unreachable';
        reject(new ShellError(reason, (error as Error).message, { cause: error }));
      };
      try {
        ask((error, channel) => {
          if (error !== undefined) return fail(error);
          opened?.(channel);
          resolve(channel);
        });
      } catch (error) {
        fail(error);
      }
    });
  }

  /** Opens the connection now, so that the first command does not pay for it. */
  async connect(signal?: AbortSignal): Promise<void> {
    await this.#connected(signal, this.#options.connectTimeout ?? 20_000);
  }

  /** Cuts the connection; the next use opens a new one. */
  disconnect(): void {
    const client = this.#client;
    this.#client = undefined;
    client?.then(
      (open) => open.destroy(),
      () => {},
    );
  }

  /** The connection, being made if there is none. Whoever cancels stops waiting: others may wait for the same one. */
  async #connected(signal: AbortSignal | undefined, timeout: number): Promise<Client> {
    if (signal?.aborted) throw new ShellError('cancelled', 'cancelled');
    this.#client ??= this.#dial(timeout).catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    const client = this.#client;
    if (signal === undefined) return client;
    return new Promise((resolve, reject) => {
      const cancel = () => reject(new ShellError('cancelled', 'cancelled'));
      signal.addEventListener('abort', cancel, { once: true });
      client.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
    });
  }

  async #dial(timeout: number): Promise<Client> {
    const until = Date.now() + timeout;
    for (;;) {
      const gone = this.#options.gone?.();
      if (gone !== undefined) throw new ShellError(gone, 'the machine does not run');
      try {
        return await this.#attempt(Math.max(500, Math.min(10_000, until - Date.now())));
      } catch (error) {
        const failure = error as Error & { level?: string };
        // A wrong key stays wrong; everything else may still come up.
        if (failure.level === 'client-authentication' || failure.message.includes('Host denied')) {
          throw new ShellError('unreachable', failure.message, { cause: error });
        }
        if (Date.now() + 100 > until) throw new ShellError('unreachable', failure.message, { cause: error });
      }
      await sleep(100);
    }
  }

  async #attempt(timeout: number): Promise<Client> {
    // Loaded where it is used: most commands reach no node.
    const ssh2 = await import('ssh2');
    const access = this.#access();
    const [, pinned] = access.hostKey.split(' ');
    const client = new ssh2.Client();
    return new Promise((resolve, reject) => {
      client
        .once('ready', () => {
          const opened = this.#client;
          const forget = () => {
            if (this.#client === opened) this.#client = undefined;
          };
          // The first that tells of it counts: between them it takes no command any more.
          client.on('error', forget).on('end', forget).on('close', forget);
          client.setNoDelay(true);
          resolve(client);
        })
        // A server that goes away between its greeting and the key exchange is told of by nothing else.
        .once('close', () => reject(new Error('the connection was closed before it was ready')))
        // Stays: ssh2 may tell of one broken connection twice, and an error that nobody hears ends the process.
        .on('error', (error) => {
          client.destroy();
          reject(error);
        })
        .connect({
          host: access.host,
          port: access.port,
          username: access.user,
          privateKey: readFileSync(access.identityFile),
          hostVerifier: (key: Buffer) => key.toString('base64') === pinned,
          readyTimeout: timeout,
          keepaliveInterval: 5_000,
          keepaliveCountMax: 3,
          // Elliptic curves are what an emulated CPU does fastest.
          algorithms: { serverHostKey: ['ssh-ed25519'], kex: ['curve25519-sha256'] },
        });
    });
  }

  #run(client: Client, command: string, options: ExecOptions, timeout: number): Promise<ExecResult> {
    const limit = options.maxOutput ?? defaultOutput;
    return new Promise((resolve, reject) => {
      let channel: ClientChannel | undefined;
      const end = (error?: Error) => {
        clearTimeout(timer);
        options.signal?.removeEventListener('abort', abort);
        client.off('close', closed);
        if (error !== undefined) {
          channel?.close();
          reject(error);
        }
      };
      const closed = () => {
        const gone = this.#options.gone?.();
        end(new ShellError(gone ?? 'unreachable', 'the connection was cut'));
      };
      const abort = () => end(new ShellError('cancelled', 'cancelled'));
      const timer = setTimeout(() => {
        // A connection that does not answer may be half dead: the next command gets a new one.
        if (channel === undefined) this.disconnect();
        end(
          new ShellError('timeout', `no end within ${Math.round(timeout / 1000)} s: ${command.slice(0, 80)}`),
        );
      }, timeout);
      options.signal?.addEventListener('abort', abort, { once: true });
      // Each command that runs on it waits for its end.
      client.setMaxListeners(0);
      client.once('close', closed);
      const read = (stream: ClientChannel) => {
        channel = stream;
        let stdout = '';
        let stderr = '';
        let exit = -1;
        stream.setEncoding('utf8');
        stream.stderr.setEncoding('utf8');
        stream.on('data', (chunk: string) => {
          if (stdout.length < limit) stdout += chunk.slice(0, limit - stdout.length);
          options.onStdout?.(chunk);
        });
        stream.stderr.on('data', (chunk: string) => {
          if (stderr.length < limit) stderr += chunk.slice(0, limit - stderr.length);
        });
        stream.on('exit', (code: number | null) => {
          exit = code ?? 255;
        });
        stream.on('close', () => {
          if (exit === -1 && stdout === '' && stderr === '') return closed();
          end();
          resolve({ exit, stdout, stderr });
        });
        stream.end(options.input ?? '');
      };
      this.#open((done) => client.exec(command, done), read).catch(end);
    });
  }
}

/**
 * What is printed before anybody sees a change of the terminal's size: by dtach before it attaches and looks how large
 * it is (attach.c), and by bash, which switches bracketed paste on before it listens (readline() in readline.c of
 * readline 8.2): a change in between is lost until the first line has been put in.
 */
const unheeding = '\u001b[H\u001b[J\u001b[?2004h';

/**
 * ssh2's flow control does the rest: a channel that is not read closes its window, and the guest's program waits.
 *
 * @param size what the terminal gets once the shell has spoken, or was silent for a second
 */
function channelTerminal(channel: ClientChannel, size: TerminalSize): Terminal {
  let wanted = size;
  let spoken = false;
  let heard = '';
  let patience: NodeJS.Timeout | undefined;
  const tellSize = () => channel.setWindow(wanted.rows, wanted.cols, 0, 0);
  const hasSpoken = () => {
    if (spoken) return;
    spoken = true;
    clearTimeout(patience);
    tellSize();
  };
  const hear = (chunk: string) => {
    heard += chunk;
    patience ??= setTimeout(hasSpoken, 1000);
    if (!unheeding.startsWith(heard)) hasSpoken();
  };
  channel.on('close', () => clearTimeout(patience));
  channel.setEncoding('utf8');
  // A broken connection closes the channel without an exit status (RFC 4254 §6.10).
  let how: 'ended' | 'cut' = 'cut';
  channel.on('exit', () => {
    how = 'ended';
  });
  channel.on('error', () => {}); // 'close' follows
  return {
    onData: (listener) =>
      void channel.on('data', (chunk: string) => {
        if (!spoken) hear(chunk);
        listener(chunk);
      }),
    onClose: (listener) => void channel.on('close', () => listener(how)),
    write: (data) => void channel.write(data),
    resize: (asked) => {
      wanted = asked;
      if (spoken) tellSize();
    },
    pause: () => void channel.pause(),
    resume: () => void channel.resume(),
    close: () => channel.close(),
  };
}
