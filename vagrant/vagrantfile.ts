import type { NodeSpec, Topology } from '../engine/machines/provider.js';

export interface VagrantfileOptions {
  /** For people, in the first line. */
  readonly title: string;
  readonly lab: string;
  readonly box: string;
  /** Stands before the names of domains and networks, so that no other lab's are meant: `[a-z0-9-]+`. */
  readonly prefix: string;
  /** What libvirt runs machines with, where a probe has said so. */
  readonly driver: 'kvm' | 'qemu';
}

/** The Vagrantfile of a lab's machines: the same topology gives the same text, and a person can read and change it. */
export function vagrantfile(topology: Topology, options: VagrantfileOptions): string {
  const { title, lab, box, prefix, driver } = options;
  const words = `${title} (${lab}), a lab of LVS Lab. By hand: vagrant up, then vagrant ssh ${topology.nodes[0]?.name ?? ''}`;
  return `# -*- mode: ruby -*-
# ${words.replaceAll(/\s+/g, ' ')}
# (sudo -i there makes you root); vagrant destroy ends it.

require "ipaddr"

BOX = ENV.fetch("LVSLAB_BOX", ${ruby(box)})
# Before the names of domains and networks: two labs on one host must differ in it.
PREFIX = ENV.fetch("LVSLAB_PREFIX", ${ruby(prefix)})
# What libvirt runs machines with: kvm, or qemu where there is no hardware virtualisation.
LIBVIRT_DRIVER = ENV.fetch("LVSLAB_LIBVIRT_DRIVER", ${ruby(driver)})
# The network by which Vagrant reaches libvirt's machines; no other network of this host may have these addresses.
MANAGEMENT = ENV.fetch("LVSLAB_MANAGEMENT", "192.168.131.0/24")

NODES = {
${topology.nodes.map(nodeEntry).join('\n')}
}

# What a node is told of itself (provision.sh). A file nodes/NAME beside this one adds lines.
def lines_for(name)
  node = NODES.fetch(name)
  hosts = NODES.map { |other, its| "#{its[:interfaces].first[:address].split("/").first}\\t#{other}\\n" }.join
  more = File.join(__dir__, "nodes", name)
  lines = ["hostname #{name}", "hosts #{[hosts].pack("m0")}"]
  node[:interfaces].each_with_index { |nic, n| lines << "interface eth#{n} #{nic[:mac]} #{nic[:address]}" }
  lines << "gateway #{node[:gateway]}" if node[:gateway]
  lines.join("\\n") + "\\n" + (File.exist?(more) ? File.read(more) : "")
end

Vagrant.configure("2") do |config|
  config.vm.box = BOX
  # Each of these costs time or wants a network that a class room may not have.
  config.vm.box_check_update = false
  config.vm.guest = :linux
  config.ssh.insert_key = false
  config.vm.synced_folder ".", "/vagrant", disabled: true
  config.vm.boot_timeout = 900

  config.vm.provider :libvirt do |lv|
    lv.driver = LIBVIRT_DRIVER
    lv.cpus = 1
    if LIBVIRT_DRIVER == "qemu"
      lv.cpu_mode = "custom"
      lv.cpu_model = "qemu64"
    end
    lv.default_prefix = "#{PREFIX}_"
    lv.graphics_type = "none"
    lv.suspend_mode = "managedsave"
    # LVS Lab's own box needs no way out; another box fetches packages.
    lv.management_network_name = "lvslab-#{MANAGEMENT[/^[\\d.]+/]}"
    lv.management_network_address = MANAGEMENT
    lv.management_network_mode = BOX.start_with?("lvslab-") ? "none" : "nat"
  end
  config.vm.provider :virtualbox do |vb|
    vb.cpus = 1
    vb.linked_clone = true
    vb.default_nic_type = "virtio"
  end

  NODES.each do |name, node|
    config.vm.define name do |machine|
      machine.vm.provider(:libvirt) { |lv| lv.memory = node[:memory] }
      machine.vm.provider :virtualbox do |vb|
        vb.memory = node[:memory]
        # A virtual address moves from one MAC to another: such frames must not be dropped. Adapter 1 is Vagrant's.
        node[:interfaces].each_index { |n| vb.customize ["modifyvm", :id, "--nicpromisc#{n + 2}", "allow-all"] }
      end
      node[:interfaces].each do |nic|
        address, prefix = nic[:address].split("/")
        machine.vm.network "private_network",
          ip: address, netmask: IPAddr.new("255.255.255.255").mask(prefix.to_i).to_s,
          mac: nic[:mac].delete(":"), auto_config: false,
          virtualbox__intnet: "#{PREFIX}-#{nic[:network]}",
          libvirt__network_name: "#{PREFIX}-#{nic[:network]}",
          # No address of the host's in it: the lab's nodes are alone.
          libvirt__forward_mode: "veryisolated", libvirt__dhcp_enabled: false, libvirt__bridge_stp: false
      end
      machine.vm.provision "lvslab", type: "shell", path: "provision.sh", args: [[lines_for(name)].pack("m0")]
    end
  end
end
`;
}

function nodeEntry({ name, role, memory, interfaces, gateway }: NodeSpec): string {
  const nics = interfaces.map(
    (nic) =>
      `      { network: ${ruby(nic.network)}, mac: ${ruby(nic.mac)}, address: ${ruby(`${nic.address}/${nic.prefix}`)} },`,
  );
  return [
    `  ${ruby(name)} => { # ${role}`,
    `    memory: ${memory},`,
    ...(gateway === undefined ? [] : [`    gateway: ${ruby(gateway)},`]),
    '    interfaces: [',
    ...nics,
    '    ],',
    '  },',
  ].join('\n');
}

/** A Ruby string of these characters and nothing else: no interpolation, no escape but \\ and \". */
function ruby(text: string): string {
  return `"${text.replaceAll(/[\\"#]/g, (character) => `\\${character}`).replaceAll(/[\n\r]/g, ' ')}"`;
}
