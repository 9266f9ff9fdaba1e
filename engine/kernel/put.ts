import type { KernelSteps } from './differences.js';

/** Runs a script on a node, as root; a failure is no error. */
export type Run = (script: string, input?: string) => Promise<unknown>;

/** Makes a node's kernel what it shall be; what cannot be made is left. @throws ShellError as `run` does */
export async function takeSteps(
  { modules, ip, queues, sysctls, ipvs, timeouts, rules, iptables }: KernelSteps,
  run: Run,
): Promise<void> {
  if (modules.length > 0) await run(`for m in ${modules.join(' ')}; do modprobe -q "$m"; done; true`);
  if (ip.length > 0) await run('ip -force -batch - >/dev/null 2>&1; true', `${ip.join('\n')}\n`);
  if (queues.length > 0) await run('tc -force -batch - >/dev/null 2>&1; true', `${queues.join('\n')}\n`);
  if (sysctls.length > 0)
    await run(
      `while IFS='\t' read -r path value; do printf '%s\\n' "$value" >"/proc/sys/$path"; done 2>/dev/null; true`,
      `${sysctls.map(([path, value]) => `${path}\t${value.split('\n', 1)[0]}`).join('\n')}\n`,
    );
  if (ipvs !== undefined) await run('ipvsadm -C; ipvsadm -R', `${ipvs.join('\n')}\n`);
  if (timeouts !== undefined) await run(`ipvsadm --set ${timeouts}`);
  if (rules !== undefined) {
    await run('nft flush ruleset; nft -j -f -', rules.nft);
    if (rules.ip !== undefined) await run('iptables-nft-restore', `${rules.ip}\n`);
    if (rules.ip6 !== undefined) await run('ip6tables-nft-restore', `${rules.ip6}\n`);
  }
  if (iptables !== undefined) await run('iptables-legacy-restore', `${iptables}\n`);
}
