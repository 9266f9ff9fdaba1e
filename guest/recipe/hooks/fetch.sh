# Runs outside the new root ($1), with mmdebstrap's APT settings: fetches the repository's packages and the kernel.
# Variables: RECIPE_REPO (packages), RECIPE_SOURCES (lines: path in Debian's archive, SHA-256), RECIPE_KERNEL (the kernel's metapackage).
set -eu
root=$1
export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" DEBIAN_FRONTEND=noninteractive
mkdir -p "$root/opt/lvslab-repo/partial" "$root/lvslab-build/kernel"

# One package at a time: each must be installable alone, whatever the others would have satisfied.
for package in $RECIPE_REPO; do
  echo "lvslab: fetch $package"
  apt-get install --yes --quiet --no-install-recommends --reinstall --download-only \
    -o Dir::Cache::archives="$root/opt/lvslab-repo/" -o APT::Sandbox::User=root -o Debug::NoLocking=1 "$package"
done
rm -rf "$root/opt/lvslab-repo/partial" "$root/opt/lvslab-repo/lock"

# Sources come from wherever the packages do, and are known by their digest.
archives=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | sort -u)
echo "$RECIPE_SOURCES" | while read -r path digest; do
  echo "lvslab: fetch $path"
  for archive in $archives ''; do
    [ -n "$archive" ] || { echo "lvslab: no archive has $path" >&2; exit 1; }
    /usr/lib/apt/apt-helper -o APT::Sandbox::User=root download-file \
      "${archive%/}/$path" "$root/opt/lvslab-repo/${path##*/}" "SHA256:$digest" && break
  done
done

# The kernel is unpacked, not installed: its package would pull in initramfs-tools and build an initrd that we do not use.
kernel=$(apt-cache show --no-all-versions "$RECIPE_KERNEL" | sed -n 's/^Depends: *\(linux-image-[^ ,]*\).*/\1/p')
echo "lvslab: fetch $kernel"
(cd "$root/lvslab-build/kernel" && apt-get download --quiet -o APT::Sandbox::User=root "$kernel")
