import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseSshConfig } from './ssh-config.js';

test("Vagrant's template is read, with several hosts, paths with spaces and a proxy", () => {
  const text = readFileSync(join(import.meta.dirname, 'fixtures/ssh-config.txt'), 'utf8');
  expect(parseSshConfig(text)).toEqual([
    {
      host: 'director',
      hostName: '192.168.121.10',
      port: 22,
      user: 'vagrant',
      identityFile: '/home/learner/labs/lab/.vagrant/machines/director/libvirt/private_key',
    },
    {
      host: 'rs1',
      hostName: '192.168.121.11',
      port: 22,
      user: 'vagrant',
      identityFile: '/home/learner/my labs/rs1 key',
      proxyCommand: "ssh 'hypervisor' -l 'learner' -i '/home/learner/.ssh/id' nc %h %p",
    },
  ]);
});

test.each([
  ['', []],
  ['Port 22', []],
  ['Host director\n  HostName\n  User vagrant', []],
  [
    'Host rs1\n  HostName 127.0.0.1\n  Port 2222',
    [{ host: 'rs1', hostName: '127.0.0.1', port: 2222, user: 'vagrant' }],
  ],
])('%j is read as far as it goes', (text, hosts) => {
  expect(parseSshConfig(text)).toEqual(hosts);
});
