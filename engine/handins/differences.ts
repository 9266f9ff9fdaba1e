import type { KernelState, NodeState } from '../../contract/handin.js';

/** What makes a fresh node's kernel like that of a hand-in: lines for `ip -batch`, modprobe, sysctl, ipvsadm and nft. */
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
  /** For `nft -j -f -` after a flush; undefined: as it is. */
  readonly nft?: string;
  readonly iptables?: string;
}

/** The lines that only `one` has, in its order. */
function without(one: readonly string[], other: readonly string[]): readonly string[] {
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
    ...(fresh.nft === wanted.nft ? {} : { nft: wanted.nft ?? JSON.stringify({ nftables: [] }) }),
    ...(fresh.iptables === wanted.iptables || wanted.iptables === undefined
      ? {}
      : { iptables: wanted.iptables }),
  };
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

/**
 * @param there what of them is installed on the fresh node, as `name version`
 * @returns packages to install, as apt takes them, and to remove
 */
export function packageSteps(
  there: readonly string[],
  { added, removed }: Pick<NodeState, 'added' | 'removed'>,
): { readonly install: readonly string[]; readonly remove: readonly string[] } {
  const exact = new Set(there);
  const names = new Set(there.map((line) => line.split(' ', 1)[0]));
  return {
    install: added
      .filter(({ name, version }) => !exact.has(`${name} ${version}`))
      .map(({ name, version }) => `${name}=${version}`),
    remove: removed.map(({ name }) => name).filter((name) => names.has(name)),
  };
}

/** Units of the machine itself, which nobody's lab is about. */
const ownUnits =
  /^(?:systemd-|lvslab-|ssh\.|dbus\.|getty|serial-getty|user|init\.|sys-|dev-|run-|kmod|apt-|dpkg-|e2scrub|fstrim|man-db|logrotate|-\.)/;

/** @returns services to stop, to start, and to start anew because their files may be others */
export function unitSteps(
  fresh: readonly string[],
  wanted: readonly string[],
): {
  readonly stop: readonly string[];
  readonly start: readonly string[];
  readonly restart: readonly string[];
} {
  const services = (units: readonly string[]) =>
    units.filter((unit) => /\.(?:service|timer)$/.test(unit) && !ownUnits.test(unit));
  const [before, after] = [services(fresh), services(wanted)];
  return {
    stop: without(before, after),
    start: without(after, before),
    restart: after.filter((unit) => before.includes(unit)),
  };
}
