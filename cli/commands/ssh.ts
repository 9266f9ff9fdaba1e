import type { SshAccess } from '../../contract/machines.js';
import type { NodeStatus } from '../../contract/session.js';
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { LabError } from '../../contract/errors.js';
import { ShellError } from '../../engine/machines/shell.js';
import { SshShell } from '../../engine/machines/ssh.js';
import type { KnownSession } from '../../engine/session/known.js';
import type { CliContext } from '../context.js';
import { chooseSession, connectTo, sessionsOf } from '../sessions.js';
import type { Register } from '../registration.js';
import { cut, runProgram } from '../ssh-program.js';

export const registerSsh: Register = ({ program, t, does, session, nodeCommand }) => {
  program
    .command('ssh [node] [command...]')
    .description(
      t(
        '登录节点，或执行一条命令；不给节点则输出 ssh_config',
        'a terminal on a node, or one command; without a node: an ssh_config',
      ),
    )
    .option('--write <file>', t('把 ssh_config 写入文件', 'write the ssh_config to a file'))
    .addOption(session())
    .action(
      does(async (context, node: string | undefined, command: string[], options: Parameters<typeof ssh>[3]) =>
        ssh(context, node, [...command, ...nodeCommand], options),
      ),
    );
};

/** `ssh NODE [CMD]`: a terminal on a node, or one command with its exit code; without a node the ssh_config. */
async function ssh(
  context: CliContext,
  node: string | undefined,
  command: readonly string[],
  options: { readonly session?: string; readonly write?: string },
): Promise<number> {
  const { output, store } = context;
  const known = chooseSession(await sessionsOf(context), options.session, ['running']);
  const client = await connectTo(context, known);
  const status = await client.call('status', {});
  client.close();
  const nodes = status.nodes.filter(hasSsh);
  if (nodes.length === 0) throw noSsh(known);
  if (node === undefined) {
    const knownHosts = join(store.folder(known.record.id), 'known_hosts');
    writeFileSync(
      knownHosts,
      nodes.map(({ ssh: access }) => `${knownHost(access)} ${access.hostKey}\n`).join(''),
      { mode: 0o600 },
    );
    const text = sshConfig(nodes, knownHosts);
    if (output.json) output.result(nodes.map((each) => ({ node: each.name, ...each.ssh })));
    else if (options.write === undefined) process.stdout.write(text);
    if (options.write !== undefined) {
      writeFileSync(options.write, text, { mode: 0o600 });
      output.message({ code: 'ssh.config-written', params: { file: options.write } });
    }
    return 0;
  }
  const found = nodes.find((each) => each.name === node);
  if (found === undefined) {
    throw new LabError({
      code: 'node.unknown',
      params: { node, known: status.nodes.map((each) => each.name) },
    });
  }
  const shell = new SshShell(() => found.ssh);
  try {
    // A terminal changes bytes (line ends, control characters): only where one is on both sides.
    if (!process.stdin.isTTY || (command.length > 0 && !process.stdout.isTTY))
      return await runProgram(shell, command.length > 0 ? command.join(' ') : 'exec bash -l', process);
    for (;;) {
      const exit = await terminal(shell, command);
      if (exit !== undefined || command.length > 0 || !(await comesBack(context, known, node)))
        return exit ?? cut;
      shell.disconnect();
    }
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    throw new LabError(
      { code: 'node.unreachable', params: { node, detail: error.message } },
      { cause: error },
    );
  } finally {
    shell.disconnect();
  }
}

type Reached = NodeStatus & { readonly ssh: SshAccess };

function hasSsh(node: NodeStatus): node is Reached {
  return node.ssh !== undefined;
}

function noSsh({ record }: KnownSession): LabError {
  return new LabError({ code: 'node.no-ssh', params: { id: record.id, provider: record.provider } });
}

/** How known_hosts names a server (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"): the port only where it is not the usual one. */
export function knownHost({ host, port }: Pick<SshAccess, 'host' | 'port'>): string {
  return port === 22 ? host : `[${host}]:${port}`;
}

/** An ssh_config(5) that any client can use: own key, pinned host keys, no agent, no questions. */
export function sshConfig(nodes: readonly Reached[], knownHosts: string): string {
  return nodes
    .map(({ name, ssh: access }) =>
      [
        `Host ${name}`,
        `  HostName ${access.host}`,
        `  Port ${access.port}`,
        `  User ${access.user}`,
        `  IdentityFile ${quoted(access.identityFile)}`,
        '  IdentitiesOnly yes',
        `  UserKnownHostsFile ${quoted(knownHosts)}`,
        '  StrictHostKeyChecking yes',
        '  PasswordAuthentication no',
        '',
      ].join('\n'),
    )
    .join('\n');
}

function quoted(path: string): string {
  return /[\s"]/.test(path) ? `"${path}"` : path;
}

/**
 * How a shell of the guest outlives a suspended session: dtach keeps it, the next login finds it again. The terminal
 * that dtach makes for a new shell has no size (dtach's master.c, init_pty), so the shell sets it before it begins; by
 * `winch` a login that finds a shell tells it the size of its own (MSG_REDRAW; by `none` it is told nothing).
 */
export function keptShell({ rows, cols }: { readonly rows: number; readonly cols: number }): string {
  const begin = `stty rows ${rows} cols ${cols}; exec bash -l`;
  return `exec dtach -A /run/lvslab/shell -E -z -r winch sh -c '${begin}'`;
}

/** Milliseconds after a cut within which a machine that shuts down begins to boot or is off. */
const shutdown = 20_000;

/**
 * Says that a node restarts, if it does, and waits until it runs again. Its sshd ends first: until the machine itself is
 * down, it is one that runs.
 */
async function comesBack(context: CliContext, known: KnownSession, node: string): Promise<boolean> {
  const until = Date.now() + shutdown;
  let told = false;
  for (;;) {
    const client = await connectTo(context, known);
    const { nodes } = await client.call('status', {}).finally(() => client.close());
    const state = nodes.find(({ name }) => name === node)?.state;
    if (state === 'running') {
      if (told || Date.now() > until) return told;
      await sleep(500);
      continue;
    }
    if (state !== 'booting') {
      context.output.message({ code: 'ssh.gone', params: { node, state: state ?? 'missing' } });
      return false;
    }
    if (!told) context.output.message({ code: 'ssh.restarting', params: { node } });
    told = true;
    await sleep(500);
  }
}

/** @returns the exit code; undefined when the connection was cut */
async function terminal(shell: SshShell, command: readonly string[]): Promise<number | undefined> {
  const size = () => ({
    // A terminal may say that it has none (0).
    rows: process.stdout.rows || 24,
    cols: process.stdout.columns || 80,
    term: process.env['TERM'] ?? 'xterm',
  });
  const channel = await shell.terminal(size(), command.length === 0 ? keptShell(size()) : command.join(' '));
  const { stdin } = process;
  const resize = () => channel.setWindow(size().rows, size().cols, 0, 0);
  stdin.setRawMode?.(true);
  stdin.pipe(channel);
  channel.pipe(process.stdout);
  channel.stderr.pipe(process.stderr);
  process.stdout.on('resize', resize);
  try {
    return await new Promise<number | undefined>((resolve) => {
      let exit: number | undefined;
      channel.on('exit', (code: number | null) => {
        exit = code ?? undefined; // ended by a signal: as sshd ends its shells when the machine shuts down
      });
      channel.on('close', () => resolve(exit));
    });
  } finally {
    process.stdout.off('resize', resize);
    stdin.unpipe(channel);
    stdin.setRawMode?.(false);
    stdin.pause();
  }
}
