#!/bin/bash
# Makes the OS image from Debian packages and the programs of build/release; results stand in build/image/:
#   vmlinux, initramfs.cpio, command-line   what boots
#   os.img                                  the disk: ESP, root-a, verity-a, root-b, verity-b
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
	make_initramfs
	make_disks
	echo "$root_stamp" >"$out/root.stamp"
fi
say "$(du -h --apparent-size "$out/root.erofs" | cut -f1) root, $(du -h "$out/vmlinux" | cut -f1) kernel, $(du -h "$out/initramfs.cpio" | cut -f1) initramfs"
