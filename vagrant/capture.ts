import { setTimeout as sleep } from 'node:timers/promises';
import type { Capture, Frame, InterfaceSpec } from '../engine/machines/provider.js';
import type { SshShell } from '../engine/machines/ssh.js';

/** Bytes of each frame that are read: Ethernet, IP in IP, TCP and VRRP headers. */
const snapLength = 160;

/**
 * Prints a capture file as it grows. What a node sends is enough: each frame of a network is sent by one of its nodes.
 * It ends when its input does, as when the connection breaks, or when tcpdump does: what waits for the input must not hold
 * the channel's outputs then. Not SIGINT, which a shell has its background programs ignore until they say otherwise. Not
 * promiscuous: that would change what is watched.
 */
const command = (dev: string) =>
  `exec 3<&0; tcpdump -p -i ${dev} -Q out -s ${snapLength} -U --immediate-mode -w - & p=$!; ` +
  `{ cat <&3; kill $p; } >/dev/null 2>&1 & wait $p`;

/**
 * Takes a capture file apart as it comes (pcap-savefile(5): 24 bytes of header, then records of 16 bytes and what was
 * captured), of machines with the little end first.
 */
export class PcapReader {
  #rest = Buffer.alloc(0);
  #begun = false;

  /** @returns the frames that are whole now. @throws Error when this is no capture file */
  read(chunk: Uint8Array): readonly Uint8Array[] {
    let bytes = Buffer.concat([this.#rest, chunk]);
    const frames: Uint8Array[] = [];
    if (!this.#begun) {
      if (bytes.length >= 4 && ![0xa1b2c3d4, 0xa1b23c4d].includes(bytes.readUInt32LE(0)))
        throw new Error('not a capture file');
      if (bytes.length < 24) {
        this.#rest = bytes;
        return frames;
      }
      this.#begun = true;
      bytes = bytes.subarray(24);
    }
    while (bytes.length >= 16) {
      const length = bytes.readUInt32LE(8);
      if (length > 65_536) throw new Error(`a frame of ${length} bytes`);
      if (bytes.length < 16 + length) break;
      frames.push(bytes.subarray(16, 16 + length));
      bytes = bytes.subarray(16 + length);
    }
    this.#rest = bytes;
    return frames;
  }
}

export interface CapturePoint {
  readonly node: string;
  readonly nic: InterfaceSpec;
  readonly shell: SshShell;
}

/** Milliseconds until a node that could not be watched, or went away, is tried again. */
const retry = 5_000;
/** Milliseconds that tcpdump has to end, with all that it has. */
const patience = 5_000;

/** Sees the frames of some interfaces by tcpdump(8) on their nodes. A node that is off has none to see. */
export function captureBySsh(points: readonly CapturePoint[], onFrame: (frame: Frame) => void): Capture {
  const stop = new AbortController();
  const watched = points.map((point) => {
    let ended = Promise.resolve();
    const ready = new Promise<void>((resolve, reject) => {
      ended = follow(point, onFrame, stop.signal, { resolve, reject });
    });
    return { ready, ended };
  });
  const ready = Promise.all(watched.map((each) => each.ready)).then(() => {});
  ready.catch(() => {}); // whoever waits for it hears of it
  return {
    ready,
    stop: async () => {
      stop.abort();
      const all = new AbortController();
      void Promise.all(watched.map((each) => each.ended)).then(() => all.abort());
      await sleep(patience, undefined, { signal: all.signal }).catch(() => {}); // over at once when all have ended
    },
  };
}

async function follow(
  { node, nic, shell }: CapturePoint,
  onFrame: (frame: Frame) => void,
  signal: AbortSignal,
  ready: { resolve(): void; reject(error: Error): void },
): Promise<void> {
  while (!signal.aborted) {
    try {
      const channel = await shell.stream(command(nic.dev));
      const reader = new PcapReader();
      let said = '';
      const end = () => channel.end();
      if (signal.aborted) end();
      signal.addEventListener('abort', end, { once: true });
      channel.stderr.setEncoding('utf8');
      channel.stderr.on('data', (chunk: string) => {
        said = (said + chunk).slice(-1000);
        if (said.includes('listening on')) ready.resolve();
      });
      const take = (chunk: Buffer) => {
        let frames: readonly Uint8Array[];
        try {
          frames = reader.read(chunk);
        } catch (error) {
          // Not thrown: from here it would end the connection that all others use, or the process.
          ready.reject(new Error(`tcpdump on ${node}: ${(error as Error).message}`));
          channel.off('data', take);
          return channel.close();
        }
        for (const bytes of frames) onFrame({ at: Date.now(), network: nic.network, node, bytes });
      };
      channel.on('data', take);
      await new Promise<void>((resolve) => channel.once('close', resolve));
      signal.removeEventListener('abort', end);
      if (/not found|Permission denied|Operation not permitted/.test(said))
        ready.reject(new Error(`tcpdump on ${node}: ${said.trim()}`));
    } catch {
      // A node that cannot be reached sends nothing, either.
    }
    ready.resolve();
    await sleep(retry, undefined, { signal }).catch(() => {}); // over at once when it is stopped
  }
}
