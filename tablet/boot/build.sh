#!/bin/bash
# Makes the loader, unsigned. Usage: build.sh OUT.efi
# It has no place in the meson build: it is no Linux program, and none of that build's options (sanitizers, stack
# protector, C library) can be its.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
out=$(readlink -m "$1")
cd "$here/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck disable=SC2046
cc -std=gnu17 -O2 -Wall -Wextra -Werror -Wno-unused-parameter -o "$work/font_make" tablet/boot/font_make.c $(pkg-config --cflags --libs cairo) -lm
"$work/font_make" >"$work/font.c"
flags=(-std=gnu17 -Os -Wall -Wextra -Wshadow -Werror -Wno-unused-parameter -ffreestanding -fpic -fshort-wchar -mno-red-zone
	-fno-stack-protector -fno-asynchronous-unwind-tables -maccumulate-outgoing-args -fno-strict-aliasing
	-DGNU_EFI_USE_MS_ABI -isystem /usr/include/efi -isystem /usr/include/efi/x86_64 -I.)
objects=()
for source in tablet/boot/{loader,runtime,disk,boot_record,start,last_screen}.c lib/slots/{slots,ab_record,uki}.c "$work/font.c"; do
	objects+=("$work/$(basename "$source" .c).o")
	cc "${flags[@]}" -ffile-prefix-map="$work"=. -c "$source" -o "${objects[-1]}"
done
ld -nostdlib -znocombreloc -shared -Bsymbolic --no-undefined -T /usr/lib/elf_x86_64_efi.lds /usr/lib/crt0-efi-x86_64.o \
	"${objects[@]}" -L/usr/lib -lefi -lgnuefi -o "$work/loader.so"
objcopy -j .text -j .sdata -j .data -j .dynamic -j .dynsym -j '.rel*' -j .reloc --target efi-app-x86_64 --subsystem=10 \
	"$work/loader.so" "$out"
