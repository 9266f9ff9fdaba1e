import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NodeSpec, Topology } from '../engine/machines/provider.js';
import { findProgram } from '../guest/build-tools.js';
import { vagrantfile, type VagrantfileOptions } from './vagrantfile.js';

const ruby = await findProgram('ruby');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvslab-vagrantfile-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const node = (name: string, change: Partial<NodeSpec> = {}): NodeSpec => ({
  name,
  role: 'realserver',
  memory: 256,
  disk: 2048,
  interfaces: [
    { network: 'back', dev: 'eth0', mac: '02:00:00:02:00:01', address: '172.16.8.11', prefix: 22 },
  ],
  ...change,
});

const topology: Topology = {
  networks: [
    { name: 'front', cidr: '10.0.0.0/24' },
    { name: 'back', cidr: '172.16.8.0/22' },
  ],
  nodes: [
    node('director', {
      role: 'director',
      memory: 384,
      disk: 2048,
      interfaces: [
        { network: 'front', dev: 'eth0', mac: '02:00:00:01:00:0a', address: '10.0.0.10', prefix: 24 },
        { network: 'back', dev: 'eth1', mac: '02:00:00:02:00:0A', address: '172.16.8.10', prefix: 22 },
      ],
    }),
    node('rs1', { gateway: '172.16.8.10' }),
    node('client', {
      role: 'client',
      memory: 192,
      disk: 2048,
      interfaces: [
        { network: 'front', dev: 'eth0', mac: '02:00:00:01:00:64', address: '10.0.0.100', prefix: 24 },
      ],
    }),
  ],
};

const options: VagrantfileOptions = {
  title: 'LVS 直接路由 (DR)',
  lab: 'lvs-dr',
  box: 'lvslab-0123456789abcdef-1',
  prefix: 'lvslab-lvs-dr-7k2',
  driver: 'kvm',
};

/** Runs a Vagrantfile against an object that writes down whatever it is told, as Vagrant's configuration would hear it. */
const recorder = `
  class Recorder
    def initialize(path, told)
      @path = path
      @told = told
    end

    def respond_to_missing?(*) = true

    def method_missing(name, *args, **named, &block)
      path = [*@path, name.to_s.delete_suffix("=")].join(".")
      args += [named] unless named.empty?
      return Recorder.new(path, @told) if args.empty?
      path += " #{args.first}" if block
      @told << [path, *args]
      block&.call(Recorder.new(path, @told))
    end
  end

  TOLD = []
  module Vagrant
    def self.configure(version, &block)
      block.call(Recorder.new([], TOLD)) if version == "2"
    end
  end

  load ARGV.fetch(0)
  puts JSON.generate(told: TOLD, nodes: NODES, lines: NODES.keys.to_h { |name| [name, lines_for(name)] })
`;

interface Nic {
  readonly network: string;
  readonly mac: string;
  readonly address: string;
}
interface Evaluated {
  /** What each call is, with the blocks that it stands in, then its arguments. */
  readonly told: readonly (readonly [string, ...unknown[]])[];
  readonly nodes: Readonly<Record<string, { memory: number; gateway?: string; interfaces: readonly Nic[] }>>;
  readonly lines: Readonly<Record<string, string>>;
}

function evaluate(text: string, env: Readonly<Record<string, string>> = {}): Evaluated {
  const file = join(folder, 'Vagrantfile');
  writeFileSync(file, text);
  const output = execFileSync(ruby!, ['-rjson', '-e', recorder, file], {
    encoding: 'utf8',
    cwd: folder,
    env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', ...env },
  });
  return JSON.parse(output) as Evaluated;
}

/** The arguments of every call of this path. */
const told = ({ told }: Evaluated, path: string) =>
  told.filter(([each]) => each === path).map(([, ...args]) => args);

test('the same topology gives the same text, another one another', () => {
  const text = vagrantfile(topology, options);
  expect(vagrantfile(structuredClone(topology), { ...options })).toBe(text);
  const nodes = topology.nodes.map((each) => (each.name === 'rs1' ? { ...each, memory: 257 } : each));
  expect(vagrantfile({ ...topology, nodes }, options)).not.toBe(text);
});

test('its first lines tell a person what it is and how it is used', () => {
  const lines = vagrantfile(topology, options).split('\n');
  expect(lines[0]).toBe('# -*- mode: ruby -*-');
  expect(lines[1]).toBe(
    '# LVS 直接路由 (DR) (lvs-dr), a lab of LVS Lab. By hand: vagrant up, then vagrant ssh director',
  );
});

/** Each would make a file `out`, or end the program, where it was not taken for mere characters. */
const hostile = [
  '"; File.write("out", ""); "',
  "'; File.write('out', ''); '",
  '#{File.write("out", "")}',
  '\\#{File.write("out", "")}',
  '\\\\#{File.write("out", "")}',
  '\\"; File.write("out", ""); "',
  '`touch out`',
  '#$0 #@x #@@x',
  '\\',
  '\\u{41} \\x41 \\n \\e',
  '\nFile.write("out", "")\n',
  '\rFile.write("out", "")\r\n',
  '\n__END__\n',
  '\n=begin\n',
  '\u2028File.write("out", "")\u0085',
  '\u0004 \u001a',
  '-*- coding: us-ascii -*-',
  '<<~X %q{ ?',
];
const oneLine = (text: string) => text.replaceAll(/[\n\r]/g, ' ');

/** What a node is told, with what is in base64 read. */
function read(lines: string): readonly string[] {
  return lines
    .split('\n')
    .map((line) =>
      line.startsWith('hosts ') ? `hosts ${Buffer.from(line.slice(6), 'base64').toString()}` : line,
    );
}

const hosts = 'hosts 10.0.0.10\tdirector\n172.16.8.11\trs1\n10.0.0.100\tclient\n';

// Vagrant brings a Ruby along.
describe.skipIf(ruby === undefined)('what Ruby makes of it (needs ruby)', () => {
  test('Ruby finds nothing to object to or to warn of', () => {
    const file = join(folder, 'Vagrantfile');
    writeFileSync(file, vagrantfile(topology, options));
    const { stdout, stderr } = spawnSync(ruby!, ['-wc', file], { encoding: 'utf8' });
    expect(stdout + stderr).toBe('Syntax OK\n');
  });

  test('its hash of nodes is the topology', () => {
    const { nodes } = evaluate(vagrantfile(topology, options));
    expect(Object.keys(nodes)).toEqual(['director', 'rs1', 'client']);
    expect(nodes).toEqual({
      director: {
        memory: 384,
        interfaces: [
          { network: 'front', mac: '02:00:00:01:00:0a', address: '10.0.0.10/24' },
          { network: 'back', mac: '02:00:00:02:00:0A', address: '172.16.8.10/22' },
        ],
      },
      rs1: {
        memory: 256,
        gateway: '172.16.8.10',
        interfaces: [{ network: 'back', mac: '02:00:00:02:00:01', address: '172.16.8.11/22' }],
      },
      client: {
        memory: 192,
        interfaces: [{ network: 'front', mac: '02:00:00:01:00:64', address: '10.0.0.100/24' }],
      },
    });
  });

  test('a name is these characters and nothing else, whatever they are in Ruby', () => {
    const interfaces = hostile.map((network) => ({ ...topology.nodes[1]!.interfaces[0]!, network }));
    const nodes = [node('rs1', { interfaces }), ...hostile.map((name) => node(name, { gateway: name }))];
    const evaluated = evaluate(vagrantfile({ networks: [], nodes }, options));
    const names = hostile.map(oneLine);
    expect(Object.keys(evaluated.nodes)).toEqual(['rs1', ...names]);
    expect(evaluated.nodes['rs1']?.interfaces.map(({ network }) => network)).toEqual(names);
    expect(names.map((name) => evaluated.nodes[name]?.gateway)).toEqual(names);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  test.each([...hostile.filter((text) => /[\n\r]/.test(text)), hostile.join(' ')])(
    'title, lab, box, prefix and first node are no Ruby when they are %j',
    (text) => {
      const nodes = [{ ...topology.nodes[0]!, name: text }, ...topology.nodes.slice(1)];
      const evaluated = evaluate(
        vagrantfile({ ...topology, nodes }, { ...options, title: text, lab: text, box: text, prefix: text }),
      );
      const said = oneLine(text);
      expect(Object.keys(evaluated.nodes)).toEqual([said, 'rs1', 'client']);
      expect(told(evaluated, 'vm.box')).toEqual([[said]]);
      expect(told(evaluated, 'vm.provider libvirt.default_prefix')).toEqual([[`${said}_`]]);
      expect(existsSync(join(folder, 'out'))).toBe(false);
    },
  );

  test("a node is told its name, everybody's first address, its interfaces and its gateway", () => {
    const { lines } = evaluate(vagrantfile(topology, options));
    expect(read(lines['director']!)).toEqual([
      'hostname director',
      hosts,
      'interface eth0 02:00:00:01:00:0a 10.0.0.10/24',
      'interface eth1 02:00:00:02:00:0A 172.16.8.10/22',
      '',
    ]);
    expect(read(lines['rs1']!)).toEqual([
      'hostname rs1',
      hosts,
      'interface eth0 02:00:00:02:00:01 172.16.8.11/22',
      'gateway 172.16.8.10',
      '',
    ]);
    expect(read(lines['client']!)).toEqual([
      'hostname client',
      hosts,
      'interface eth0 02:00:00:01:00:64 10.0.0.100/24',
      '',
    ]);
  });

  test('a file beside the Vagrantfile tells its node more, and no other', () => {
    const text = vagrantfile(topology, options);
    const before = evaluate(text).lines;
    mkdirSync(join(folder, 'nodes'));
    const more = 'machine-id 00112233445566778899aabbccddeeff\nauthorized c3No\n';
    writeFileSync(join(folder, 'nodes/rs1'), more);
    const after = evaluate(text);
    expect(after.lines).toEqual({ ...before, rs1: `${before['rs1']}${more}` });
    const [[, { args }]] = told(after, 'vm.define rs1.vm.provision') as unknown as [
      [string, { args: readonly string[] }],
    ];
    expect(args.map((arg) => Buffer.from(arg, 'base64').toString())).toEqual([`${before['rs1']}${more}`]);
  });

  test("Vagrant is told of machines that are a lab's and nobody else's", () => {
    const evaluated = evaluate(vagrantfile(topology, options));
    expect(told(evaluated, 'vm.box')).toEqual([[options.box]]);
    expect(told(evaluated, 'ssh.insert_key')).toEqual([[false]]);
    expect(evaluated.told.filter(([path]) => path.endsWith('synced_folder'))).toEqual([
      ['vm.synced_folder', '.', '/vagrant', { disabled: true }],
    ]);
    expect(told(evaluated, 'vm.define director').concat(told(evaluated, 'vm.define rs1'))).toEqual([
      ['director'],
      ['rs1'],
    ]);
    expect(told(evaluated, 'vm.provider libvirt.default_prefix')).toEqual([[`${options.prefix}_`]]);
    for (const { name, memory } of topology.nodes)
      for (const provider of ['libvirt', 'virtualbox'])
        expect(told(evaluated, `vm.define ${name}.vm.provider ${provider}.memory`)).toEqual([[memory]]);
  });

  test('every lab interface is one of a closed network, and left alone by Vagrant', () => {
    const evaluated = evaluate(vagrantfile(topology, options));
    const netmasks: Readonly<Record<number, string>> = { 22: '255.255.252.0', 24: '255.255.255.0' };
    for (const { name, interfaces } of topology.nodes)
      expect(told(evaluated, `vm.define ${name}.vm.network`)).toEqual(
        interfaces.map(({ network, mac, address, prefix }) => [
          'private_network',
          {
            ip: address,
            netmask: netmasks[prefix],
            mac: mac.replaceAll(':', ''),
            auto_config: false,
            virtualbox__intnet: `${options.prefix}-${network}`,
            libvirt__network_name: `${options.prefix}-${network}`,
            libvirt__forward_mode: 'veryisolated',
            libvirt__dhcp_enabled: false,
            libvirt__bridge_stp: false,
          },
        ]),
      );
  });

  test('VirtualBox lets every lab adapter hear all, and not the one that Vagrant comes by', () => {
    const evaluated = evaluate(vagrantfile(topology, options));
    const adapters = (name: string) =>
      told(evaluated, `vm.define ${name}.vm.provider virtualbox.customize`).map(([words]) => words);
    const adapter = (number: number) => ['modifyvm', 'id', `--nicpromisc${number}`, 'allow-all'];
    expect(adapters('director')).toEqual([adapter(2), adapter(3)]);
    expect(adapters('rs1')).toEqual([adapter(2)]);
  });

  test.each([
    ['kvm', {}, ['kvm'], []],
    ['qemu', {}, ['qemu'], ['qemu64']],
    ['kvm', { LVSLAB_LIBVIRT_DRIVER: 'qemu' }, ['qemu'], ['qemu64']],
  ] as const)('a lab made for %s with %j in the environment runs with %j %j', (driver, env, ran, cpu) => {
    const evaluated = evaluate(vagrantfile(topology, { ...options, driver }), env);
    expect(told(evaluated, 'vm.provider libvirt.driver').flat()).toEqual(ran);
    expect(told(evaluated, 'vm.provider libvirt.cpu_model').flat()).toEqual(cpu);
  });

  test.each([
    ['lvslab-0123456789abcdef-1', 'none'],
    ['debian/bookworm64', 'nat'],
  ])('a machine of box %s has a management network of mode %s', (box, mode) => {
    const text = vagrantfile(topology, options);
    const evaluated = evaluate(text, { LVSLAB_BOX: box, LVSLAB_PREFIX: 'mine' });
    expect(told(evaluated, 'vm.box')).toEqual([[box]]);
    expect(told(evaluated, 'vm.provider libvirt.management_network_mode')).toEqual([[mode]]);
    expect(told(evaluated, 'vm.provider libvirt.default_prefix')).toEqual([['mine_']]);
    expect(JSON.stringify(told(evaluated, 'vm.define rs1.vm.network'))).toContain('"mine-back"');
  });
});
