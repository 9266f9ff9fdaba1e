# Runs inside the new root after all packages and the overlay tree are in. Needs only what the image has.
set -eu
export LC_ALL=C
build=/lvslab-build

list() { sed -e 's/[[:space:]]*#.*//' -e '/^[[:space:]]*$/d' "$1"; }

echo 'lvslab: kernel'
kernel_deb=$(echo $build/kernel/*.deb)
dpkg-deb --fsys-tarfile "$kernel_deb" | tar -x -C $build/kernel ./boot ./lib/modules
release=$(ls $build/kernel/lib/modules)
depmod -b $build/kernel "$release"
modules=$build/kernel/lib/modules/$release
perl -w $build/prune-modules.pl "$modules" $build/modules.list
mkdir -p /usr/lib/modules /boot
mv "$modules" /usr/lib/modules/
depmod "$release"
mv $build/kernel/boot/config-* /boot/
mkdir -p /boot/lvslab/modules
mv $build/kernel/boot/vmlinuz-* /boot/lvslab/vmlinuz
# The initramfs gets its modules uncompressed and in load order.
load_order() {
  list "$1" | while read -r module; do
    modprobe -S "$release" --show-depends "$module"
  done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r file; do
    # What another list has brought is loaded already.
    [ -e "/boot/lvslab/modules/$(basename "$file")" ] && continue
    cp "$file" /boot/lvslab/modules/
    basename "$file"
  done
}
load_order $build/initramfs/modules.list >/boot/lvslab/modules/order
load_order $build/initramfs/modules-sata.list >/boot/lvslab/modules/order-sata

echo 'lvslab: repository'
cd /opt/lvslab-repo
for deb in *.deb; do
  dpkg-deb -f "$deb"
  echo "Filename: ./$deb"
  echo "Size: $(stat -c %s "$deb")"
  echo "SHA256: $(sha256sum "$deb" | cut -d' ' -f1)"
  echo
done >Packages
{
  echo 'Origin: lvslab'
  echo 'Label: lvslab'
  echo 'Suite: lvslab'
  echo 'Codename: lvslab'
  echo "Date: $(date -u -R -d "@$SOURCE_DATE_EPOCH" | sed 's/+0000/UTC/')"
  echo 'SHA256:'
  echo " $(sha256sum Packages | cut -d' ' -f1) $(stat -c %s Packages) Packages"
} >Release
cd /

echo 'lvslab: manual pages'
for package in $(list $build/man-packages.list); do
  # Only the file names' own package may own them later: dpkg overwrites files that belong to nobody without a word.
  dpkg-deb --fsys-tarfile /opt/lvslab-repo/"$package"_*.deb | tar -x -C / ./usr/share/man
done

echo 'lvslab: packages and accounts'
dpkg-query -W -f '${Package} ${Version}\n' >/boot/lvslab/packages
for deb in /opt/lvslab-repo/*.deb; do dpkg-deb -W --showformat '${Package} ${Version}\n' "$deb"; done >/boot/lvslab/repo-packages
dpkg-deb -W --showformat '${Package} ${Version}\n' "$kernel_deb" >>/boot/lvslab/packages
echo "$release" >/boot/lvslab/kernel-release

# A second name for root whose shell starts faster: the engine's commands run there, people get bash.
echo 'harness:*:0:0:lvslab engine:/run/lvslab:/bin/dash' >>/etc/passwd
ln -sf vim.tiny /usr/bin/vim
# An account with a star, not '!': sshd without PAM refuses accounts that are locked.
usermod -p '*' root
# Vagrant's account. Nobody can log in as it before a box gives it Vagrant's key (prepare-sshd).
useradd --create-home --shell /bin/bash --password '*' vagrant
chmod 440 /etc/sudoers.d/vagrant

printf '%s\n' 'man-db man-db/auto-update boolean false' 'debconf debconf/frontend select Noninteractive' \
  'debconf debconf/priority select critical' | debconf-set-selections
rm -f /var/lib/man-db/auto-update
mandb --quiet --create || true

echo 'lvslab: units'
systemctl disable nginx.service 2>/dev/null
for unit in $(list $build/masked-units.list); do ln -sf /dev/null "/etc/systemd/system/$unit"; done
mkdir -p /etc/systemd/system-generators
for generator in $(list $build/masked-generators.list); do ln -sf /dev/null "/etc/systemd/system-generators/$generator"; done
ln -sf /lib/systemd/system/multi-user.target /etc/systemd/system/default.target
systemctl enable lvslab-identity.service lvslab-dhcp.service ssh.service rsyslog.service 2>/dev/null
# The bus and logind start when somebody calls (reboot, shutdown and the like do), the guest agent when its port appears
# (udev).
for unit in dbus.service systemd-logind.service; do
  rm -f "/etc/systemd/system/multi-user.target.wants/$unit" "/usr/lib/systemd/system/multi-user.target.wants/$unit"
done

# bash-completion is loaded at the first Tab (/etc/profile.d/lvslab.sh), not by every shell.
rm -f /etc/profile.d/bash_completion.sh
rm -f /etc/ssh/ssh_host_* /etc/update-motd.d/* /etc/motd
rm -f /usr/lib/udev/hwdb.bin /etc/udev/hwdb.bin
rm -f /etc/hostname /etc/resolv.conf
echo lvslab >/etc/hostname
# sudo looks its own host up, also before the identity has come.
printf '127.0.0.1\tlocalhost lvslab\n::1\tlocalhost ip6-localhost ip6-loopback\n' >/etc/hosts
: >/etc/resolv.conf
: >/etc/machine-id
rm -f /var/lib/dbus/machine-id
ln -s /etc/machine-id /var/lib/dbus/machine-id

echo 'lvslab: apt'
# From here on the guest's repository is the only source, and no setting of the building machine stays.
rm -f /etc/apt/sources.list /etc/apt/sources.list.d/* /etc/apt/apt.conf.d/99mmdebstrap /etc/apt/apt.conf.d/20listchanges
rm -f /etc/apt/apt.conf.d/01autoremove
cp $build/lvslab.list /etc/apt/sources.list.d/lvslab.list
rm -rf /var/lib/apt/lists/* /var/cache/apt/*
apt-get update
# The tar will have these times at the latest: with them already now, apt's cache stays valid.
find /var/lib/apt /var/lib/dpkg/status /etc/apt /opt/lvslab-repo -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
apt-cache gencaches
apt-get install --simulate ipvsadm keepalived >/dev/null

rm -rf /var/log/apt /var/log/dpkg.log /var/log/alternatives.log /var/log/bootstrap.log /var/cache/ldconfig/aux-cache
rm -rf /tmp/* /var/tmp/* /root/.wget-hsts
