import { expect, test } from 'vitest';
import { SmallLab } from '../testing/small-lab.js';

const cases: readonly (readonly [script: string, text: string, exit?: number])[] = [
  ['echo a  "b  c" \'d $x\' e\\ f', 'a b  c d $x e f\n'],
  ['x=1; y="$x $x"; echo $y "$y" ${z:-none} ${#y}', '1 1 1 1 none 3\n'],
  ['p=/a/b.txt; echo ${p##*/} ${p%.txt} ${p#/}', 'b.txt /a/b a/b.txt\n'],
  ['for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done', '1\n3\n'],
  ['i=0; while [ $i -lt 3 ]; do i=$((i + 1)); done; echo $i', '3\n'],
  ['if false; then echo a; elif true; then echo b; else echo c; fi', 'b\n'],
  ['case eth0 in lo) echo no ;; eth*|en*) echo yes ;; esac', 'yes\n'],
  ['f() { echo "$1-$#"; return 3; }; f a b; echo $?', 'a-2\n3\n'],
  ['false || echo or; true && echo and; ! true; echo $?', 'or\nand\n1\n'],
  ['x=$(false); echo $?; (exit 4); echo $?', '1\n4\n'],
  ['printf "b\\na\\nb\\n" | sort | uniq -c', '      1 a\n      2 b\n'],
  ['echo one >/tmp/x; echo two >>/tmp/x; wc -l </tmp/x; cat /tmp/x', '2\none\ntwo\n'],
  ['cat <<EOF\n$((2 * 3)) `echo x`\nEOF', '6 x\n'],
  ['cd /tmp; touch b1 b2; echo b* c*; rm b?; ls', 'b1 b2 c*\n'],
  ['echo {1..3} {a,b}c', '1 2 3 ac bc\n'],
  ['nonsense', 'bash: nonsense: command not found\n', 127],
  ['bash -e -c "false; echo no"', '', 1],
  ['bash -o pipefail -c "false | true"; echo $?', '1\n'],
  ['echo "unclosed', 'bash: unexpected EOF while looking for matching `"\'\n', 2],
  ['echo a | grep -q b', '', 1],
  ["printf 'a 1\\nb 2\\n' | sed -n '/b/s/\\([0-9]\\)/<\\1>/p'", 'b <2>\n'],
  ["printf '1\\n2\\n3\\n' | sed '/2/,$d'", '1\n'],
  ['cat /nowhere', 'cat: /nowhere: No such file or directory\n', 1],
  ['cat /nowhere 2>/dev/null || echo gone', 'gone\n'],
  ['sysctl -w net.ipv4.ip_forward=1; cat /proc/sys/net/ipv4/ip_forward', 'net.ipv4.ip_forward = 1\n1\n'],
];

test.each(cases.map(([script, text, exit = 0]) => ({ script, text, exit })))('$script', async (each) => {
  const { script, text, exit } = each;
  expect(await new SmallLab().run('client', script)).toEqual({ exit, text });
});
