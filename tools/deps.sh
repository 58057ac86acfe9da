#!/bin/sh
# SPDX-License-Identifier: MIT
# deps.sh build|run|debug|test|ci: makes sure that what these commands need is installed.
#
# As root on Debian and its kin it installs what is missing and removes nothing; elsewhere it says in one
# line what to install. It runs before anything else, so it needs no more than a POSIX shell.
set -u

what=${1:-build}
missing=
debian=
fedora=
arch=
brew=

have() {
	command -v "$1" >/dev/null 2>&1
}

# need NAME DEBIAN FEDORA ARCH BREW: NAME is missing, and so it is called in each of these places
need() {
	missing="$missing $1"
	debian="$debian $2"
	fedora="$fedora $3"
	arch="$arch $4"
	brew="$brew $5"
}

first_of() {
	for path in "$@"; do
		[ -e "$path" ] && return 0
	done
	return 1
}

# True if a static 32-bit program links against the compiler's own unwinder.
links_32() {
	echo 'int _Unwind_Backtrace(void *, void *); void _start(void) { _Unwind_Backtrace(0, 0); }' |
		"$1" -m32 -x c - -static -nostdlib -no-pie -Wl,--unresolved-symbols=ignore-all -lgcc_eh -lgcc \
			-o /dev/null >/dev/null 2>&1
}

check_build() {
	have make || need make make make make make
	have python3 || need python3 python3 python3 python python
	if [ -n "${LLVM:-}" ]; then
		{ have clang && have ld.lld && have llvm-ar; } ||
			need clang+lld+llvm "clang lld llvm" "clang lld llvm" "clang lld llvm" "llvm lld"
	elif [ -n "${CROSS_COMPILE_X86_64:-}" ]; then
		have "${CROSS_COMPILE_X86_64}gcc" || {
			echo "CROSS_COMPILE_X86_64='$CROSS_COMPILE_X86_64': no ${CROSS_COMPILE_X86_64}gcc here" >&2
			exit 1
		}
	elif ! have gcc || ! have ld; then
		need gcc gcc gcc gcc x86_64-elf-gcc
	fi
	if [ -n "${CROSS_COMPILE_I386:-}" ]; then
		have "${CROSS_COMPILE_I386}gcc" || {
			echo "CROSS_COMPILE_I386='$CROSS_COMPILE_I386': no ${CROSS_COMPILE_I386}gcc here" >&2
			exit 1
		}
	elif ! have i686-linux-gnu-gcc && ! { have gcc && links_32 gcc; }; then
		need 32-bit-gcc gcc-i686-linux-gnu "glibc-devel.i686 libgcc.i686" lib32-gcc-libs i686-elf-gcc
	fi
	have grub-mkrescue || have grub2-mkrescue || have i686-elf-grub-mkrescue ||
		need grub-mkrescue grub-common grub2-tools-extra grub i686-elf-grub
	first_of /usr/lib/grub/i386-pc /usr/share/grub/i386-pc /opt/*/*/i686-elf-grub ||
		need grub-bios grub-pc-bin grub2-pc-modules grub i686-elf-grub
	first_of /usr/lib/grub/x86_64-efi /opt/*/*/i686-elf-grub ||
		need grub-efi-x64 grub-efi-amd64-bin grub2-efi-x64-modules grub i686-elf-grub
	first_of /usr/lib/grub/i386-efi /opt/*/*/i686-elf-grub ||
		need grub-efi-ia32 grub-efi-ia32-bin grub2-efi-ia32-modules grub i686-elf-grub
	have xorriso || need xorriso xorriso xorriso libisoburn xorriso
	have mformat || need mtools mtools mtools mtools mtools
}

check_run() {
	have qemu-system-x86_64 || need qemu qemu-system-x86 qemu-system-x86-core qemu-system-x86 qemu
}

# A gdb without Python would do for nothing here; whoever has one chose it.
check_debug() {
	check_run
	have gdb || need gdb gdb gdb gdb gdb
}

check_test() {
	check_run
	first_of /usr/share/OVMF/OVMF_CODE*.fd /usr/share/edk2/*/OVMF_CODE*.fd ||
		need ovmf ovmf edk2-ovmf edk2-ovmf qemu
	first_of /usr/share/OVMF/OVMF32_CODE*.fd /usr/share/edk2/*ia32/OVMF_CODE*.fd ||
		need ovmf-ia32 ovmf-ia32 edk2-ovmf-ia32 edk2-ovmf qemu
	# Bochs is a second opinion, skipped where it is absent; Debian has all of it in packages.
	if have apt-get && [ "$(id -u)" = 0 ]; then
		{ have bochs && first_of /usr/lib/*/bochs/plugins/libbx_term_gui.so &&
			first_of /usr/share/bochs/BIOS-bochs-latest && first_of /usr/share/bochs/VGABIOS-lgpl-latest; } ||
			need bochs "bochs bochs-term bochsbios vgabios" bochs bochs bochs
	fi
	check_debug
	# The host tests are ordinary programs of this machine.
	echo '#include <stdio.h>' | "${HOSTCC:-cc}" -E -x c -o /dev/null - >/dev/null 2>&1 ||
		first_of /usr/include/stdio.h || need libc-headers libc6-dev glibc-devel glibc ""
}

# The browser is large: who runs the tests at home may do without, and sees the page's test skipped.
check_ci() {
	check_test
	have chromium || have chromium-browser || have google-chrome || need chromium chromium chromium chromium chromium
}

check() {
	missing= debian= fedora= arch= brew=
	check_build
	case $what in
	run) check_run ;;
	debug) check_debug ;;
	test) check_test ;;
	ci) check_ci ;;
	esac
}

# Words without duplicates, with one space between.
tidy() {
	echo "$*" | tr -s ' ' '\n' | awk 'NF && !seen[$0]++' | tr '\n' ' ' | sed 's/ $//'
}

apt() {
	# shellcheck disable=SC2046
	DEBIAN_FRONTEND=noninteractive apt-get install -y --no-remove --no-install-recommends $(tidy "$debian") >&2
}

check
[ -z "$missing" ] && exit 0

if have apt-get && [ "$(id -u)" = 0 ]; then
	echo "installing: $(tidy "$debian")" >&2
	# Package lists that are absent or old make the first attempt fail.
	apt || { apt-get update >&2 && apt; } || {
		echo "apt-get could not install what is missing: $(tidy "$missing")" >&2
		exit 1
	}
	check
	[ -z "$missing" ] && exit 0
fi
echo "missing: $(tidy "$missing"). Debian, Ubuntu: apt-get install $(tidy "$debian") | Fedora: dnf install $(tidy "$fedora") |" \
	"Arch: pacman -S $(tidy "$arch") | macOS: brew install $(tidy "$brew")" >&2
exit 1
