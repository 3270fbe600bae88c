# shellcheck shell=bash
# Part of build.sh: what makes the image start nothing but its owner's code. Sourced; uses its variables.
#   secure-boot/      PK, KEK and db of the owner's folder; a development set is made when ZARYA_KEYS names none
#   loader.efi        tablet/boot, signed by db
#   verity.img        the dm-verity tree over root.erofs, without a superblock
#   uki.efi           kernel, initramfs and command line with the root hash, signed by db
#   vars.fd           QEMU's firmware variables with the certificates in place

keys=${ZARYA_KEYS:-build/owner}/secure-boot
release=${ZARYA_RELEASE:-1}
stub=/usr/lib/systemd/boot/efi/linuxx64.efi.stub

make_keys() {
	[ -z "${ZARYA_KEYS:-}" ] || return 0
	[ -f "$keys/db.pem" ] && return 0
	say "making a development set of keys, which is not for the field"
	build/release/owner/zarya-keys development build/owner >/dev/null
}

sign() { # sign IN OUT
	sbsign --key "$keys/db.pem" --cert "$keys/db.crt" --output "$2" "$1" 2>/dev/null
}

make_verity() {
	local salt
	# The salt keeps trees of other images from being prepared ahead; it need not be secret, so that a build can be repeated.
	salt=$(sha256sum <"$out/root.erofs" | cut -d' ' -f1)
	rm -f "$out/verity.img"
	veritysetup format --no-superblock --hash=sha256 --data-block-size=4096 --hash-block-size=4096 --salt="$salt" \
		"$out/root.erofs" "$out/verity.img" >"$out/verity.log"
	root_hash=$(awk '/^Root hash:/ {print $3}' "$out/verity.log")
	echo "$root_hash:$salt:$(($(stat -c %s "$out/root.erofs") / 4096))" >"$out/verity"
}

# The stub's sections end where the next may begin; each of ours on a page of its own.
make_uki() { # make_uki RELEASE OUT
	local at=0 name file size start arguments=()
	echo "$1" >"$2.release"
	echo "$(echo $command_line $chain_command_line | sed 's/zarya\.slot=[ab] *//') lockdown=integrity zarya.verity=$(cat "$out/verity")" >"$2.command-line"
	while read -r size start; do
		[ $((0x$size + 0x$start)) -le "$at" ] || at=$((0x$size + 0x$start))
	done < <(objdump -h "$stub" | awk '$1 ~ /^[0-9]+$/ {print $3, $4}')
	for name in osrel:"$out/root/etc/os-release" zarya:"$2.release" cmdline:"$2.command-line" linux:"$out/vmlinuz" initrd:"$out/initramfs-chain.cpio"; do
		file=${name#*:}
		at=$(((at + 4095) / 4096 * 4096))
		arguments+=(--add-section ".${name%%:*}=$file" --change-section-vma ".${name%%:*}=$at")
		at=$((at + $(stat -L -c %s "$file")))
	done
	objcopy "${arguments[@]}" "$stub" "$2.unsigned"
	sign "$2.unsigned" "$2"
}

make_chain() {
	say "loader, dm-verity tree and signed kernel image of release $release"
	make_keys
	"$here/../../boot/build.sh" "$out/loader.unsigned"
	sign "$out/loader.unsigned" "$out/loader.efi"
	make_verity
	make_uki "$release" "$out/uki.efi"
	"$here/vars.py" /usr/share/OVMF/OVMF_VARS_4M.fd "$out/vars.fd" "$keys"/{PK,KEK,db}.crt
}

make_esp() {
	rm -f "$out/esp.img"
	truncate -s 16M "$out/esp.img"
	mkfs.vfat --invariant -F 16 -n ZARYA "$out/esp.img" >/dev/null
	mmd -i "$out/esp.img" ::EFI ::EFI/BOOT
	mcopy -i "$out/esp.img" "$out/loader.efi" ::EFI/BOOT/BOOTX64.EFI
}
