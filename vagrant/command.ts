import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { inTurn } from './in-turn.js';
import type { Entry } from './machine-readable.js';
import { commandLine, notStarted, runVagrant } from './run.js';
import { parseSshConfig, type SshHost } from './ssh-config.js';
import { VagrantError } from './vagrant-error.js';

export interface VagrantOptions {
  /** Where the Vagrantfile is. */
  readonly folder: string;
  /** Where Vagrant keeps its state of this environment; default `.vagrant` in the folder. */
  readonly dotfile?: string | undefined;
  /** Default `vagrant`, looked for in PATH. */
  readonly program?: string | undefined;
  /** More of Vagrant's variables, as VAGRANT_HOME or VAGRANT_DEFAULT_PROVIDER. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** See Run.pidFile. */
  readonly pidFile?: string | undefined;
  /** Milliseconds that an interrupted Vagrant has to undo what it was at, before it is killed; default 60,000. */
  readonly patience?: number | undefined;
}

export interface CallOptions {
  /** Stops the command; the call ends when the process has. One that still waits for its turn is never started. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each line as it comes. Must not throw. */
  readonly onEvent?: ((entry: Entry) => void) | undefined;
  /** Milliseconds from its start; default 15 minutes. */
  readonly timeout?: number | undefined;
}

export interface NodesOptions extends CallOptions {
  /** Default: all nodes of the Vagrantfile. */
  readonly nodes?: readonly string[] | undefined;
}

export interface UpOptions extends NodesOptions {
  readonly provider?: string | undefined;
  /** Default: a machine is provisioned the first time only. */
  readonly provision?: boolean | undefined;
  /** Default: several machines at once if the provider can. */
  readonly parallel?: boolean | undefined;
  /** Whether a machine whose start failed is destroyed; default true. */
  readonly destroyOnError?: boolean | undefined;
}

export interface SnapshotOptions extends CallOptions {
  /** Default: all nodes; Vagrant takes no list here. */
  readonly node?: string | undefined;
}

export interface NodeStatus {
  readonly node: string;
  readonly provider: string;
  /** The provider's word; of libvirt `not_created`, `running`, `paused`, `shutoff`, `preparing` and more. */
  readonly state: string;
  readonly short: string;
  readonly long: string;
}

export interface Box {
  readonly name: string;
  readonly provider: string;
  /** `0` when it was added from a file. */
  readonly version: string;
  /** What its info.json says. */
  readonly info: Readonly<Record<string, string>>;
}

export interface BoxAge {
  readonly name: string;
  readonly provider: string;
  /** `unknown`: it came from a file, or its catalog could not be asked. */
  readonly age: 'current' | 'outdated' | 'unknown';
  readonly latest?: string;
  readonly text: string;
}

export interface Plugin {
  readonly name: string;
  readonly version: string;
  readonly scope: 'global' | 'system' | 'local';
}

const quarterOfAnHour = 15 * 60_000;

const statusTypes: readonly string[] = ['provider-name', 'state', 'state-human-short', 'state-human-long'];

/**
 * The Vagrant command line for one environment. Commands on one folder run one after the other, whatever objects they were asked of:
 * Vagrant locks each machine and would fail the second one. Every method throws VagrantError.
 *
 * Options are those of Vagrant 2.3.4 (plugins/commands). A node in the wrong state is often no error there: `halt`, `suspend` and
 * `resume` pass over one that is not created; `status` tells.
 */
export class VagrantCommand {
  readonly #program: string;
  readonly #queue: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #patience: number;
  readonly #pidFile: string | undefined;

  constructor(options: VagrantOptions) {
    this.#program = options.program ?? 'vagrant';
    this.#queue = resolve(options.folder);
    this.#patience = options.patience ?? 60_000;
    this.#pidFile = options.pidFile;
    this.#env = {
      ...options.env,
      VAGRANT_CWD: this.#queue,
      ...(options.dotfile === undefined ? {} : { VAGRANT_DOTFILE_PATH: resolve(options.dotfile) }),
      VAGRANT_CHECKPOINT_DISABLE: '1',
      VAGRANT_NO_COLOR: '1',
      VAGRANT_BOX_UPDATE_CHECK_DISABLE: '1',
      LC_ALL: 'C.UTF-8',
    };
  }

  /** As `2.3.4`. Not by the command `version`, which asks the network. Does not wait for its turn: it reads nothing of the environment. */
  async version(options: CallOptions = {}): Promise<string> {
    let version: string | undefined;
    const args = ['--version'];
    await this.#start(args, options, (entry) => {
      if (entry.type === 'log') version ??= /^Vagrant (\d\S*)$/.exec(entry.text)?.[1];
    });
    if (version === undefined) throw this.#failed(args, 'failed', 'it does not say which Vagrant it is');
    return version;
  }

  async status(options: NodesOptions = {}): Promise<readonly NodeStatus[]> {
    const nodes = new Map<string, Map<string, string>>();
    await this.#run(['status'], options.nodes ?? [], options, (entry) => {
      if (!('value' in entry) || !statusTypes.includes(entry.type)) return;
      const node = nodes.get(entry.target) ?? new Map<string, string>();
      nodes.set(entry.target, node.set(entry.type, entry.value));
    });
    return [...nodes].map(([node, said]) => ({
      node,
      provider: said.get('provider-name') ?? '',
      state: said.get('state') ?? 'unknown',
      short: said.get('state-human-short') ?? '',
      long: said.get('state-human-long') ?? '',
    }));
  }

  /** Creates and starts. Lines of a node carry its name as target, whatever else goes on at the same time. */
  async up(options: UpOptions = {}): Promise<void> {
    const words = [
      'up',
      // Vagrant would fetch and install VirtualBox, if that is the provider.
      '--no-install-provider',
      ...(options.provider === undefined ? [] : ['--provider', options.provider]),
      ...flag('provision', options.provision),
      ...flag('parallel', options.parallel),
      ...flag('destroy-on-error', options.destroyOnError),
    ];
    await this.#run(words, options.nodes ?? [], options);
  }

  /** @param options `force`: pulls the plug */
  async halt(options: NodesOptions & { readonly force?: boolean | undefined } = {}): Promise<void> {
    await this.#run(['halt', ...(options.force ? ['--force'] : [])], options.nodes ?? [], options);
  }

  async suspend(options: NodesOptions = {}): Promise<void> {
    await this.#run(['suspend'], options.nodes ?? [], options);
  }

  async resume(options: NodesOptions & { readonly provision?: boolean | undefined } = {}): Promise<void> {
    await this.#run(['resume', ...flag('provision', options.provision)], options.nodes ?? [], options);
  }

  /** Destroys without asking. Needs libvirt even when nothing was ever created. */
  async destroy(options: NodesOptions = {}): Promise<void> {
    await this.#run(['destroy', '--force'], options.nodes ?? [], options);
  }

  /**
   * @param options `force`: replaces a snapshot of that name
   * @throws VagrantError `not-created` also when only some of the nodes are: Vagrant itself passes over them and calls it a success
   */
  async snapshotSave(
    name: string,
    options: SnapshotOptions & { readonly force?: boolean | undefined } = {},
  ): Promise<void> {
    const left = new Set<string>();
    const words = ['snapshot', 'save', ...(options.force ? ['--force'] : [])];
    const names = [...one(options.node), name];
    await this.#run(words, names, options, (entry) => {
      if (entry.type === 'metadata') left.add(entry.target);
      if (entry.type === 'action' && entry.action === 'snapshot_save' && entry.at === 'end')
        left.delete(entry.target);
    });
    if (left.size === 0) return;
    throw this.#failed(
      [...words, ...names],
      'not-created',
      `${[...left].join(', ')}: not created, no snapshot saved`,
    );
  }

  /** @param options `start`: whether the machine is started after it was given back; default true */
  async snapshotRestore(
    name: string,
    options: SnapshotOptions & {
      readonly provision?: boolean | undefined;
      readonly start?: boolean | undefined;
    } = {},
  ): Promise<void> {
    const words = [
      'snapshot',
      'restore',
      ...flag('provision', options.provision),
      // There is no --start.
      ...(options.start === false ? ['--no-start'] : []),
    ];
    await this.#run(words, [...one(options.node), name], options);
  }

  /** Names of snapshots of every node, none for one that is not created. */
  async snapshotList(options: NodesOptions = {}): Promise<ReadonlyMap<string, readonly string[]>> {
    const snapshots = new Map<string, string[]>();
    const listing = new Set<string>();
    await this.#run(['snapshot', 'list'], options.nodes ?? [], options, (entry) => {
      if (entry.type === 'metadata') snapshots.set(entry.target, []);
      if (entry.type !== 'ui') return;
      // An empty `output`, then the names; or an `output` with text when there are none, and then an explanation.
      if (entry.kind === 'output' && entry.text === '') listing.add(entry.target);
      else if (entry.kind === 'detail' && listing.has(entry.target))
        snapshots.get(entry.target)?.push(entry.text);
    });
    return snapshots;
  }

  async snapshotDelete(name: string, options: SnapshotOptions = {}): Promise<void> {
    await this.#run(['snapshot', 'delete'], [...one(options.node), name], options);
  }

  /** @throws VagrantError `not-created` when one of the nodes does not run */
  async sshConfig(options: NodesOptions = {}): Promise<readonly SshHost[]> {
    const hosts: SshHost[] = [];
    await this.#run(['ssh-config'], options.nodes ?? [], options, (entry) => {
      if (entry.type === 'ssh-config') hosts.push(...parseSshConfig(entry.value));
    });
    return hosts;
  }

  async boxList(options: CallOptions = {}): Promise<readonly Box[]> {
    const boxes: { name: string; provider: string; version: string; info: Record<string, string> }[] = [];
    await this.#run(['box', 'list'], [], options, (entry) => {
      if (entry.type === 'box-name') boxes.push({ name: entry.value, provider: '', version: '', info: {} });
      const box = boxes.at(-1);
      if (box === undefined) return;
      if (entry.type === 'box-provider') box.provider = entry.value;
      if (entry.type === 'box-version') box.version = entry.value;
      if (entry.type === 'box-info') box.info[entry.key] = entry.value;
    });
    return boxes;
  }

  /** Adds a box from a file of this host. @param options `force`: replaces the one that is there, which is else an error */
  async boxAdd(
    options: CallOptions & {
      readonly name: string;
      readonly file: string;
      readonly provider?: string | undefined;
      readonly force?: boolean | undefined;
    },
  ): Promise<void> {
    const words = [
      'box',
      'add',
      '--name',
      options.name,
      ...(options.provider === undefined ? [] : ['--provider', options.provider]),
      ...(options.force ? ['--force'] : []),
    ];
    await this.#run(words, [resolve(options.file)], options);
  }

  /** Removes a box without asking, also one that an environment still uses. */
  async boxRemove(
    name: string,
    options: CallOptions & {
      readonly provider?: string | undefined;
      /** Needed when several are installed; `all` of them. */
      readonly version?: string | undefined;
    } = {},
  ): Promise<void> {
    const { provider, version } = options;
    const words = [
      'box',
      'remove',
      '--force',
      ...(provider === undefined ? [] : ['--provider', provider]),
      ...(version === undefined ? [] : version === 'all' ? ['--all'] : ['--box-version', version]),
    ];
    await this.#run(words, [name], options);
  }

  /**
   * Whether newer versions of the installed boxes exist. Asks the network for those that came from a catalog.
   * All boxes (`--global`): for those of the environment alone VAGRANT_BOX_UPDATE_CHECK_DISABLE makes Vagrant say nothing.
   */
  async boxOutdated(options: CallOptions = {}): Promise<readonly BoxAge[]> {
    const boxes: BoxAge[] = [];
    await this.#run(['box', 'outdated', '--global'], [], options, (entry) => {
      if (entry.type !== 'ui') return;
      const [, name, provider] = /^\* '(.+?)' for '(.+?)'/.exec(entry.text) ?? [];
      if (name === undefined || provider === undefined) return;
      const age = entry.kind === 'success' ? 'current' : entry.kind === 'warn' ? 'outdated' : 'unknown';
      const latest = /Latest: (\S+)$/.exec(entry.text)?.[1];
      boxes.push({ name, provider, age, ...(latest === undefined ? {} : { latest }), text: entry.text });
    });
    return boxes;
  }

  async pluginList(options: CallOptions = {}): Promise<readonly Plugin[]> {
    const plugins: Plugin[] = [];
    await this.#run(['plugin', 'list'], [], options, (entry) => {
      if (entry.type !== 'plugin-version') return;
      const [version = '', scope] = entry.value.split(', ');
      plugins.push({
        name: entry.target,
        version,
        scope: scope === 'system' || scope === 'local' ? scope : 'global',
      });
    });
    return plugins;
  }

  async #run(
    words: readonly string[],
    names: readonly string[],
    options: CallOptions,
    collect?: (entry: Entry) => void,
  ): Promise<void> {
    const args = [...words, '--machine-readable', ...names];
    const program = this.#program;
    await inTurn(
      this.#queue,
      () => this.#start(args, options, collect),
      options.signal,
      () => notStarted({ program, args }),
    );
  }

  #start(args: readonly string[], options: CallOptions, collect?: (entry: Entry) => void): Promise<void> {
    return runVagrant({
      program: this.#program,
      args,
      env: this.#env,
      timeout: options.timeout ?? quarterOfAnHour,
      patience: this.#patience,
      pidFile: this.#pidFile,
      signal: options.signal,
      onEntry: (entry) => {
        collect?.(entry);
        options.onEvent?.(entry);
      },
    });
  }

  /** For what Vagrant itself calls a success. */
  #failed(args: readonly string[], reason: VagrantError['reason'], message: string): VagrantError {
    const command = commandLine({ program: this.#program, args });
    return new VagrantError({ reason, errorClass: undefined, message, command, lines: [], exit: 0 });
  }
}

/** For what is asked of Vagrant itself, outside of any environment. */
export function vagrantItself(): VagrantCommand {
  return new VagrantCommand({ folder: tmpdir() });
}

function flag(name: string, on: boolean | undefined): readonly string[] {
  return on === undefined ? [] : [on ? `--${name}` : `--no-${name}`];
}

function one(node: string | undefined): readonly string[] {
  return node === undefined ? [] : [node];
}
