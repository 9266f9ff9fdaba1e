import { linkOf, type NodeModel, type VrrpModel } from '../model.js';

const states = { BACKUP: 1, MASTER: 2, FAULT: 3 } as const;

/** Adverts in the time since, one an interval. */
function adverts(instance: VrrpModel, since: number): number {
  return Math.floor((Date.now() - since) / 1000 / Math.max(0.01, instance.advertInterval)) + 1;
}

/** What keepalived writes for its JSON signal (vrrp/vrrp_json.c of 2.2.7). */
export function keepalivedJson(node: NodeModel): string {
  const dump = (node.keepalived?.instances ?? []).map((instance) => {
    const master = instance.state === 'MASTER';
    const set = instance.vips.every((vip) =>
      linkOf(node, vip.dev)?.addresses.some((own) => own.address === vip.address),
    );
    const heard = instance.heardSince === undefined ? 0 : adverts(instance, instance.heardSince);
    return {
      data: {
        iname: instance.name,
        ifp_ifname: instance.dev,
        last_transition: instance.lastTransition / 1000,
        vrid: instance.vrid,
        base_priority: instance.priority,
        effective_priority: instance.priority,
        vipset: master && set,
        adver_int: instance.advertInterval,
        master_adver_int: instance.advertInterval,
        nopreempt: instance.nopreempt,
        state: states[instance.state],
        wantstate: states[instance.state],
        version: 2,
        vips: instance.vips.map(
          (vip) => `${vip.address}/${vip.prefix} dev ${vip.dev} scope global${master ? ' set' : ''}`,
        ),
        auth_type: instance.authType === '' ? 0 : 1,
        auth_data: instance.authPass,
      },
      stats: {
        advert_rcvd: heard,
        advert_sent: master ? adverts(instance, instance.lastTransition) : 0,
        become_master: instance.becameMaster,
        release_master: instance.releasedMaster,
        packet_len_err: 0,
        advert_interval_err: 0,
        ip_ttl_err: 0,
        addr_list_err: 0,
        authtype_mismatch: 0,
        auth_failure: 0,
        pri_zero_rcvd: 0,
        pri_zero_sent: 0,
        ...instance.errors,
      },
    };
  });
  return JSON.stringify(dump);
}
