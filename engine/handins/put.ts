import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeState, ProcessState } from '../../contract/handin.js';
import type { PutNote } from '../../contract/messages/hand-ins.js';
import { quote, type Shell } from '../machines/shell.js';
import { isNothing, kernelSteps } from '../kernel/differences.js';
import { kernelNow } from '../kernel/now.js';
import { takeSteps } from '../kernel/put.js';
import { runningUnits, unitSteps } from '../kernel/units.js';
import { restoreScript } from './databases.js';
import { packageSteps } from './packages.js';
import { concernsServices, concernsUnits, filesToPut, lockScript, putLines, putScript } from './put-files.js';
import { installedScript } from './state-script.js';

/** Milliseconds that one step may take on a node: packages of a database, a unit that waits for its time limit. */
const stepLimit = 600_000;
/** Seconds that starting the units of a node may take. */
const unitSeconds = 150;
/** Milliseconds in which what daemons hold comes to where it was handed in, and between two looks. */
const settling = { limit: 25_000, every: 2000 };

/** One node: how it is reached, and what it shall become. */
export interface Target {
  readonly node: string;
  readonly shell: Shell;
  readonly wanted: NodeState;
}

export interface PutOptions {
  /** The machines are to judge: from when the hand-in's own programs begin to run, the machine's cannot be written. */
  readonly judged?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Puts what was handed in onto fresh nodes of the same lab, after its set-up: packages of the image's own repository, files, services, then
 * what of the kernel no file and no service has brought back, and last what somebody had started by hand.
 * Services come before the kernel's state, as a unit that adds an address fails where it is there already.
 * @throws ShellError where a node cannot be asked
 */
export async function putStates(
  targets: readonly Target[],
  { judged = false, signal }: PutOptions = {},
): Promise<readonly PutNote[]> {
  const first = await Promise.all(targets.map((target) => putFiles(target, judged, signal)));
  const last = await Promise.all(targets.map((target) => putKernel(target, signal)));
  return [...first.flat(), ...last.flat()];
}

async function putFiles(
  { node, shell, wanted }: Target,
  judged: boolean,
  signal: AbortSignal | undefined,
): Promise<readonly PutNote[]> {
  const notes: PutNote[] = [];
  const note = (what: PutNote['what'], detail: string) => notes.push({ node, what, detail });
  const run = runOn(shell, signal);
  const named = [...wanted.added, ...wanted.removed].map(({ name }) => name);
  const there = linesOf(named.length === 0 ? '' : await run(installedScript(named)));
  const { install, remove } = packageSteps(there, wanted);
  for (const failed of await installed(install, remove, run)) note('package-failed', failed);
  const { put, kept } = filesToPut(wanted.files);
  for (const path of kept) note('file-kept', path);
  const said = await run(
    `perl -e ${quote(putScript)}\n${judged ? lockScript : ''}\necho units\n${runningUnits}`,
    putLines(put),
  );
  const [files = '', running = ''] = said.split(/^units$/m);
  const did: string[] = [];
  for (const [, what, encoded] of files.matchAll(/^(kept|failed|did) (\S+)$/gm)) {
    const path = Buffer.from(encoded ?? '', 'base64').toString('utf8');
    if (what === 'did') did.push(path);
    else note(what === 'kept' ? 'file-kept' : 'file-failed', path);
  }
  const units = unitSteps(linesOf(running), wanted.units);
  // Starting services anew and reading all units again takes an emulated CPU seconds: only where it can make a difference.
  const restart = install.length > 0 || did.some(concernsServices) ? units.restart : [];
  const lines = [
    ...(did.some(concernsUnits) ? ['systemctl daemon-reload'] : []),
    ...(units.stop.length === 0
      ? []
      : [`timeout ${unitSeconds} systemctl stop ${units.stop.map(quote).join(' ')}`]),
    ...startLines([...restart, ...units.start]),
  ];
  const failed = lines.length === 0 ? '' : await run(lines.join('\n'));
  for (const [, unit] of failed.matchAll(/^unit (\S+)$/gm)) note('unit-failed', unit ?? '');
  if (wanted.database !== undefined) {
    const [complaint = ''] = linesOf(await run(restoreScript, wanted.database));
    if (complaint !== '') note('database-differs', complaint.slice(0, 200));
  }
  return notes;
}

/** All at once, and within one limit, however many there are that never start; those that are not as they should be are named. */
function startLines(units: readonly string[]): readonly string[] {
  if (units.length === 0) return [];
  const names = units.map(quote).join(' ');
  return [
    `timeout ${unitSeconds} systemctl restart ${names} || for u in ${names}; do`,
    // A service that has done its work is inactive, and one that is not known as well (systemctl(1)).
    `  case $(systemctl show -p LoadState,ActiveState -- "$u") in *=loaded*State=active|*=loaded*State=inactive) ;;`,
    `  *) printf 'unit %s\\n' "$u";; esac`,
    'done',
  ];
}

type Run = (script: string, input?: string) => Promise<string>;

function runOn(shell: Shell, signal: AbortSignal | undefined): Run {
  return async (script, input) => {
    const { stdout } = await shell.exec(script, {
      timeout: stepLimit,
      ...(input === undefined ? {} : { input }),
      ...(signal === undefined ? {} : { signal }),
    });
    return stdout;
  };
}

/**
 * By dpkg alone where the image's own repository has them all, as apt-get takes an emulated CPU twice as long, and without systemd, which is
 * told once, and starts what ran (deb-systemd-invoke(1p), SYSTEMD_OFFLINE in systemctl(1)); else by apt-get, one by one where some are not to
 * be had.
 * @returns packages that could not be had, or not be removed
 */
async function installed(
  install: readonly string[],
  remove: readonly string[],
  run: Run,
): Promise<readonly string[]> {
  if (install.length + remove.length === 0) return [];
  const apt = 'DEBIAN_FRONTEND=noninteractive apt-get -y -q -o Dpkg::Options::=--force-confold';
  const one = (verb: string, each: string) =>
    `${apt} ${verb} ${quote(each)} >/dev/null 2>&1 </dev/null || printf '%s\\n' ${quote(`package ${each}`)}`;
  const all = install.map(quote).join(' ');
  const files = `$(apt-get -y -q --print-uris install --no-install-recommends ${all} 2>/dev/null | sed -n "s,^'file:\\([^']*\\)'.*,\\1,p" | sed 's/%2b/+/g; s/%7e/~/g; s/%25/%/g')`;
  const said = await run(
    [
      ...(install.length === 0
        ? []
        : [
            `f=${files}`,
            `if ! { [ -n "$f" ] && SYSTEMD_OFFLINE=1 DEBIAN_FRONTEND=noninteractive dpkg --force-confold -i $f && systemctl daemon-reload; } >/dev/null 2>&1 </dev/null &&`,
            `  ! ${apt} install --no-install-recommends ${all} >/dev/null 2>&1 </dev/null; then`,
            ...install.map((each) => one('install --no-install-recommends', each)),
            'fi',
          ]),
      ...remove.map((each) => one('remove', each)),
    ].join('\n'),
  );
  return [...said.matchAll(/^package (\S+)$/gm)].flatMap(([, each]) => each ?? []);
}

function linesOf(said: string): readonly string[] {
  return said.split('\n').filter((line) => line !== '');
}

async function putKernel(
  { node, shell, wanted }: Target,
  signal: AbortSignal | undefined,
): Promise<readonly PutNote[]> {
  const run = runOn(shell, signal);
  const held = heldByKeepalived(wanted);
  const until = Date.now() + settling.limit;
  let steps = kernelSteps(await kernelNow(shell, signal), wanted.kernel);
  while (held && !isNothing(steps) && Date.now() < until) {
    await sleep(settling.every, undefined, { signal });
    steps = kernelSteps(await kernelNow(shell, signal), wanted.kernel);
  }
  // Then it is as it was handed in, and is not looked at once more.
  if (isNothing(steps) && wanted.processes.length === 0) return [];
  if (!isNothing(steps)) await takeSteps(steps, run);
  await startProcesses(wanted.processes, run);
  const left = kernelSteps(await kernelNow(shell, signal, 'links'), wanted.kernel);
  return [...left.ip, ...left.queues, ...left.modules].map((detail) => ({
    node,
    what: 'kernel-differs',
    detail,
  }));
}

/** Does a daemon bring addresses and table to where they were, in its own time? */
function heldByKeepalived({ units, processes }: NodeState): boolean {
  const daemon = /keepalived|ldirectord/;
  return (
    units.some((unit) => daemon.test(unit)) ||
    processes.some(({ arguments: said }) => daemon.test(said.join(' ')))
  );
}

async function startProcesses(processes: readonly ProcessState[], run: Run): Promise<void> {
  if (processes.length === 0) return;
  await run(
    processes
      .map(({ folder, arguments: said }) => {
        const command = said.map(quote).join(' ');
        return `(cd ${quote(folder === '' ? '/' : folder)} 2>/dev/null || cd /; exec setsid ${command} </dev/null >/dev/null 2>&1) &`;
      })
      .join('\n'),
  );
}
