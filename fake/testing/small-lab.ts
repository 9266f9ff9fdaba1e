import type { NodeSpec, Topology } from '../../engine/machines/provider.js';
import { FakeShell } from '../exec.js';
import { Lab } from '../lab.js';

const nic = (network: string, dev: string, address: string, tail: string) => ({
  network,
  dev,
  mac: `52:54:00:80:00:${tail}`,
  address,
  prefix: 24,
});

const node = (
  name: string,
  role: NodeSpec['role'],
  interfaces: NodeSpec['interfaces'],
  gateway?: string,
) => ({
  name,
  role,
  memory: 256,
  disk: 2048,
  interfaces,
  ...(gateway === undefined ? {} : { gateway }),
});

/** A NAT lab: the client outside, the director between, two realservers inside whose gateway is the director. */
const topology: Topology = {
  networks: [
    { name: 'out', cidr: '192.168.1.0/24' },
    { name: 'lan', cidr: '10.0.0.0/24' },
  ],
  nodes: [
    node('client', 'client', [nic('out', 'eth0', '192.168.1.100', '01')]),
    node('director', 'director', [
      nic('out', 'eth0', '192.168.1.19', '02'),
      nic('lan', 'eth1', '10.0.0.19', '03'),
    ]),
    node('rs1', 'realserver', [nic('lan', 'eth0', '10.0.0.17', '04')], '10.0.0.19'),
    node('rs2', 'realserver', [nic('lan', 'eth0', '10.0.0.18', '05')], '10.0.0.19'),
  ],
};

export class SmallLab {
  readonly lab = new Lab(topology, () => {});

  /** What a command prints, both streams, and how it ends. */
  async run(name: string, command: string): Promise<{ readonly exit: number; readonly text: string }> {
    const result = await new FakeShell(() => this.lab, name).exec(command);
    return { exit: result.exit, text: result.stdout + result.stderr };
  }
}
