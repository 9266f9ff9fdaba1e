import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codeOf, ImportBed, told } from './testing/bed.js';

let bed: ImportBed;
beforeEach(() => {
  bed = new ImportBed();
});
afterEach(() => bed.dispose());

const of = (text: string) => {
  bed.write({ Vagrantfile: text });
  return bed.import('vagrant', 'Vagrantfile');
};

/** Machines with their addresses, as the lab has them. */
const nodes = () => bed.lab('source').topology.nodes as unknown;

test('machines, networks, memory and shell scripts of a Vagrantfile become one lab', () => {
  bed.write({
    'setup/web.sh': '#!/bin/sh\nyum install -y httpd\necho "$1" >/etc/who\nip link set eth1 up\n',
  });
  const report = of(`
Vagrant.configure("2") do |config|
  config.vm.box = "debian/bookworm64"
  config.vm.provision "shell", inline: "echo all >/tmp/all"
  config.vm.define "lb1", primary: true do |lb|
    lb.vm.hostname = "lb1.example"
    lb.vm.network "private_network", ip: "10.0.0.5", netmask: "255.255.255.0"
    lb.vm.network :forwarded_port, guest: 80, host: 8080
    lb.vm.provider :virtualbox do |v|
      v.memory = 64
      v.cpus = 2
      v.customize ["modifyvm", :id, "--memory", "512", "--natdnshostresolver1", "on"]
    end
    lb.vm.provision "shell", privileged: false, env: { "VIP" => "10.0.0.29" }, inline: <<-SHELL
      echo \${VIP} #{lb.inspect}
    SHELL
  end
  config.vm.define :WEB do |web|
    web.vm.network "private_network", type: "dhcp"
    web.vm.provision :shell, path: "setup/web.sh", args: ["a b", 2], run: "always"
    web.vm.provision "ansible" do |ansible|
      ansible.playbook = "site.yml"
    end
  end
end
`);
  expect(bed.problems()).toEqual([]);
  expect(nodes()).toEqual({
    lb1: { role: 'director', memory: 512, at: [60, 60], lan: '10.0.0.5' },
    web: { role: 'realserver', at: [320, 60], lan: '10.0.0.11' },
  });
  expect(told(report).filter((line) => !/source/.test(line))).toEqual([
    'Vagrantfile:3: changed: the box debian/bookworm64 is Debian as it is here now',
    'Vagrantfile:5: lost: there is no setting like vm.define primary here',
    'Vagrantfile:5: changed: the host name lb1.example was left out: a machine is called as its node, lb1',
    'Vagrantfile:5: changed: the role of lb1 (director) is guessed from its name',
    'Vagrantfile:8: lost: there is no setting like vm.network forwarded_port here',
    'Vagrantfile:11: lost: there is no setting like cpus here',
    'Vagrantfile:12: lost: there is no setting like natdnshostresolver1 here',
    'Vagrantfile:14: lost: passed over, as it was not understood: inline, path',
    "Vagrantfile:18: changed: WEB is called web: a name has lower-case letters, digits and single hyphens, and is nobody else's",
    'Vagrantfile:18: changed: the role of web (realserver) is guessed from its name',
    'Vagrantfile:19: changed: web has the address 10.0.0.11 instead of DHCP',
    'Vagrantfile:20: changed: eth1 in web is eth0 here: Vagrant has the first card for itself, and here the first network is eth0',
    'Vagrantfile:20: changed: web ran at each boot; here it runs once, before the lab begins',
    'Vagrantfile:21: lost: the provisioner ansible was left out: here are shell scripts only',
    'setup/web.sh:2: changed: web fails here: yum install -y httpd needs tools of another distribution, which the nodes do not have',
  ]);
  expect(bed.lab('source').setup).toEqual({ lb1: ['lb1-setup'], web: ['lb1-setup', 'web'] });
  expect(bed.read('source', 'setup', 'web.sh')).toContain(`"$script" 'a b' '2' ||`);
});

test('loops over what stands in the file are followed, with what is put into strings', () => {
  const report = of(`
COUNT = 2
NET = '192.168.56'
BOXES = [
  { :name => "lb", ip: "#{NET}.5", "mem" => 300 },
  { name: 'client', :ip => "#{NET}.100", "mem": 200 },
]
names = %w[x y]
$script = <<~EOS
  echo "one"
    echo 'two' \\\\
EOS
Vagrant.configure('2') do |config|
  (1..COUNT).each do |i|
    config.vm.define "rs#{i}" do |node|
      node.vm.network "private_network", ip: "#{NET}.#{10 + i}"
      node.vm.provision "shell", inline: $script, args: "n#{i}"
      node.vm.provision("shell") { |s| s.inline = "echo #{i}" }
    end
  end
  BOXES.each { |box|
    config.vm.define box[:name] do |b|
      b.vm.network :private_network, ip: box[:ip]
      b.vm.provider("libvirt") { |l| l.memory = box["mem"] }
    end
  }
  names.each_with_index do |name, index|
    config.vm.define(name) do |n|
      n.vm.network "private_network", ip: "10.1.0.%d" % (index + 1), virtualbox__intnet: "inner"
    end
  end
  2.times { |i| config.vm.define "t-%02d" % i }
  config.vm.define "never" if ENV['NEVER']
  config.vm.define(ENV['NAME'] || "named")
end
`);
  expect(bed.problems()).toEqual([]);
  expect(nodes()).toMatchObject({
    rs1: { lan: '192.168.56.11' },
    rs2: { lan: '192.168.56.12' },
    lb: { role: 'director', lan: '192.168.56.5', memory: 300 },
    client: { role: 'client', lan: '192.168.56.100', memory: 200 },
    x: { inner: '10.1.0.1' },
    y: { inner: '10.1.0.2' },
    't-00': { role: 'realserver' },
    't-01': { role: 'realserver' },
    named: { role: 'realserver' },
  });
  expect(nodes()).not.toHaveProperty('never');
  expect(bed.read('source', 'setup', 'rs1-setup.sh')).toContain('\necho "one"\n  echo \'two\' \\\n');
  expect(told(report).filter((line) => / lost: /.test(line))).toEqual([]);
});

test('networks that overlap and addresses that two have are changed, and told', () => {
  const report = of(`
Vagrant.configure("2") do |c|
  c.vm.define("a") { |m| m.vm.network "private_network", ip: "10.0.0.1", virtualbox__intnet: "one" }
  c.vm.define("b") { |m| m.vm.network "private_network", ip: "10.0.0.1", virtualbox__intnet: "two" }
  c.vm.define("c") { |m| m.vm.network "private_network", ip: "10.0.0.1", virtualbox__intnet: "one" }
  c.vm.define("d") { |m| m.vm.network "private_network", ip: "10.0.0.0", virtualbox__intnet: "one" }
  c.vm.define("e") { |m| m.vm.network "private_network", ip: "999.0.0.0" }
  c.vm.define("f")
end`);
  expect(bed.problems()).toEqual([]);
  expect(bed.lab('source').topology.networks).toMatchObject({
    one: { cidr: '10.0.0.0/24' },
    two: { cidr: '10.200.0.0/24' },
  });
  expect(nodes()).toMatchObject({
    a: { one: '10.0.0.1' },
    b: { two: '10.200.0.1' },
    c: { one: '10.0.0.11' },
    d: { one: '10.0.0.12' },
  });
  expect(told(report).join('\n')).toMatch(
    /:4: changed: the network two is 10\.200\.0\.0\/24 instead of 10\.0\.0\.0\/24[^]*:5: changed: c has the address 10\.0\.0\.11 instead of 10\.0\.0\.1\n/,
  );
});

test('what is not understood is told with its line, and the rest is read', () => {
  const report = of(`require 'yaml'
settings = YAML.load_file("x.yml")
def helper(a)
  if a then puts "x" end
  case a when 1 then 2 end
end
Vagrant.configure("2") do |config|
  if settings["ha"]
    config.vm.define "ha"
  else
    config.vm.define "single"
  end
  unless false
    config.vm.define "sure"
  end
  helper("x") do |y|
    y.z = 1
  end
  config.vm.define settings["name"]
  config.vm.synced_folder ".", "/vagrant", disabled: true
  config.ssh.insert_key = false
  while true do
    config.vm.define "while"
  end
  config.vm.define "last"
end
`);
  expect(bed.problems()).toEqual([]);
  expect(Object.keys(bed.lab('source').topology.nodes)).toEqual(['sure', 'last']);
  expect(told(report).filter((line) => / lost: /.test(line))).toEqual([
    'Vagrantfile:3: lost: passed over, as it was not understood: def helper(a)',
    'Vagrantfile:8: lost: the condition if settings["ha"] was not decided; nothing under it was taken',
    'Vagrantfile:16: lost: passed over, as it was not understood: helper("x") do |y|',
    'Vagrantfile:19: lost: passed over, as it was not understood: config.vm.define settings["name"]',
    'Vagrantfile:20: lost: there is no setting like vm.synced_folder . /vagrant here',
    'Vagrantfile:21: lost: there is no setting like ssh.insert_key here',
    'Vagrantfile:22: lost: passed over, as it was not understood: while true do',
  ]);
});

test('nothing is run, and what is made to take for ever ends', () => {
  const marker = `${bed.folder}/ran`;
  of(
    `system("touch ${marker}")\n\`touch ${marker}\`\nVagrant.configure("2") { |c| c.vm.define "a#{\`touch ${marker}\`}" }`,
  );
  expect(existsSync(marker)).toBe(false);
  expect(bed.problems()).toEqual([]);
  const started = Date.now();
  const configured = (body: string) => `Vagrant.configure("2") do |c|\n${body}\nend\n`;
  for (const text of [
    configured('(1..100000000).each { |i| c.vm.define "m#{i}" }'),
    configured('s = "x"\n100000.times { s = "#{s}#{s}" }\nc.vm.define s'),
    configured(`${'[1,2,3].each { |i| '.repeat(30)}c.vm.define "m#{i}"${' }'.repeat(30)}`),
    configured(`x = ${'['.repeat(50_000)}`),
    configured(`x = ${'!'.repeat(50_000)}1`),
    configured(`x = ${'-'.repeat(50_000)}1`),
    configured('a.'.repeat(50_000)),
    configured('if x\n'.repeat(20_000)),
    configured(`"${'#{'.repeat(20_000)}`),
    configured('<<A '.repeat(20_000)),
    configured('x do |y|\n'.repeat(20_000)),
    configured('c.vm.provision "shell", inline: "x"\n'.repeat(10_000)),
    'a ? '.repeat(30_000),
    `Vagrant ${'x '.repeat(200_000)}`,
  ]) {
    const one = new ImportBed({ Vagrantfile: text });
    const code = codeOf(() => one.import('vagrant', 'Vagrantfile'));
    expect(['nothing', 'import.nothing']).toContain(code);
    expect(code === 'nothing' ? one.problems() : []).toEqual([]);
    one.dispose();
  }
  expect(Date.now() - started).toBeLessThan(30_000);
}, 60_000);

test('a file that is none is an error, and so is one that defines nothing', () => {
  expect(codeOf(() => bed.import('vagrant', 'Vagrantfile'))).toBe('import.nothing');
  expect(codeOf(() => bed.import('vagrant'))).toBe('import.unreadable');
  expect(codeOf(() => of('hello\n'))).toBe('import.nothing');
  bed.write({ Vagrantfile: Buffer.from([0xff]) });
  expect(codeOf(() => bed.import('vagrant', 'Vagrantfile'))).toBe('import.unreadable');
  expect(existsSync(bed.out)).toBe(false);
});

test('whatever the Vagrantfile is, there is a sound pack or an error of ours', () => {
  const whole = `N = 2
LIST = [{ name: "a", "ip" => '10.0.0.2' }, { :name => %q(b) }]
Vagrant.configure("2") do |config|
  config.vm.define "web-#{N}" do |web|
    web.vm.network "private_network", ip: "10.0.0.#{N + 10}", netmask: "255.255.0.0"
    web.vm.provision "shell", inline: <<-X, args: %w[a b]
      echo \${hi} $\${hi} \${include x}
    X
  end
  LIST.each_with_index { |m, i| config.vm.define(m[:name]) { |x| x.vm.hostname = "h%02d" % i } }
  config.vm.provider :libvirt do |l| l.memory = 1 ? 2 : 3 end unless N == 3
end
`;
  const pieces = [
    'do',
    'end',
    '{',
    '}',
    '"',
    "'",
    '#{',
    '<<~X\n',
    '%w[',
    '(',
    '[',
    '|',
    'if',
    ':',
    '=>',
    '=begin\n',
    '..',
    '\n',
    '1e9',
    '/0',
  ];
  const edit = fc.tuple(
    fc.nat(whole.length),
    fc.nat(15),
    fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 5, unit: 'binary' })),
  );
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      const text = edits.reduce(
        (all, [at, length, put]) => all.slice(0, at) + put + all.slice(at + length),
        whole,
      );
      const one = new ImportBed({ Vagrantfile: text });
      try {
        const code = codeOf(() => one.import('vagrant', 'Vagrantfile'));
        expect(['nothing', 'import.nothing']).toContain(code);
        expect(code === 'nothing' ? one.problems() : []).toEqual([]);
      } finally {
        one.dispose();
      }
    }),
    { numRuns: 150 },
  );
}, 120_000);
