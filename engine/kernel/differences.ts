import type { KernelState } from '../../contract/handin.js';

/** What makes a node's kernel like another: lines for `ip -batch`, modprobe, sysctl, ipvsadm and nft. */
export interface KernelSteps {
  readonly modules: readonly string[];
  /** `ip -force -batch`, in an order in which they can be. */
  readonly ip: readonly string[];
  /** `tc -force -batch`. */
  readonly queues: readonly string[];
  /** By path below /proc/sys. */
  readonly sysctls: readonly (readonly [path: string, value: string])[];
  /** For `ipvsadm -R` after `ipvsadm -C`; undefined: as it is. */
  readonly ipvs?: readonly string[];
  /** For `ipvsadm --set`; undefined: as they are. */
  readonly timeouts?: string;
  /** Undefined: as they are. */
  readonly rules?: {
    /** For `nft -j -f -` after a flush, which takes the next two away as well. */
    readonly nft: string;
    /** For `iptables-nft-restore`. */
    readonly ip?: string;
    readonly ip6?: string;
  };
  /** For `iptables-legacy-restore`. */
  readonly iptables?: string;
}

/** The lines that only `one` has, in its order. */
export function without(one: readonly string[], other: readonly string[]): readonly string[] {
  const there = new Set(other);
  return one.filter((line) => !there.has(line));
}

/** Settings that are a machine's own, move by themselves, or follow others that are set. */
const ownSysctls =
  /^net\/(?:ipv[46]\/(?:neigh|route\/flush|conf\/[^/]+\/stable_secret)|core\/(?:rps|bpf)|netfilter\/nf_conntrack_(?:count|buckets))/;

/** What is to be done so that `fresh` becomes `wanted`. */
export function kernelSteps(fresh: KernelState, wanted: KernelState): KernelSteps {
  const both = (pick: (state: KernelState) => readonly string[], what: string) => ({
    gone: without(pick(fresh), pick(wanted)).map((line) => `${what} del ${line}`),
    made: without(pick(wanted), pick(fresh)).map((line) => `${what} add ${line}`),
  });
  const addresses = both((state) => state.addresses, 'addr');
  const routes = both((state) => state.routes, 'route');
  const rules = both((state) => state.rules, 'rule');
  const neighbours = both((state) => state.neighbours, 'neigh');
  // An address that goes takes routes with it: then all are made, not only those that were not there.
  const made = addresses.gone.length > 0 ? wanted.routes : without(wanted.routes, fresh.routes);
  return {
    modules: without(wanted.modules, fresh.modules),
    ip: [
      ...neighbours.gone,
      ...rules.gone,
      ...routes.gone,
      ...addresses.gone,
      ...linkSteps(fresh.links, wanted.links),
      ...addresses.made,
      ...made.map((line) => `route replace ${line}`),
      ...rules.made,
      ...neighbours.made.map((line) => line.replace(/^neigh add (?!proxy )/, 'neigh replace ')),
    ],
    queues: [
      ...without(fresh.queues, wanted.queues).map((line) => `qdisc del ${line.split(' netem')[0]}`),
      ...without(wanted.queues, fresh.queues).map((line) => `qdisc replace ${line}`),
    ],
    sysctls: Object.entries(wanted.sysctls).filter(
      ([path, value]) => fresh.sysctls[path] !== value && !ownSysctls.test(path),
    ),
    ...(same(fresh.ipvs, wanted.ipvs) ? {} : { ipvs: wanted.ipvs }),
    ...(fresh.timeouts === wanted.timeouts || wanted.timeouts === undefined
      ? {}
      : { timeouts: wanted.timeouts }),
    ...(rulesKey(fresh) === rulesKey(wanted) ? {} : { rules: rulesFor(wanted) }),
    ...(fresh.iptables === wanted.iptables || wanted.iptables === undefined
      ? {}
      : { iptables: wanted.iptables }),
  };
}

function rulesKey({ nft, iptablesNft, ip6tablesNft }: KernelState): string {
  return JSON.stringify([nft ?? '', iptablesNft ?? '', ip6tablesNft ?? '']);
}

function rulesFor({
  nft,
  iptablesNft: ip,
  ip6tablesNft: ip6,
}: KernelState): NonNullable<KernelSteps['rules']> {
  return {
    nft: nft ?? JSON.stringify({ nftables: [] }),
    ...(ip === undefined ? {} : { ip }),
    ...(ip6 === undefined ? {} : { ip6 }),
  };
}

export function isNothing({ modules, ip, queues, sysctls, ...rest }: KernelSteps): boolean {
  return (
    modules.length + ip.length + queues.length + sysctls.length === 0 &&
    Object.values(rest).every((each) => each === undefined)
  );
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, at) => line === other[at]);
}

/** Links that were made are made, those that are gone deleted; then the state of each that differs. */
function linkSteps(fresh: readonly string[], wanted: readonly string[]): readonly string[] {
  const made = (lines: readonly string[]) => lines.filter((line) => line.startsWith('name '));
  const states = (lines: readonly string[]) => lines.filter((line) => line.startsWith('dev '));
  return [
    ...without(made(fresh), made(wanted)).map((line) => `link del ${line.split(' ')[1]}`),
    ...without(made(wanted), made(fresh)).map((line) => `link add ${line}`),
    ...without(states(wanted), states(fresh)).map((line) => `link set ${line}`),
  ];
}
