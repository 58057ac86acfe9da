#!/bin/sh
# SPDX-License-Identifier: MIT
# mkiso.sh OUT                   the ISO with the menu of iso/boot/grub/grub.cfg
# mkiso.sh OUT ID [WORD...]      one that boots the menu's entry ID at once (empty: the menu's own default),
#                                with these words as the kernel's command line
# mkiso.sh -d OUT ID [WORD...]   the same with the debug kernels and nothing compressed: in an emulator that
#                                interprets, GRUB takes ten seconds to unpack
#
# It boots by BIOS and by UEFI (x64 and ia32). Only the GRUB modules that the menu needs are on it.
set -eu

limit=8388608
debug=
pack="gzip -9n"
if [ "$1" = -d ]; then
	debug=-debug
	pack=cat
	limit=16777216
	shift
fi
out=$1
shift

mkrescue=$(command -v grub-mkrescue || command -v grub2-mkrescue || command -v i686-elf-grub-mkrescue) || {
	echo "mkiso: no grub-mkrescue" >&2
	exit 1
}

root=$out.root
rm -rf "$root"
mkdir -p "$root/boot/grub"
cp iso/boot/grub/grub.cfg "$root/boot/grub/"
# GRUB's gzio unpacks what it loads.
$pack < build/i386$debug/kernel.stripped > "$root/boot/vestibule-i386"
$pack < build/x86_64$debug/kernel.stripped > "$root/boot/vestibule-x86_64"
$pack < build/initramfs.cpio > "$root/boot/initramfs.cpio"

if [ $# -gt 0 ]; then
	id=$1
	shift
	{
		echo "set timeout=0"
		[ -z "$id" ] || echo "set default=$id"
		echo "set words=\"$*\""
	} > "$root/boot/grub/choice.cfg"
fi

if ! "$mkrescue" --locales= --fonts= --themes= --install-modules="multiboot iso9660 normal configfile test \
	echo gzio serial terminal cpuid part_gpt part_msdos part_apple fat all_video" \
	-o "$out" "$root" > "$out.log" 2>&1; then
	cat "$out.log" >&2
	exit 1
fi
rm -rf "$root"

size=$(($(wc -c < "$out")))
if [ "$size" -gt "$limit" ]; then
	echo "mkiso: $out has $size bytes, more than the $limit that it may have" >&2
	exit 1
fi
