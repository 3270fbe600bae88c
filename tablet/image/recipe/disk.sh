# shellcheck shell=bash
# Part of build.sh: programs, root file system, initramfs and disks. Sourced; uses its variables.

# The applications that zarya.target names, and every program of ours that a unit starts.
applications() { grep -o 'zarya-app@[a-z]*' "$here/../units/zarya.target" | cut -d@ -f2; }
programs_of_units() {
	sed -nE 's#^ExecStart=(/usr/libexec/zarya/[a-z-]+) .*#\1#p' "$here"/../units/*.service
	applications | sed 's#^#/usr/libexec/zarya/zarya-#'
}

install_programs() {
	local name
	rm -rf "$out/programs"
	DESTDIR=$PWD/$out/programs meson install --no-rebuild --quiet --strip -C build/release >/dev/null
	for name in $(programs_of_units); do
		[ -x "$out/programs$name" ] || say "note: build/release has no ${name##*/}; the tablet will lack it"
	done
	rm -rf "$out/programs"/usr/{include,share/zarya-hub} "$out/programs"/usr/bin/zarya-{hub,keeper,office,respond,keys,release} "$out/programs"/usr/lib/*.a
	if find "$out/programs" -regex '.*/[^/]*\(hub\|keeper\|office\|respond\)[^/]*' | grep -q .; then
		say "note: a part of the hub was left out of the tablet"
		find "$out/programs" -regex '.*/[^/]*\(hub\|keeper\|office\|respond\)[^/]*' -prune -exec rm -rf {} +
	fi
}

lay_units() { # lay_units ROOT
	local system=$1/usr/lib/systemd/system pair name
	cp "$here"/../units/*.{service,target,path,mount} "$system/"
	mkdir -p "$system"/sysinit.target.wants "$system"/sockets.target.wants "$system"/timers.target.wants
	for name in systemd-journald.service systemd-udevd.service systemd-udev-trigger.service systemd-sysctl.service \
		systemd-tmpfiles-setup.service; do
		ln -s "../$name" "$system/sysinit.target.wants/"
	done
	for name in systemd-journald.socket systemd-journald-dev-log.socket systemd-udevd-control.socket \
		systemd-udevd-kernel.socket; do
		ln -s "../$name" "$system/sockets.target.wants/"
	done
	ln -s ../systemd-tmpfiles-clean.timer "$system/timers.target.wants/"
	ln -s zarya.target "$system/default.target"
	cp "$out/debian/usr/share/systemd/tmp.mount" "$system/"
	for pair in $drop_ins; do
		mkdir -p "$system/$(dirname "${pair%%=*}")"
		cp "$here/../units/${pair##*=}" "$system/${pair%%=*}"
	done
	lay_options shell "$shell_options"
	lay_options agent "$agent_options"
}

# What only this board or this operation needs of a program.
lay_options() { # lay_options PROGRAM OPTIONS
	[ -n "$2" ] || return 0
	mkdir -p "$system/zarya-$1.service.d"
	printf '[Service]\nEnvironment="ZARYA_%s_OPTIONS=%s"\n' "${1^^}" "$2" >"$system/zarya-$1.service.d/board.conf"
}

make_root() {
	say "putting the programs in and packing the root"
	rm -rf "$out/root"
	cp -a --reflink=auto "$out/base" "$out/root"
	cp -a "$out/programs/." "$out/root/"
	lay_units "$out/root"
	chown -R 0:0 "$out/root"
	rm -f "$out/root.erofs"
	mkfs.erofs -zlz4hc -C65536 -T "$SOURCE_DATE_EPOCH" -U 5a617279-6100-4000-8000-726f6f740001 -x-1 --quiet \
		"$out/root.erofs" "$out/root" >"$out/mkfs.log" 2>&1 || { cat "$out/mkfs.log"; exit 1; }
}

# The kernel as an ELF file without its compression (it starts through PVH), found by the boot protocol's header fields.
unpack_kernel() {
	local image at size setup
	image=$(echo "$out"/debian/boot/vmlinuz-*)
	field() { od -An -t "u$2" -j "$1" -N "$2" "$image" | tr -d ' '; }
	setup=$((($(field 497 1) + 1) * 512))
	at=$((setup + $(field 584 4)))
	size=$(field 588 4)
	tail -c +$((at + 1)) "$image" | head -c "$size" | xz -dc --single-stream >"$out/vmlinux" 2>/dev/null || true
	[ "$(head -c 4 "$out/vmlinux" | tail -c 3)" = ELF ] || { say "the kernel's payload is no ELF file"; exit 1; }
	cp "$image" "$out/vmlinuz"
}

make_initramfs() { # make_initramfs NAME LIST...
	local folder=$out/initramfs module name=$1
	shift
	rm -rf "$folder"
	mkdir -p "$folder"/{modules,newroot,dev,proc,sys}
	cp build/release/tablet/image/zarya-init "$folder/init"
	strip "$folder/init"
	awk '!seen[$0]++' "$@" | while read -r module; do
		cp "$out/base$module" "$folder/modules/"
		basename "$module" >>"$folder/modules/list"
	done
	find "$folder" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
	(cd "$folder" && find . | sort | cpio --quiet -o -H newc --reproducible -R 0:0) >"$out/$name.cpio"
}

# The partitions' GUIDs count upwards; the loader knows them (tablet/boot/disk.h).
make_os_disk() {
	local linux=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709 tree=2C7357ED-EBD2-46D9-AEC1-23D437EC2BF5
	local raw=5A617279-6100-4000-8000-6F7200000000 id=5A617279-6100-4000-8000-6F73000000
	rm -f "$out/os.img"
	truncate -s 1204M "$out/os.img"
	sfdisk --quiet "$out/os.img" <<-END
		label: gpt
		label-id: ${id}00
		size=16M, type=uefi, name=esp, uuid=${id}01
		size=1M, type=$raw, name=zarya-ab, uuid=${id}02
		size=64M, type=$raw, name=uki-a, uuid=${id}03
		size=64M, type=$raw, name=uki-b, uuid=${id}04
		size=512M, type=$linux, name=root-a, uuid=${id}05
		size=16M, type=$tree, name=verity-a, uuid=${id}06
		size=512M, type=$linux, name=root-b, uuid=${id}07
		size=16M, type=$tree, name=verity-b, uuid=${id}08
	END
	sfdisk --dump "$out/os.img" | sed -nE 's/.*start= *([0-9]+),.*name="([^"]+)".*/\2 \1/p' >"$out/partitions"
	lay "$out/esp.img" esp
	lay "$out/uki.efi" uki-a
	lay "$out/root.erofs" root-a
	lay "$out/verity.img" verity-a
	build/release/tablet/image/zarya-slots "$out/os.img" "$(($(sector_of zarya-ab) * 512))" first "$release" "$(stat -c %s "$out/uki.efi")" 0 >/dev/null
}
sector_of() { awk -v name="$1" '$1 == name {print $2}' "$out/partitions"; }
lay() { # lay FILE PARTITION
	dd if="$1" of="$out/os.img" bs=512 seek="$(sector_of "$2")" conv=notrunc,sparse status=none
}

make_data_disk() {
	rm -f "$out/data.img"
	truncate -s 2G "$out/data.img"
	sfdisk --quiet "$out/data.img" <<-'END'
		label: gpt
		type=linux, name=zarya-data
	END
	[ -z "${SUDO_UID:-}" ] || chown "$SUDO_UID:${SUDO_GID:-0}" "$out"/{vmlinux,vmlinuz,initramfs.cpio,command-line,os.img,data.img,vars.fd}
}
