import type { Lab } from './lab.js';
import type { HostMessage } from './messages/host.js';

export type Role = Lab['topology']['nodes'][string]['role'];

/** What is wrong with a host, and the exact command that mends it. */
export interface DoctorFinding {
  readonly id: string;
  readonly status: 'ok' | 'warning' | 'problem';
  /** Message code of the catalogue with its parameters. */
  readonly message: HostMessage;
  readonly fix?: string;
}

export interface ProviderProgress {
  readonly node?: string;
  readonly phase:
    | 'image'
    | 'boot'
    | 'snapshot'
    | 'restore'
    | 'identity'
    | 'ssh'
    | 'checkpoint'
    | 'suspend'
    | 'halt'
    | 'network';
  readonly state: 'start' | 'running' | 'done' | 'failed';
  /** 0 to 1, where it is known. */
  readonly fraction?: number;
  readonly detail?: string;
}

/** `booting`: it restarts, and does not answer yet; `paused`: frozen by hand; `missing`: nobody knows a machine for it. */
export type NodeState = 'running' | 'booting' | 'paused' | 'halted' | 'crashed' | 'missing';

/**
 * `elsewhere`: another process runs it; `failed`: its start did not succeed; `stuck`: the process that runs it does not
 * answer; `broken`: how its machines are cannot be told.
 */
export type SessionState =
  | 'starting'
  | 'running'
  | 'elsewhere'
  | 'suspended'
  | 'ended'
  | 'failed'
  | 'stuck'
  | 'broken';

export const powerActions = ['off', 'boot', 'reboot', 'pause', 'continue'] as const;
export type PowerAction = (typeof powerActions)[number];

export interface Capabilities {
  readonly checkpoints: boolean;
  readonly suspend: boolean;
  readonly links: boolean;
  readonly capture: boolean;
}

/** Where an SSH client finds a node. */
export interface SshAccess {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Path of the private key, OpenSSH format, mode 0600. */
  readonly identityFile: string;
  /** The only host key that is accepted, `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
}
