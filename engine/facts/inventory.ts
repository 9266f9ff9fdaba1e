import type { Inventory } from '../../contract/facts.js';

/** Folders of what people configure; below them, what systems write themselves and copies that editors and people keep are left out. */
const kept = '/etc /usr/local /var/www /opt /srv /var/spool/cron';
const ours =
  '/etc/(ssl/.*|mtab|adjtime|resolv\\.conf|ld\\.so\\.cache|machine-id|hostname|\\..*\\.lock|apt/.*)|.*(~|\\.bak|\\.old|\\.orig|\\.sw[op]|\\.dpkg-.*)';

/** Characters of an inventory that are read. */
const most = 262_144;

/**
 * Prints what a node is set to, a line a thing: what it is, a tab, its value. Nothing that moves by itself: no counters, no lifetimes, no
 * states of links; of the firewall its rules only, as iptables makes empty tables by being asked. A program
 * that is missing says nothing. systemctl is not asked: listing units costs an emulated CPU nine seconds, what it lists are these files.
 */
export const inventoryCommand = `{ ip -o -4 addr show | awk '{ print "address " $4 " " $2 "\\t" }'
ip -4 route show table main | awk '{ k = "route " $1; $1 = ""; sub(/ metric [0-9]+/, ""); sub(/ linkdown/, ""); print k "\\t" $0 }'
ip -4 rule show | awk '{ print "rule " $0 "\\t" }'
ip -o link show | awk -F': ' '{ split($2, n, "@"); print "link " n[1] "\\t" ($3 ~ /[<,]UP[,>]/ ? "up" : "down") ($3 ~ /NOARP/ ? " noarp" : "") }'
ip -4 neigh show nud permanent | awk '{ k = "neighbour " $1; $1 = ""; print k "\\t" $0 }'
grep -s '' /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/*/* /proc/sys/net/ipv4/icmp_* /proc/sys/net/ipv4/vs/* | sed 's,^/proc/sys/,,; s,:,\\t,; s,^,sysctl ,'
[ ! -e /proc/net/ip_vs ] || ipvsadm -Sn 2>/dev/null | awk '$1 == "-A" { print "virtual service " $3 "\\t" $0 } $1 == "-a" { print "realserver " $5 " of " $3 "\\t" $0 }'
[ ! -d /sys/module/nf_tables ] || nft -s list ruleset 2>/dev/null | grep -vE '^(table|#)|^[[:space:]]*(chain |}|type (filter|nat|route) hook .* policy accept;)?$|^[[:space:]]*chain ' | sed 's/^[[:space:]]*/firewall rule /; s/$/\\t/' | sort -u
tc qdisc show 2>/dev/null | awk '$2 == "netem" || $2 == "tbf" { print "queue of " $5 "\\t" $0 }'
find /etc/systemd/system /etc/rc[0-9S].d -type l -printf 'start of %f at boot\\t%p %l\\n' 2>/dev/null
for u in /run/systemd/units/invocation:*.service; do u=\${u##*:}; case $u in *@*|systemd-*|run-*|apt-*|dpkg-*|man-db*|logrotate*|e2scrub*|fstrim*|getty*) ;; *) printf 'service %s\\truns\\n' "$u" ;; esac; done
find ${kept} -xdev -regextype posix-extended -regex '${ours}' -prune -o -type f -printf '%m %u:%g\\t%p\\n' 2>/dev/null | head -n 3000 >/run/lvslab-inventory.$$
cut -f 2 /run/lvslab-inventory.$$ | tr '\\n' '\\0' | xargs -0 -r sha256sum 2>/dev/null | awk -F'\\t' -v l=/run/lvslab-inventory.$$ 'BEGIN { while ((getline < l) > 0) m[$2] = $1 } { p = substr($0, 67); print "file " p "\\t" substr($0, 1, 12) " " m[p] }'
rm -f /run/lvslab-inventory.$$; } | head -c ${most}`;

/** Total: a line without a tab is left out; of a thing that is there several times, all its values. */
export function parseInventory(text: string): Inventory {
  const found = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const tab = line.indexOf('\t');
    if (tab < 0) continue;
    const thing = line.slice(0, tab).trim();
    found.set(thing, [...(found.get(thing) ?? []), line.slice(tab + 1).trim()]);
  }
  return Object.fromEntries([...found].map(([thing, values]) => [thing, values.toSorted().join('\n')]));
}

/** The things whose values differ, those included that only one of the two has. */
export function changedBetween(before: Inventory, after: Inventory): readonly string[] {
  const valueOf = (all: Inventory, thing: string) => (Object.hasOwn(all, thing) ? all[thing] : undefined);
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((thing) => valueOf(before, thing) !== valueOf(after, thing))
    .toSorted();
}
