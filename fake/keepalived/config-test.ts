import { readConf, type Statement } from '../../engine/keepalived/conf.js';
import { linkOf, type NodeModel } from '../model.js';

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Keywords by block, as far as the labs' course goes (keepalived.conf(5)); blocks that are not named take anything. */
const known: Readonly<Record<string, ReadonlySet<string>>> = {
  '': words(
    'global_defs vrrp_instance vrrp_script vrrp_sync_group virtual_server virtual_server_group static_ipaddress include',
  ),
  global_defs: words(
    'notification_email notification_email_from smtp_server smtp_connect_timeout smtp_alert router_id script_user enable_script_security vrrp_strict vrrp_version vrrp_garp_master_delay vrrp_garp_master_repeat vrrp_garp_master_refresh lvs_flush lvs_flush_onstop vrrp_mcast_group4 vrrp_skip_check_adv_addr',
  ),
  vrrp_instance: words(
    'state interface virtual_router_id priority advert_int authentication virtual_ipaddress virtual_ipaddress_excluded virtual_routes nopreempt preempt_delay track_script track_interface notify notify_master notify_backup notify_fault notify_stop unicast_peer unicast_src_ip garp_master_delay garp_master_refresh mcast_src_ip smtp_alert version use_vmac dont_track_primary accept no_accept strict_mode lvs_sync_daemon_interface',
  ),
  authentication: words('auth_type auth_pass'),
  virtual_server: words(
    'delay_loop lb_algo lvs_sched lb_kind lvs_method persistence_timeout persistence_granularity protocol real_server sorry_server sorry_server_inhibit inhibit_on_failure ha_suspend quorum quorum_up quorum_down hysteresis alpha omega virtualhost retry delay_before_retry ops',
  ),
  real_server: words(
    'weight inhibit_on_failure notify_up notify_down TCP_CHECK HTTP_GET SSL_GET SMTP_CHECK DNS_CHECK MISC_CHECK BFD_CHECK PING_CHECK UDP_CHECK lb_kind uthreshold lthreshold virtualhost alpha delay_loop retry delay_before_retry',
  ),
  TCP_CHECK: words(
    'connect_timeout connect_port connect_ip bindto bind_port bind_if fwmark retry delay_before_retry delay_loop warmup alpha',
  ),
};

/** `keepalived -t` of 2.2.7: messages on standard error; 0 sound, 4 a missing interface, 5 anything else. */
export function configTest(
  node: NodeModel,
  text: string,
): { readonly exit: number; readonly output: string } {
  const conf = readConf({ config: text }, '');
  const lines: string[] = [];
  const at = (line: number, message: string): void =>
    void lines.push(`(/etc/keepalived/keepalived.conf: Line ${line}) ${message}`);
  for (const line of conf.tree.extraCloses) at(line, "Unexpected '}' - ignoring");
  unknownKeywords('', conf.tree.statements, at);
  const unbalanced = conf.tree.unclosed + conf.tree.extraCloses.length;
  if (unbalanced > 0) lines.push(`There are ${unbalanced} missing '}'s or extra '{'s`);
  const vrids = new Map<string, string>();
  let missing = false;
  for (const instance of conf.instances) {
    const { name, authType } = instance;
    const say = (message: string): void => void lines.push(`(${name}) ${message}`);
    if (authType !== undefined && !/^(PASS|AH)$/i.test(authType))
      say(`unknown authentication type '${authType.split(' ')[0]}'`);
    if (instance.vips.length === 0) say('No VIP specified; at least one is sensible');
    if (instance.nopreempt && instance.state === 'MASTER')
      say('Warning - nopreempt will not work with initial state MASTER - clearing');
    if (linkOf(node, instance.interface) === undefined) {
      missing = true;
      lines.push(`WARNING - interface ${instance.interface} for vrrp_instance ${name} doesn't exist`);
    }
    const key = `${instance.interface} ${instance.vrid}`;
    const other = vrids.get(key);
    if (other === undefined) vrids.set(key, name);
    else
      lines.push(
        `${name} and ${other} both use VRID ${instance.vrid} with IPv4 on interface ${instance.interface}`,
      );
  }
  for (const virtual of conf.virtualServers) {
    const place = `[${virtual.address}]:tcp:${virtual.port}`;
    if (virtual.servers.length === 0)
      lines.push(`Virtual server ${place}: has no real servers - ignoring`.replace(': has', ' has'));
    if (!/^(DR|TUN)$/i.test(virtual.method)) continue;
    for (const server of virtual.servers) {
      if (server.port !== virtual.port)
        lines.push(
          `virtual server ${place} and real server [${server.address}]:tcp:${server.port} ports don't match - resetting`,
        );
    }
  }
  const exit = lines.length === 0 ? 0 : missing && lines.length === 1 ? 4 : 5;
  return { exit, output: lines.map((line) => `${line}\n`).join('') };
}

function unknownKeywords(
  block: string,
  statements: readonly Statement[],
  at: (line: number, message: string) => void,
): void {
  const allowed = known[block];
  for (const { keyword, line, block: inner } of statements) {
    const fits = allowed === undefined || allowed.has(keyword);
    if (!fits) at(line, `Unknown keyword '${keyword}'`);
    // What stands in a block that does not belong there is unknown as well, but the block's own name says it all.
    if (inner !== undefined && fits) unknownKeywords(keyword, inner, at);
  }
}
