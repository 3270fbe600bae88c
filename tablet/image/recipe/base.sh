# shellcheck shell=bash
# Part of build.sh: from Debian's packages to the tablet's base. Sourced; uses its variables.

fetch_debian() {
	local mirror=http://deb.debian.org names
	names=$(words "$here/packages.txt" | paste -sd,)
	say "fetching and unpacking Debian 12 packages"
	rm -rf "$out/debian"
	mmdebstrap --mode=root --variant=extract --include="$names" --format=dir \
		--aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' \
		--setup-hook='for name in bin sbin lib lib64; do mkdir -p "$1/usr/$name"; ln -s "usr/$name" "$1/$name"; done' \
		bookworm "$out/debian" "deb $mirror/debian bookworm main" "deb $mirror/debian bookworm-updates main" \
		"deb $mirror/debian-security bookworm-security main" 2>&1 | sed -u 's/^/           /'
}

make_base() {
	local root=$out/base.new
	say "leaving out what a tablet does not need"
	rm -rf "$out/base" "$root"
	cp -a --reflink=auto "$out/debian" "$root"
	remove_files "$root"
	lay_etc "$root"
	copy_modules "$root"
	make_caches "$root"
	keep_programs "$root"
	find "$root" -xdev -perm /6000 -type f -exec chmod a-s {} +
	mv "$root" "$out/base"
}

remove_files() { # remove_files ROOT
	local pattern
	while read -r pattern; do
		# shellcheck disable=SC2086
		(cd "$1" && rm -rf -- $pattern)
	done < <(sed 's/#.*//; s/   .*//; s/\t.*//' "$here/remove.txt" | tr ' ' '\n' | grep . )
	find "$1/usr/share/locale" -mindepth 1 -maxdepth 1 ! -name ru ! -name 'en*' -exec rm -rf {} +
	mkdir -p "$1"/{etc,var,home,data,run,tmp,proc,sys,dev}
}

lay_etc() { # lay_etc ROOT
	local root=$1 etc=$1/etc name
	for name in mke2fs.conf protocols services udev/udev.conf ld.so.conf ld.so.conf.d; do
		mkdir -p "$(dirname "$etc/$name")"
		cp -a "$out/debian/etc/$name" "$etc/$name"
	done
	mkdir -p "$etc"/{libinput,systemd/network,systemd/system,fonts,udev/rules.d} "$root"/usr/lib/zarya "$root"/usr/lib/{sysusers,tmpfiles,sysctl}.d
	rm -f "$root"/usr/lib/{sysusers,tmpfiles,sysctl}.d/*
	sed 's#:/[a-z/]*sh$#:/usr/sbin/nologin#' "$root/usr/share/base-passwd/passwd.master" >"$etc/passwd"
	cp "$root/usr/share/base-passwd/group.master" "$etc/group"
	cp "$here/etc/"{nsswitch.conf,os-release} "$etc/"
	cp "$here/etc/wired.network" "$etc/systemd/network/"
	cp "$here/etc/"{journald,system}.conf "$etc/systemd/"
	cp "$here/etc/fonts.conf" "$etc/fonts/"
	cp "$here/etc/libinput.quirks" "$etc/libinput/local-overrides.quirks"
	cp "$here/etc/udev.rules" "$etc/udev/rules.d/60-zarya.rules"
	cp "$here/etc/"{tmpfiles,data}.conf "$root/usr/lib/zarya/"
	cp "$here/etc/tmpfiles.conf" "$root/usr/lib/tmpfiles.d/zarya.conf"
	cp "$here/etc/sysctl.conf" "$root/usr/lib/sysctl.d/zarya.conf"
	cp "$here/etc/sysusers.conf" "$root/usr/lib/sysusers.d/zarya.conf"
	cp "$out/debian/usr/lib/sysusers.d/"*.conf "$root/usr/lib/sysusers.d/"
	ln -sf /usr/share/zoneinfo/Europe/Moscow "$etc/localtime"
	echo zarya >"$etc/hostname"
	printf '127.0.0.1 localhost\n' >"$etc/hosts"
	: >"$etc/machine-id"
	: >"$etc/fstab"
}

# The files of these modules and of what they need, in the order to load them. Uses copy_modules' variables.
list_modules() { # list_modules NAME...
	chroot "$root" modprobe -S "$version" -a --show-depends --ignore-install "$@" |
		awk '$1 == "insmod" && !seen[$2]++ {print $2}' | sed 's#^/lib/#/usr/lib/#'
}

# The modules that the board names and what they need; also writes the initramfs' list.
copy_modules() { # copy_modules ROOT
	local root=$1 version all folder module
	version=$(ls "$root/usr/lib/modules")
	folder=/usr/lib/modules/$version
	all=$root/usr/lib/modules.all
	chroot "$root" depmod "$version"
	# shellcheck disable=SC2086
	list_modules $modules_first >"$out/modules-first"
	list_modules $modules_chain >"$out/modules-chain"
	list_modules $modules_later | sort -u >"$out/modules-later"
	mv "$root/usr/lib/modules" "$all"
	mkdir -p "$root$folder"
	sort -u "$out"/modules-{first,chain,later} | while read -r module; do
		mkdir -p "$root$(dirname "$module")"
		cp "$all/${module#/usr/lib/modules/}" "$root$module"
	done
	cp "$all/$version/"modules.{order,builtin,builtin.modinfo} "$root$folder/"
	chroot "$root" depmod "$version"
	rm -rf "$all" "$root$folder"/modules.{dep,alias,symbols,devname,softdep,order,builtin}
}

make_caches() { # make_caches ROOT
	local root=$1 library=usr/lib/x86_64-linux-gnu
	chroot "$root" systemd-sysusers >/dev/null 2>&1
	chroot "$root" systemd-hwdb update --usr
	chroot "$root" "/$library/glib-2.0/glib-compile-schemas" /usr/share/glib-2.0/schemas
	chroot "$root" "/$library/gdk-pixbuf-2.0/gdk-pixbuf-query-loaders" --update-cache 2>/dev/null
	chroot "$root" update-mime-database /usr/share/mime
	for theme in Adwaita hicolor; do
		find "$root/usr/share/icons/$theme" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
		chroot "$root" gtk-update-icon-cache -q -f "/usr/share/icons/$theme"
	done
	find "$root/usr/share/fonts" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
	chroot "$root" fc-cache -s >/dev/null
	chroot "$root" ldconfig -X
	rm -rf "$root"/{tmp,run,var,dev}/* "$root"/etc/{.pwd.lock,passwd-,group-,shadow-,gshadow-} "$root"/usr/lib/udev/hwdb.d \
		"$root"/usr/lib/sysusers.d "$root"/usr/share/base-passwd "$root"/var/lib
}

keep_programs() { # keep_programs ROOT
	local root=$1 folder
	for folder in bin sbin unit; do
		local place=$root/usr/$folder
		[ "$folder" != unit ] || place=$root/usr/lib/systemd/system
		find "$place" -mindepth 1 -maxdepth 1 ! -type d -printf '%f\n' |
			grep -vxF -f <(words "$here/keep.txt" | sed -n "s#^$folder/##p") | (cd "$place" && xargs -d '\n' rm -f --)
		find "$place" -mindepth 1 -maxdepth 1 -type d -exec rm -rf {} +
	done
}
