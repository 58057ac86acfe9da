/* SPDX-License-Identifier: MIT */
/*
 * The vDSO is one read-only, executable segment that starts with its ELF header, so that the
 * kernel can map the file as it is and the dynamic linker, gdb and unwinders can read it.
 * vdso/system_call.S, sigreturn.S and clock.c are its code; arch/x86/kernel/vdso.c maps it.
 */

OUTPUT_FORMAT("elf32-i386")
OUTPUT_ARCH(i386)

SECTIONS
{
	/* The clock's page (asm/vclock.h) is mapped right below the image. */
	vvar = . - 0x1000;
	. = SIZEOF_HEADERS;

	.hash		: { *(.hash) }			:text
	.gnu.hash	: { *(.gnu.hash) }
	.dynsym		: { *(.dynsym) }
	.dynstr		: { *(.dynstr) }
	.gnu.version	: { *(.gnu.version) }
	.gnu.version_d	: { *(.gnu.version_d) }
	.gnu.version_r	: { *(.gnu.version_r) }

	.eh_frame_hdr	: { *(.eh_frame_hdr) }		:text :eh_frame_hdr
	.eh_frame	: { KEEP(*(.eh_frame)) }	:text
	.dynamic	: { *(.dynamic) }		:text :dynamic
	.rodata		: { *(.rodata*) }		:text
	.got		: { *(.got.plt) *(.got) }
	.text		: { *(.text*) }			:text =0x90909090
	/DISCARD/	: { *(.data*) *(.bss*) *(.comment) *(.note*) }
}

PHDRS
{
	text		PT_LOAD		FILEHDR PHDRS FLAGS(5);	/* r-x */
	dynamic		PT_DYNAMIC	FLAGS(4);
	eh_frame_hdr	PT_GNU_EH_FRAME;
}

VERSION
{
	LINUX_2.6 {
	global:
		__vdso_clock_gettime;
		__vdso_clock_gettime64;
		__vdso_clock_getres;
		__vdso_gettimeofday;
		__vdso_time;
		__vdso_getcpu;
	};
	LINUX_2.5 {
	global:
		__kernel_vsyscall;
		__kernel_sigreturn;
		__kernel_rt_sigreturn;
	local: *;
	};
}
