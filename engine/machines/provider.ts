import type { ExperimentRequest, Tried } from '../../contract/experiments.js';
import type {
  Capabilities,
  DoctorFinding,
  NodeState,
  PowerAction,
  ProviderProgress,
  Role,
  SshAccess,
} from '../../contract/machines.js';
import type { Shell, Terminal, TerminalSize } from './shell.js';

/** A node as a provider must make it: everything resolved, nothing variable. */
export interface NodeSpec {
  readonly name: string;
  readonly role: Role;
  /** MiB. */
  readonly memory: number;
  /** MiB of its own disk. */
  readonly disk: number;
  /** In order: the first is eth0 of the lab. */
  readonly interfaces: readonly InterfaceSpec[];
  readonly gateway?: string;
}

export interface InterfaceSpec {
  readonly network: string;
  /** eth0, eth1 … as the lab names it. */
  readonly dev: string;
  readonly mac: string;
  /** IPv4 without prefix length. */
  readonly address: string;
  readonly prefix: number;
}

export interface Topology {
  readonly networks: readonly { readonly name: string; readonly cidr: string }[];
  readonly nodes: readonly NodeSpec[];
  /** Addresses that move between nodes, and that clients ask: the lab's VIPs. Absent: it has none. */
  readonly vips?: readonly string[];
}

export type ProgressSink = (event: ProviderProgress) => void;

export interface Capture {
  /**
   * From when on frames are seen: at once where they pass our hands, a moment later where a program on the nodes looks.
   * Rejects with an Error when they cannot be seen.
   */
  readonly ready: Promise<void>;
  /** Ends it; resolves when every frame that had passed has been told. */
  stop(): Promise<void>;
}

/** One Ethernet frame as it entered a lab network. */
export interface Frame {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly network: string;
  /** The node whose interface sent it. */
  readonly node: string;
  /** The whole frame, or as much as headers need. */
  readonly bytes: Uint8Array;
}

export interface LinkState {
  readonly up: boolean;
  /** Milliseconds that each frame is held back. */
  readonly delay?: number;
  /** Share of frames that are lost, 0 to 1. */
  readonly loss?: number;
}

/** The machines of one session. Every member may be called while a node is off: it then says so, and the others live on. */
export interface Machines {
  readonly capabilities: Capabilities;
  readonly nodes: readonly NodeSpec[];
  state(node: string): Promise<NodeState>;
  /** What the machine printed last, for people: kernel console, at most 64 KiB. */
  console(node: string): Promise<string>;
  /** @returns undefined where no SSH client can reach a node */
  access(node: string): SshAccess | undefined;
  /** The harness's own shell on the node; connects when first used, reconnects when it was cut. */
  shell(node: string): Shell;
  /**
   * Opens a terminal as root, with bash. Whoever opens one of the same id again, after a broken connection or in a
   * resumed session, finds the shell as it was.
   * @throws ShellError when the node cannot be reached
   */
  terminal(node: string, id: string, size: TerminalSize): Promise<Terminal>;
  /** Saves all nodes together under a name; an existing one of that name is replaced. */
  checkpoint(name: string, signal?: AbortSignal, progress?: ProgressSink): Promise<void>;
  checkpoints(): Promise<readonly string[]>;
  /** Removes a checkpoint; there need not be one of that name. */
  forget(name: string): Promise<void>;
  /** Puts all nodes back to a checkpoint, or only the one that is named: the others live on. */
  restore(name: string, signal?: AbortSignal, progress?: ProgressSink, node?: string): Promise<void>;
  /**
   * What a hand at the machine's buttons does; returns when it is done. `off`: shuts down in order, and pulls the plug
   * when that takes too long; `boot`: starts it, until it answers over SSH; `reboot`: shuts down and boots; `pause`:
   * the machine stands still, with all it has in memory, and answers nobody; `continue`: goes on from there.
   * A machine that is already so is left as it is.
   * @throws LabError node.start-failed, node.boot-timeout, cancelled
   */
  power(node: string, action: PowerAction, signal?: AbortSignal, progress?: ProgressSink): Promise<void>;
  link(node: string, network: string): { set(state: LinkState): Promise<void> };
  /** Sees every frame of a network, until it is stopped. */
  capture(network: string, onFrame: (frame: Frame) => void): Capture;
  /** Called when a node changes state: by itself (a learner's poweroff or reboot, a crash, a panic) or by `power`. */
  onState(listener: (node: string, state: NodeState, detail: string) => void): () => void;
  /** What a recording knows of an experiment; absent: these are machines, and it is made. */
  shown?(request: ExperimentRequest): Tried;
  /** Saves everything to disk and ends the machines. */
  suspend(signal?: AbortSignal, progress?: ProgressSink): Promise<void>;
  /** Ends the machines and removes what they left. */
  destroy(): Promise<void>;
}

export interface Provider {
  readonly name: string;
  readonly capabilities: Capabilities;
  doctor(): Promise<readonly DoctorFinding[]>;
  /** Makes the machines and returns when each answers over SSH with its lab addresses. Idempotent; cleans up when it fails. */
  up(session: SessionPlace, topology: Topology, options: UpOptions): Promise<Machines>;
  /** Machines of a suspended session, as they were then or as they were at a checkpoint. */
  resume(session: SessionPlace, topology: Topology, options: ResumeOptions): Promise<Machines>;
  /** Machines whose engine died: saves those that run. `suspended`: they can be resumed; `gone`: nothing is left of them. */
  recover(session: SessionPlace): Promise<'suspended' | 'gone'>;
  /**
   * Ends machines of this provider whose session folder has gone.
   * @param known ids of the sessions that exist
   * @returns how many machines were ended
   */
  sweep(known: readonly string[]): Promise<number>;
  /** Removes everything of a session that does not run, its snapshots too. */
  discard(session: SessionPlace): Promise<void>;
}

export interface SessionPlace {
  readonly id: string;
  /** The session's folder, absolute; the provider keeps its own things in `machines/` below it. */
  readonly folder: string;
}

export interface UpOptions {
  readonly signal?: AbortSignal;
  readonly progress?: ProgressSink;
}

export interface ResumeOptions extends UpOptions {
  /** Name of the checkpoint to go back to, whatever the machines did since. */
  readonly checkpoint?: string;
}
