import type { Topology } from '../../machines/provider.js';
import type { ExecOptions, ExecResult } from '../../machines/shell.js';
import type { ExperimentContext } from '../context.js';

// What tests of experiments run on: a DR lab whose nodes say what a test has them say.

function spec(
  name: string,
  role: 'director' | 'realserver' | 'client',
  last: number,
): Topology['nodes'][number] {
  const mac = `02:00:00:00:00:${String(last).padStart(2, '0')}`;
  return {
    name,
    role,
    memory: 256,
    disk: 2048,
    interfaces: [{ network: 'lan', dev: 'eth0', mac, address: `10.0.0.${last}`, prefix: 24 }],
  };
}

export const topology: Topology = {
  networks: [{ name: 'lan', cidr: '10.0.0.0/24' }],
  nodes: [
    spec('director', 'director', 7),
    spec('rs1', 'realserver', 8),
    spec('rs2', 'realserver', 9),
    spec('client', 'client', 64),
  ],
};

type Answer = (
  node: string,
  command: string,
  options: ExecOptions,
) => Partial<ExecResult> | Promise<Partial<ExecResult>>;

/** Asks for what the kernel has: what it answers, by section (kernelOf); undefined: another command. */
export function kernelAnswer(
  command: string,
  sections: Readonly<Record<string, string>> = {},
): { readonly stdout: string } | undefined {
  const marker = /\[ %s\\n' (@\w+) /.exec(command)?.[1];
  if (marker === undefined) return undefined;
  const said = Object.entries({ ...sections, kernel: '' }).map(
    ([name, text]) => `\n${marker} [ ${name}\n${text}\n${marker} ] ${name} 0\n`,
  );
  return { stdout: said.join('') };
}

/** @param answer what a node says; where it says nothing of its kernel, that has nothing */
export function experimentContext(
  answer: Answer,
  more: Partial<ExperimentContext> = {},
): ExperimentContext & { readonly ran: string[] } {
  const ran: string[] = [];
  let secrets = 0;
  return {
    topology,
    ran,
    secret: () => `s${++secrets}`,
    sourcePorts: () => 10_000,
    shell: (node) => ({
      exec: async (whole, options = {}) => {
        // As every experiment's, with the tools' PATH in front.
        const command = whole.replace(/^export PATH=\S+; /, '');
        const kernel = kernelAnswer(command);
        if (kernel === undefined) ran.push(`${node}: ${command}`);
        return { exit: 0, stdout: '', stderr: '', ...kernel, ...(await answer(node, command, options)) };
      },
    }),
    ...more,
  };
}

/** A client whose probe is answered unless `up` says no, every 0.2 s of its clock in 20 ms. */
export function probed(
  up: () => boolean,
  answer: (node: string, command: string) => void = () => {},
): ReturnType<typeof experimentContext> {
  let end: () => void = () => {};
  return experimentContext((node, command, options) => {
    if (command.startsWith('rm -f')) end();
    else answer(node, command);
    if (!command.includes('perl')) return {};
    let at = 0;
    const timer = setInterval(() => {
      at += 0.2;
      options.onStdout?.(`${at.toFixed(3)} ${(at + 0.01).toFixed(3)} ${up() ? 1 : 0}\n`);
    }, 20);
    return new Promise((resolve) => {
      end = () => {
        clearInterval(timer);
        resolve({});
      };
    });
  });
}
