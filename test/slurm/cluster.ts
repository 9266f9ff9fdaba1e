import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Daemons of Slurm, and of MUNGE, which they trust each other by, are in sbin. */
const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

/** Where the tests' nodes are. */
export const nodes = ['lab1', 'lab2'] as const;
export type Node = (typeof nodes)[number];

/** A Slurm cluster of two nodes on this host's loopback, in a folder of its own: a controller, two slurmd, no accounting. */
export class Cluster {
  readonly folder = mkdtempSync(join(tmpdir(), 'lvslab-slurm-'));
  readonly #daemons = new Map<string, ChildProcess>();

  /** What commands of Slurm have to have. */
  get env(): NodeJS.ProcessEnv {
    return { ...process.env, PATH: path, SLURM_CONF: join(this.folder, 'slurm.conf') };
  }

  async start(): Promise<void> {
    const [controller, ...ports] = await freePorts(1 + nodes.length);
    for (const name of ['state', 'spool']) mkdirSync(join(this.folder, name));
    writeFileSync(join(this.folder, 'munge.key'), randomBytes(128), { mode: 0o400 });
    writeFileSync(join(this.folder, 'slurm.conf'), this.#config(controller!, ports));
    // It wants its socket, log and seed where nobody else can write.
    const munge = ['--foreground', '--force', `--key-file=${join(this.folder, 'munge.key')}`];
    const files = ['socket', 'pid-file', 'log-file', 'seed-file'].map(
      (what) => `--${what}=${join(this.folder, `munge.${what}`)}`,
    );
    this.#spawn('munged', [...munge, ...files]);
    await until('munged', () => execFileSync('ls', [join(this.folder, 'munge.socket')]));
    this.#spawn('slurmctld', ['-D']);
    for (const node of nodes) this.startNode(node);
    await until('the nodes', () => {
      const idle = this.#run('sinfo', ['--noheader', '--Node', '--format=%T']).trim().split('\n');
      if (idle.filter((state) => state === 'idle').length < nodes.length) throw new Error(idle.join(' '));
    });
  }

  startNode(node: Node): void {
    this.#spawn('slurmd', ['-D', '-N', node], node);
  }

  /** As a machine that loses power; what it ran may go on. */
  killNode(node: Node): void {
    this.#daemons.get(node)?.kill('SIGKILL');
  }

  /** Jobs that wait or run. */
  queue(): readonly string[] {
    return this.#run('squeue', ['--noheader', '--array', '--format=%i %T'])
      .split('\n')
      .filter((line) => line !== '');
  }

  async stop(): Promise<void> {
    for (const daemon of this.#daemons.values()) daemon.kill('SIGTERM');
    await sleep(1000);
    for (const daemon of this.#daemons.values()) daemon.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What the daemons said, for a test that fails. */
  logs(): string {
    return [...this.#daemons.keys()]
      .map((name) => `--- ${name}\n${readFileSync(join(this.folder, `${name}.log`), 'utf8').slice(-4000)}`)
      .join('\n');
  }

  #run(command: string, args: readonly string[]): string {
    return execFileSync(command, args, { env: this.env, encoding: 'utf8', timeout: 20_000 });
  }

  #spawn(command: string, args: readonly string[], name = command): void {
    const log = openSync(join(this.folder, `${name}.log`), 'a');
    this.#daemons.set(name, spawn(command, args, { env: this.env, stdio: ['ignore', log, log] }));
  }

  #config(controller: number, ports: readonly number[]): string {
    const { folder } = this;
    const host = hostname();
    return `ClusterName=lvslab
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${controller}
AuthType=auth/munge
AuthInfo=socket=${join(folder, 'munge.socket')}
CredType=cred/munge
SlurmUser=${userInfo().username}
SlurmdUser=${userInfo().username}
StateSaveLocation=${join(folder, 'state')}
SlurmdSpoolDir=${join(folder, 'spool')}/%n
SlurmctldPidFile=${join(folder, 'slurmctld.pid')}
SlurmdPidFile=${join(folder, 'slurmd.%n.pid')}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
ReturnToService=2
SlurmdTimeout=10
# Few, so that a class is more than one array.
MaxArraySize=6
${nodes.map((node, index) => `NodeName=${node} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${ports[index]} CPUs=2 RealMemory=4000`).join('\n')}
PartitionName=main Nodes=${nodes.join(',')} Default=YES MaxTime=INFINITE State=UP
`;
  }
}

/** Ports that nobody has just now. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function until(what: string, work: () => unknown): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;)
    try {
      work();
      return;
    } catch (error) {
      if (Date.now() > end) throw new Error(`${what} did not come up`, { cause: error });
      await sleep(300);
    }
}
