import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A small sound lab for tests, to be spoilt one thing at a time. */
export const smallLab = `format: 1
id: small
title: { zh-CN: 小实验, en: Small }
summary: { zh-CN: 摘要, en: Summary }
minutes: 5
vars:
  vip: { pick: "10.0.0.{20..60}", default: 10.0.0.29 }
topology:
  networks:
    lan: { cidr: 10.0.0.0/24 }
    wan: { cidr: 10.1.0.0/24 }
  nodes:
    director: { role: director, lan: 10.0.0.7, wan: 10.1.0.7 }
    rs1: { role: realserver, lan: 10.0.0.8 }
    client: { role: client, wan: 10.1.0.100 }
setup: { rs1: [web-server] }
steps:
  - id: bind
    title: { zh-CN: 绑定, en: Bind }
    text: steps/10-bind
    checks:
      - id: bound
        address: { on: director, address: "\${vip}", dev: eth0 }
      - id: page
        needs: [bound]
        file: { on: rs1, path: /var/www/html/index.html, matches: rs1 }
    solve:
      director: |
        ip addr add \${vip}/24 dev eth0
  - id: ask
    title: { zh-CN: 访问, en: Ask }
    text: steps/20-ask
    checks:
      - id: answers
        needs: [page]
        http: { from: client, url: "http://\${vip}/" }
mistakes:
  - id: unbound
    after: bind
    make: { director: "ip addr del \${vip}/24 dev eth0" }
    fails: bound
    hint: vip-not-on-director
`;

/** The files beside lab.yaml. */
const others: Readonly<Record<string, string>> = {
  'setup/web-server.sh': 'echo ${vip} >/tmp/vip; echo $${vip}\n',
  'steps/10-bind.zh-CN.md': '绑定 ${vip}。\n',
  'steps/10-bind.en.md': 'Bind ${vip}.\n',
  'steps/20-ask.zh-CN.md': '访问 ${vip}。\n',
  'steps/20-ask.en.md': 'Ask ${vip}.\n',
};

/** Writes the small lab to a folder, with another lab.yaml when one is given. @param without files that are left out */
export function writeSmallLab(
  folder: string,
  yaml: string | undefined = smallLab,
  without: readonly string[] = [],
): string {
  for (const [name, text] of Object.entries({ 'lab.yaml': yaml, ...others })) {
    if (without.includes(name)) continue;
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
}

/** The small lab with one thing replaced, which must be there exactly once. */
export function spoilt(from: string, to: string): string {
  if (smallLab.split(from).length !== 2) throw new Error(`not exactly once in the small lab: ${from}`);
  return smallLab.replace(from, () => to);
}
