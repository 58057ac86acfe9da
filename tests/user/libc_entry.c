/* SPDX-License-Identifier: MIT */
/*
 * <entry.h>: a call with six arguments by each entry that there is.
 * Catches: an argument in the wrong place, a register or flag not kept, a wrong landing pad.
 */
#include "tap.h"
#include <entry.h>
#include <errno.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

static void six_arguments(enum entry e)
{
	char name[] = "/tmp/libc_entry.XXXXXX";
	int fd = mkstemp(name);
	char *p, *at;
	off_t place = 0;

	if (fd < 0)
		bail_out("mkstemp: %m");
	unlink(name);
	if (ftruncate(fd, 3 * 4096) < 0 || pwrite(fd, "page two", 8, 2 * 4096) != 8)
		bail_out("cannot write the file");
	ok(syscall_by(e, __NR__llseek, fd, 1, 5, &place, SEEK_SET) == 0 && place == 0x100000005LL,
	   "%s: _llseek got its five arguments", entry_name(e));
	/* Where nothing is, so that the address must be obeyed. */
	at = mmap(NULL, 8192, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	p = (char *)syscall_by(e, __NR_mmap2, at + 4096, 4096, PROT_READ, MAP_PRIVATE | MAP_FIXED,
			       fd, 2);
	ok(p == at + 4096 && !memcmp(p, "page two", 8), "%s: mmap2 got its six arguments",
	   entry_name(e));
	ok(syscall_by(e, __NR_mmap2, 0, 4096, PROT_READ, MAP_PRIVATE, fd + 100, 0) == -EBADF,
	   "%s: its fifth alone", entry_name(e));
	munmap(at, 8192);
	close(fd);
}

static void registers(enum entry e)
{
	const struct entry_regs in = {
		.ax = __NR_getppid, .bx = 0x11111111, .cx = 0x22222222, .dx = 0x33333333,
		.si = 0x44444444, .di = 0x55555555, .bp = 0x66666666, .flags = 0x202,
	};
	struct entry_regs r = in;

	ok(entry_call(e, &r) && r.ax == (uint32_t)getppid(), "%s: getppid", entry_name(e));
	ok(r.bx == in.bx && r.cx == in.cx && r.dx == in.dx && r.si == in.si && r.di == in.di &&
	   r.bp == in.bp, "%s: registers are kept", entry_name(e));
	ok(r.flags & 0x200, "%s: IF is set", entry_name(e));
	r = in;
	r.flags |= 0x4000;	/* NT, which a careless kernel dies of */
	ok(entry_call(e, &r) && r.ax == (uint32_t)getppid() && r.flags & 0x4000, "%s: NT is kept",
	   entry_name(e));
	ok(syscall_by(e, 0x12345678) == -ENOSYS, "%s: an unknown number", entry_name(e));
}

int main(void)
{
	const unsigned char *pad = entry_landing_pad();

	diag("%s kernel, vDSO at %#lx, stub by %s", entry_kernel_is_64() ? "x86_64" : "i386",
	     getauxval(AT_SYSINFO_EHDR), entry_name(entry_of_vdso()));
	for (enum entry e = 0; e < ENTRY_COUNT; e++) {
		if (!entry_usable(e)) {
			diag("no %s on this kernel and CPU", entry_name(e));
			continue;
		}
		six_arguments(e);
		registers(e);
	}
	if (!entry_usable(ENTRY_VDSO)) {
		skip(2, "this kernel gives no vDSO");
		return done_testing();
	}
	ok(pad && pad[-2] == 0xcd && pad[-1] == 0x80, "the landing pad follows an int $0x80");
	ok(vdso_sym("__kernel_vsyscall") == (void *)getauxval(AT_SYSINFO) &&
	   vdso_sym("__kernel_rt_sigreturn") && !vdso_sym("nothing"), "symbols of the vDSO");
	return done_testing();
}
