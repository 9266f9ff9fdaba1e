import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { NodeFacts } from '../../contract/facts.js';
import { parseConf, readConf } from './conf.js';
import { sourceLines } from './source.js';
import { lintNode, lintTogether } from './lint.js';

interface Case {
  readonly name: string;
  readonly config: string;
  readonly rc: number;
  readonly messages: readonly string[];
}

const recorded = JSON.parse(
  readFileSync(new URL('./fixtures/config-test.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly Case[] };

function recordedCase(name: string): NodeFacts {
  const found = recorded.cases.find((each) => each.name === name);
  if (found === undefined) throw new Error(name);
  const test = { exit: found.rc, output: found.messages.join('\n') };
  return { at: 0, keepalived: { running: true, instances: [], config: found.config, test } };
}

test.each([
  ['brace_glued', undefined],
  ['brace_nextline', undefined],
  ['comment_hash', undefined],
  ['vip_21', undefined],
  ['stray_brace_vs', 'server-outside-virtual-server'],
  ['missing_close_eof', 'config-syntax-braces'],
  ['missing_open', 'config-syntax-braces'],
  ['unknown_kw_top', 'config-unknown-keyword'],
  ['vip_typo_kw', 'config-unknown-keyword'],
  ['auth_split', 'auth-type-unknown'],
  ['no_vip', 'no-vip-in-instance'],
  ['rs_dr_port_8080', 'dr-port-mismatch'],
  ['vs_no_rs', 'virtual-server-without-servers'],
  ['two_inst_same_vrid', 'vrid-used-twice'],
  ['vs_lb_kind_bad', 'config-problem'],
])('the recorded keepalived -t of %s is told as %s', (name, code) => {
  expect(lintNode('lb1', recordedCase(name))[0]?.diagnosis.code).toBe(code);
});

test('every recorded configuration is read, and every one that -t refuses has a finding', () => {
  const silent = recorded.cases.filter(
    (each) => each.rc !== 0 && lintNode('lb1', recordedCase(each.name)).length === 0,
  );
  expect(silent.map((each) => each.name)).toEqual([]);
});

const base = `vrrp_instance VI_1 {
    state MASTER
    interface eth0
    virtual_router_id 55
    priority 150
    authentication {
        auth_type PASS
        auth_pass 1111
    }
    virtual_ipaddress {
        10.0.0.10/24 dev eth0 label eth0:1
    }
}
`;
const peer = base.replace('MASTER', 'BACKUP').replace('150', '100');

test.each([
  ['nothing', peer, undefined],
  ['the VRID', peer.replace('55', '56'), 'vrid-differs'],
  ['the password', peer.replace('1111', '2222'), 'auth-differs'],
  ['the interval', peer.replace('priority', 'advert_int 3\n priority'), 'advert-int-differs'],
  ['the VIP', peer.replace('0.10/24', '0.11/24'), 'vip-list-differs'],
  ['the priority missing its difference', peer.replace('100', '150'), 'equal-priority'],
  ['the name, the VRID and the interface being the same', peer.replace('VI_1', 'VI_2'), undefined],
  ['the name and the VRID', peer.replace('VI_1', 'VI_2').replace('55', '56'), 'instance-missing'],
  ['the version', `global_defs {\n vrrp_version 3\n}\n${peer}`, 'vrrp-version-differs'],
  ['unicast', peer.replace('priority', 'unicast_peer {\n 10.0.0.7\n }\n priority'), 'unicast-one-sided'],
])('two files that differ in %s', (_what, other, code) => {
  const all = [
    { node: 'lb1', conf: readConf({ config: base }, 'lb1') },
    { node: 'lb2', conf: readConf({ config: other }, 'lb2') },
  ];
  expect(lintTogether(all)[0]?.diagnosis.code).toBe(code);
});

test('one VIP in two instances is found, which keepalived -t does not see', () => {
  const config = base + base.replace('VI_1', 'VI_2').replace('55', '56');
  const facts: NodeFacts = {
    at: 0,
    keepalived: { running: true, instances: [], config, test: { exit: 0, output: '' } },
  };
  expect(lintNode('lb1', facts)[0]?.diagnosis).toEqual({
    code: 'same-vip-in-two-instances',
    params: { vip: '10.0.0.10', instances: 'VI_1, VI_2', node: 'lb1' },
  });
});

test('statements keep their lines, and braces that do not match are counted', () => {
  const tree = parseConf(sourceLines('a {\n  b 1 # c }\n}\n}\nd "x y"{\n', { files: [], id: '' }));
  expect(tree.statements.map((each) => [each.keyword, each.line])).toEqual([
    ['a', 1],
    ['d', 5],
  ]);
  expect(tree.statements[0]?.block).toEqual([{ keyword: 'b', args: ['1'], line: 2 }]);
  expect(tree).toMatchObject({ extraCloses: [4], unclosed: 1 });
});
