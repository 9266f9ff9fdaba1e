import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';

/**
 * A learning Ethernet switch, one per lab network. Each port is a unix socket that one QEMU `-netdev stream` dials;
 * the framing is a 4-byte big-endian length, then the frame (QEMU net/stream.c). Every frame passes our hands:
 * capture, cable pulling, delay and loss happen here, where no guest can tamper with them.
 */
export interface FrameTap {
  /** `frame` is only valid during the call: copy it to keep it. */
  (port: string, frame: Buffer): void;
}

export interface PortState {
  readonly up: boolean;
  /** Milliseconds. */
  readonly delay: number;
  /** Share of frames lost, 0 to 1. */
  readonly loss: number;
}

const headerBytes = 4;
/** QEMU never sends more: NET_BUFSIZE, include/net/net.h (4096 + 65536). */
const maxFrame = 69_632;
/** A guest that does not read loses frames, as on a real switch, instead of filling our memory. */
const maxQueued = 8 * 1024 * 1024;
/** Addresses that are remembered; the oldest leave, as in a real switch of this size: a guest may send from any. */
const maxAddresses = 8192;
const defaultState: PortState = { up: true, delay: 0, loss: 0 };

export class EthernetSwitch {
  readonly #ports = new Map<string, Port>();
  /** MAC (48-bit number) → port. */
  readonly #table = new Map<number, Port>();
  readonly #taps = new Set<FrameTap>();

  /** Opens a port that listens on a unix socket path; resolves when QEMU can dial it. */
  async open(name: string, path: string): Promise<void> {
    const port = new Port(name, path, (from, record) => this.#forward(from, record));
    await port.listen();
    this.#ports.set(name, port);
  }

  tap(tap: FrameTap): () => void {
    this.#taps.add(tap);
    return () => this.#taps.delete(tap);
  }

  /** @throws RangeError when there is no such port. */
  set(name: string, state: Partial<PortState>): void {
    const port = this.#ports.get(name);
    if (port === undefined) throw new RangeError(`no switch port ${name}`);
    port.state = { ...defaultState, ...state };
    // A cable that was pulled may come back elsewhere: what was learnt of it is void.
    if (!port.state.up) for (const [mac, owner] of this.#table) if (owner === port) this.#table.delete(mac);
  }

  /** Is a QEMU connected to this port? */
  connected(name: string): boolean {
    return this.#ports.get(name)?.connected ?? false;
  }

  close(): void {
    for (const port of this.#ports.values()) port.close();
    this.#ports.clear();
    this.#table.clear();
    this.#taps.clear();
  }

  /** `record` is a frame with its length header, so that it can be passed on as it is. */
  #forward(from: Port, record: Buffer): void {
    if (record.length < headerBytes + 14) return; // shorter than an Ethernet header
    const { state } = from;
    if (!state.up || (state.loss > 0 && Math.random() < state.loss)) return;
    if (this.#taps.size > 0) {
      const frame = record.subarray(headerBytes);
      for (const tap of this.#taps) tap(from.name, frame);
    }
    const source = record.readUIntBE(headerBytes + 6, 6);
    // A group address is never a source (IEEE 802.3 §3.2.4).
    if ((record[headerBytes + 6]! & 1) === 0 && this.#table.get(source) !== from) this.#learn(source, from);
    const isGroup = (record[headerBytes]! & 1) === 1;
    const to = isGroup ? undefined : this.#table.get(record.readUIntBE(headerBytes, 6));
    if (to !== undefined) {
      if (to !== from) this.#deliver(from, to, record);
      return;
    }
    for (const port of this.#ports.values()) if (port !== from) this.#deliver(from, port, record);
  }

  #learn(mac: number, port: Port): void {
    this.#table.delete(mac);
    this.#table.set(mac, port);
    if (this.#table.size <= maxAddresses) return;
    const [oldest] = this.#table.keys();
    this.#table.delete(oldest!);
  }

  #deliver(from: Port, to: Port, record: Buffer): void {
    if (!to.state.up || (to.state.loss > 0 && Math.random() < to.state.loss)) return;
    const delay = from.state.delay + to.state.delay;
    if (delay === 0) to.send(record);
    else to.sendLater(record, delay);
  }
}

class Port {
  state = defaultState;
  readonly #server: Server;
  #socket: Socket | undefined;
  #rest: Buffer | undefined;
  #corked = false;
  /** Bytes that a delay holds back. */
  #held = 0;

  constructor(
    readonly name: string,
    readonly path: string,
    private readonly onRecord: (port: Port, record: Buffer) => void,
  ) {
    this.#server = createServer((socket) => this.#accept(socket));
  }

  get connected(): boolean {
    return this.#socket !== undefined;
  }

  async listen(): Promise<void> {
    rmSync(this.path, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.path, () => {
        this.#server.off('error', reject);
        // No descriptor left for a connection: QEMU dials again, nobody else is to suffer.
        this.#server.on('error', () => {});
        resolve();
      });
    });
  }

  send(record: Buffer): void {
    const socket = this.#socket;
    if (socket === undefined || socket.writableLength + this.#held > maxQueued) return;
    // Frames that arrive in one read leave in one write.
    if (!this.#corked) {
      this.#corked = true;
      socket.cork();
      process.nextTick(() => {
        this.#corked = false;
        socket.uncork();
      });
    }
    socket.write(record);
  }

  /** What a slow cable has on its way counts as queued. @param delay milliseconds */
  sendLater(record: Buffer, delay: number): void {
    if (this.#socket === undefined || this.#socket.writableLength + this.#held > maxQueued) return;
    const copy = Buffer.from(record);
    this.#held += copy.length;
    setTimeout(() => {
      this.#held -= copy.length;
      this.send(copy);
    }, delay).unref();
  }

  close(): void {
    this.#socket?.destroy();
    this.#server.close();
    rmSync(this.path, { force: true });
  }

  /** A restored machine dials again: the newer connection is the machine. */
  #accept(socket: Socket): void {
    this.#socket?.destroy();
    this.#socket = socket;
    this.#rest = undefined;
    this.#corked = false;
    socket.on('data', (chunk: Buffer) => this.#parse(socket, chunk));
    socket.on('error', () => socket.destroy()); // a QEMU that died; its exit is reported by whoever runs it
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = undefined;
    });
  }

  #parse(socket: Socket, chunk: Buffer): void {
    const data = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    let offset = 0;
    while (data.length - offset >= headerBytes) {
      const length = data.readUInt32BE(offset);
      if (length > maxFrame) {
        socket.destroy(); // out of step: nothing after this can be trusted
        return;
      }
      const end = offset + headerBytes + length;
      if (end > data.length) break;
      this.onRecord(this, data.subarray(offset, end));
      offset = end;
    }
    this.#rest = offset < data.length ? data.subarray(offset) : undefined;
  }
}
