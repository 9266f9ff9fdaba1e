import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { arpScript } from './arp.js';
import { httpScript } from './perl-http.js';
import { perlBasics } from './perl.js';
import { scheduleScript } from './perl-schedule.js';
import { patientProbe, probeScript } from './probe.js';
import { loadScript } from './throughput.js';

function perl(script: string, ...options: string[]) {
  return spawnSync('perl', [...options, '-'], { input: script, encoding: 'utf8', timeout: 20_000 });
}

test.each([
  ['ARP', arpScript],
  ['HTTP', httpScript],
  ['the probe', probeScript],
  ['the patient probe', patientProbe],
  ['schedules', scheduleScript],
  ['throughput', loadScript],
])('the script of %s is one that strict and warnings let pass, and loads no module', (_what, script) => {
  const { stderr, status } = perl(script, '-Mstrict', '-Mwarnings', '-c');
  expect({ stderr, status }).toEqual({ stderr: '- syntax OK\n', status: 0 });
  expect(script).not.toMatch(/\b(use|require)\b|\$!\{/);
});

test('time runs on in steps below a millisecond, and a host that there is not is none', () => {
  const { stdout } = perl(`${perlBasics}
    my $t = now(); select(undef, undef, undef, 0.05); my $passed = now() - $t;
    my ($x, $y) = (now(), now());
    print join ' ', $passed >= 0.05 && $passed < 5 ? 1 : 0, $y - $x < 0.005 && $y > $x ? 1 : 0;
    print ' ', join '.', unpack 'C4', ip_of('10.0.0.29');
    print ' ', defined ip_of('no.such.host.invalid') ? 1 : 0, ' ', port_of(sockaddr(8080, ip_of('127.0.0.1')));
  `);
  expect(stdout).toBe('1 1 10.0.0.29 0 8080');
});

test('the numbers are those of this system', () => {
  const { stdout } = perl(`${perlBasics}
    use Socket; use Errno;
    print join ' ', map { $_->[0] == $_->[1] ? 'same' : 'other' } [$PF_INET, PF_INET], [$SOCK_STREAM, SOCK_STREAM],
      [$SOCK_RAW, SOCK_RAW], [$SOL_SOCKET, SOL_SOCKET], [$SO_REUSEADDR, SO_REUSEADDR], [$SO_ERROR, SO_ERROR],
      [$EPIPE, Errno::EPIPE], [$EAGAIN, Errno::EAGAIN], [$ENETUNREACH, Errno::ENETUNREACH], [$ECONNRESET, Errno::ECONNRESET],
      [$ETIMEDOUT, Errno::ETIMEDOUT], [$ECONNREFUSED, Errno::ECONNREFUSED], [$EHOSTUNREACH, Errno::EHOSTUNREACH],
      [$EINPROGRESS, Errno::EINPROGRESS];
    print ' ', sockaddr(80, ip_of('10.0.0.29')) eq pack_sockaddr_in(80, inet_aton('10.0.0.29')) ? 'same' : 'other';
  `);
  expect(stdout).toBe(Array(15).fill('same').join(' '));
});
