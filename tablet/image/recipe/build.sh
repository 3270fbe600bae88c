#!/bin/bash
# Makes the OS image from Debian packages and the programs of build/release; results stand in build/image/:
#   vmlinux, initramfs.cpio, command-line   what boots
#   os.img                                  the disk: ESP, the A/B record, two slots of signed kernel, root and verity tree
#   vars.fd                                 QEMU's firmware variables, which know the owner's keys
#   data.img                                an empty data disk to copy
# Three stages, each done again only when what it is made from changed: Debian's packages unpacked (build/image/debian),
# the base without what a tablet does not need (base), the root with our programs (root.erofs).
# Usage: build.sh [--fresh] [BOARD]    --fresh fetches Debian's packages again (security updates).
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cd "$here/../../.."
[ "$(id -u)" = 0 ] || exec sudo "$here/build.sh" "$@"
out=build/image
mkdir -p "$out"
exec 9>"$out/lock"
flock 9
if [ "${1:-}" = --fresh ]; then rm -f "$out/debian.stamp"; shift; fi
board=${1:-qemu}
export SOURCE_DATE_EPOCH=1735689600 LC_ALL=C TZ=UTC
started=$SECONDS
say() { printf '  [%3d s] image: %s\n' $((SECONDS - started)) "$*"; }
words() { sed 's/#.*//' "$1" | awk 'NF {print $1}'; }
stamp() { cat "$@" | sha256sum | cut -c1-32; }
is_done() { [ "$(cat "$out/$1.stamp" 2>/dev/null)" = "$2" ]; }

# shellcheck source=board.sh
. "$here/board.sh"
# shellcheck source=base.sh
. "$here/base.sh"
# shellcheck source=disk.sh
. "$here/disk.sh"
# shellcheck source=chain.sh
. "$here/chain.sh"
read_board "$board"

debian_stamp=$(stamp "$here/packages.txt")
base_stamp=$(stamp <(echo "$debian_stamp $board") "$here"/{keep.txt,remove.txt,base.sh} "$here"/../boards/"$board".conf "$here"/etc/*)
if ! is_done debian "$debian_stamp"; then
	rm -f "$out"/*.stamp
	fetch_debian
	echo "$debian_stamp" >"$out/debian.stamp"
fi
if ! is_done base "$base_stamp"; then
	rm -f "$out/root.stamp"
	make_base
	echo "$base_stamp" >"$out/base.stamp"
fi
install_programs
root_stamp=$(stamp <(echo "$base_stamp") <(find "$out/programs" -type f -print0 | sort -z | xargs -0 sha256sum) \
	"$here"/../units/* "$here"/{build,disk}.sh build/release/tablet/image/zarya-init)
if ! is_done root "$root_stamp"; then
	make_root
	make_initramfs initramfs "$out/modules-first"
	make_initramfs initramfs-chain "$out/modules-first" "$out/modules-chain"
	unpack_kernel
	echo $command_line >"$out/command-line"
	make_data_disk
	echo "$root_stamp" >"$out/root.stamp"
fi
make_keys
chain_stamp=$(stamp <(echo "$root_stamp $release") "$keys"/*.crt "$here"/{chain.sh,vars.py} "$here"/../../boot/* "$here"/../../../lib/slots/*.[ch] "$stub")
if ! is_done chain "$chain_stamp"; then
	make_chain
	make_esp
	make_os_disk
	echo "$chain_stamp" >"$out/chain.stamp"
fi
say "$(du -h --apparent-size "$out/root.erofs" | cut -f1) root, $(du -h "$out/vmlinux" | cut -f1) kernel, $(du -h "$out/initramfs.cpio" | cut -f1) initramfs"
