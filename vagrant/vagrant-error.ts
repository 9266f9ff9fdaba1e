/** Why a command failed, as far as somebody could do something about it. */
export type VagrantReason =
  /** There is no such program. */
  | 'missing'
  | 'cancelled'
  /** Another Vagrant process is at work on the machine or its environment. */
  | 'locked'
  | 'disk-full'
  /** The box is not installed and could not be got, or its file is not there. */
  | 'box-missing'
  /** A network's address or name is taken by another one. */
  | 'network-clash'
  /** A domain or volume of that name exists, and this environment does not know it. */
  | 'name-clash'
  /** libvirt does not answer, or refuses us. */
  | 'libvirt-unreachable'
  /** There is no such provider, or it cannot be used here. */
  | 'plugin-missing'
  /** The machine is not created, or does not run. */
  | 'not-created'
  /** Our time limit was over, or Vagrant's own for a machine's start. */
  | 'timeout'
  | 'failed';

export interface VagrantFailure {
  readonly reason: VagrantReason;
  /** As Vagrant gave it (`Vagrant::Errors::MachineLocked`), or Ruby when Vagrant crashed (`NoMethodError`). */
  readonly errorClass: string | undefined;
  /** Vagrant's own words. */
  readonly message: string;
  /** The command line, quoted for a shell. */
  readonly command: string;
  /** The last 20 lines of what was printed, without Ruby's stack. */
  readonly lines: readonly string[];
  /** Undefined when it was not started, or ended by a signal. */
  readonly exit: number | undefined;
}

export class VagrantError extends Error implements VagrantFailure {
  override readonly name = 'VagrantError';
  readonly reason: VagrantReason;
  readonly errorClass: string | undefined;
  readonly command: string;
  readonly lines: readonly string[];
  readonly exit: number | undefined;

  constructor(failure: VagrantFailure, options?: ErrorOptions) {
    super(failure.message, options);
    this.reason = failure.reason;
    this.errorClass = failure.errorClass;
    this.command = failure.command;
    this.lines = failure.lines;
    this.exit = failure.exit;
  }
}

export interface Evidence {
  /** What we know ourselves, whatever was printed. */
  readonly known?: 'missing' | 'cancelled' | 'timeout' | undefined;
  readonly errorClass: string | undefined;
  readonly message: string;
  /** Errors and log lines only: what a node prints while it is provisioned says nothing of this host. */
  readonly lines: readonly string[];
}

/**
 * Classes of Vagrant 2.3.4 (lib/vagrant/errors.rb) and vagrant-libvirt 0.11.2 (lib/vagrant-libvirt/errors.rb). Sentences are needed
 * as well: a parallel `up` wraps all errors in one BatchMultiError, and what libvirt says may come within any class, or as Ruby's crash.
 * Sentences are those of both locales/en.yml and of libvirt.
 */
const rules: readonly (readonly [reason: VagrantReason, classes: RegExp, sentences: RegExp])[] = [
  [
    'locked',
    /::(MachineActionLockedError|MachineLocked|EnvironmentLockedError)$/,
    /another process is already executing an action on the machine|use the requested machine because it is locked|lock is being held by another instance of Vagrant/,
  ],
  [
    'disk-full',
    /::PluginInstallSpace$/,
    /No space left on device|Disk quota exceeded|ENOSPC|not enough (?:free |disk )?space/i,
  ],
  [
    'box-missing',
    /::(BoxNotFound\w*|BoxAddShortNotFound|BoxAddNoMatching\w+|BoxMetadataDownloadError|BoxServerNotSet|BoxFileNotExist|BoxRemove\w*NotFound|DownloaderError)$/,
    /The box '[^']*' (?:\(v\S+\) with provider '[^']*' )?(?:could not be found|does not exist|isn't installed)|error occurred while downloading the remote file/,
  ],
  [
    'network-clash',
    /::(NetworkNameAndAddressMismatch|DHCPMismatch|NetworkCollision)$/,
    /does not match with network name|exists but does not have dhcp|network is already in use|bridge name '[^']*' already in use|network '[^']*' already exists|network is already active as|dnsmasq: failed to create listening socket/i,
  ],
  [
    'name-clash',
    /::(DomainNameExists|DomainVolumeExists|VMNameExists)$/,
    /of domain about to create is already taken|Volume for domain is already created|domain '[^']*' already exists|storage vol(?:ume)?\b.{0,200}?(?:exists already|already exists)/,
  ],
  [
    'libvirt-unreachable',
    /::FogLibvirtConnectionError$/,
    /Error while connecting to Libvirt|virConnectOpen\w* failed|Failed to connect socket to|no polkit agent|Cannot recv data|client socket is closed|End of file while reading data/,
  ],
  [
    'plugin-missing',
    /::(ProviderNotFound\w*|ProviderNotUsable|NoDefaultProvider|PluginNotInstalled|PluginMissingLocalError)$/,
    /The provider '[^']*' could not be found, but was requested|reporting that it isn't usable on this system|No usable default provider/,
  ],
  [
    'not-created',
    /::(VMNotCreatedError|VMNotRunningError|NoDomainError|SSHNotReady)$/,
    // Vagrant 2.3.4 crashes when a machine without a domain shall give back a snapshot, or delete one.
    /VM must be created before running this command|not yet ready for SSH|commands\/snapshot\/command\/\w+\.rb:\d+:in .*undefined method .include\?. for nil/,
  ],
  [
    'timeout',
    /::(VMBootTimeout|SSHConnectionTimeout|TimeoutError)$/,
    /Timed out while waiting for the machine to boot|wait_for timeout .* was exceeded/,
  ],
];

/** The first rule that fits decides; what we know ourselves comes before all. */
export function reasonOf({ known, errorClass = '', message, lines }: Evidence): VagrantReason {
  if (known !== undefined) return known;
  // Vagrant breaks its sentences into lines anywhere.
  const text = [message, ...lines].join('\n').replaceAll(/\s+/g, ' ');
  const rule = rules.find(([, classes, sentences]) => classes.test(errorClass) || sentences.test(text));
  return rule?.[0] ?? 'failed';
}
