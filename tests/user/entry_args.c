/* SPDX-License-Identifier: MIT */
/*
 * Six arguments through each entry, and every register afterwards.
 * Catches: an argument taken from the wrong register or stack word, a register not restored.
 */
#include "regs.h"
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define NR_GETPPID 64
#define NR_LLSEEK 140
#define NR_MMAP2 192
#define NR_PSELECT6 308
#define NR_NONE 0x7fff1234u

static void load(uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e, uint32_t f)
{
	regs_in = (struct regs){ .ax = nr, .bx = a, .cx = b, .dx = c, .si = d, .di = e, .bp = f,
				 .flags = FL_FIXED | FL_IF };
}

static const char *wrong_register(void)
{
	if (regs_out.bx != regs_in.bx)
		return "ebx";
	if (regs_out.cx != regs_in.cx)
		return "ecx";
	if (regs_out.dx != regs_in.dx)
		return "edx";
	if (regs_out.si != regs_in.si)
		return "esi";
	if (regs_out.di != regs_in.di)
		return "edi";
	if (regs_out.bp != regs_in.bp)
		return "ebp";
	if (regs_out.sp != regs_saved_sp)
		return "esp";
	return NULL;
}

static void kept(const char *what, enum entry e)
{
	const char *bad = wrong_register();

	ok(!bad, "%s: %s: every register kept", entry_names[e], what);
	if (!bad)
		return;
	diag("wrong: %s", bad);
	diag("in  bx %08x cx %08x dx %08x si %08x di %08x bp %08x sp %08x", regs_in.bx, regs_in.cx,
	     regs_in.dx, regs_in.si, regs_in.di, regs_in.bp, regs_saved_sp);
	diag("out bx %08x cx %08x dx %08x si %08x di %08x bp %08x sp %08x", regs_out.bx, regs_out.cx,
	     regs_out.dx, regs_out.si, regs_out.di, regs_out.bp, regs_out.sp);
}

/* mmap2 uses all six; each has a visible effect. */
static void six_arguments(enum entry e, int fd, const uint8_t *want)
{
	uint8_t *area = mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int pipefd[2] = { -1, -1 };

	if (area == MAP_FAILED || pipe(pipefd) < 0) {
		ok(false, "%s: no memory or pipe to test with", entry_names[e]);
		return;
	}
	memset(area, 0x5a, 4 * 4096);
	load(NR_MMAP2, (uint32_t)area + 4096, 2 * 4096, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 1);
	regs_enter(e);
	ok(regs_out.ax == regs_in.bx, "%s: mmap2 gives arg1 back", entry_names[e]);
	kept("mmap2", e);
	if (regs_out.ax != regs_in.bx)
		return;
	ok(area[0] == 0x5a && area[3 * 4096] == 0x5a && area[2 * 4096] != 0x5a,
	   "%s: mmap2 maps arg2 bytes", entry_names[e]);
	ok(write(pipefd[1], "x", 1) == 1 && read(pipefd[0], area + 4096, 1) == -1 && errno == EFAULT,
	   "%s: mmap2 with arg3 PROT_READ is not writable", entry_names[e]);
	ok(!memcmp(area + 4096, want, 4096), "%s: mmap2 of arg5's file at page arg6",
	   entry_names[e]);
	load(NR_MMAP2, (uint32_t)area, 4096, PROT_READ, 0, fd, 1);
	ok(regs_enter(e) == (uint32_t)-EINVAL, "%s: mmap2 with arg4 0 is EINVAL", entry_names[e]);
	kept("failing mmap2", e);
	load(NR_MMAP2, (uint32_t)area, 4096, PROT_READ, MAP_PRIVATE, -7, 1);
	ok(regs_enter(e) == (uint32_t)-EBADF, "%s: mmap2 with arg5 -7 is EBADF", entry_names[e]);
	munmap(area, 4 * 4096);
	close(pipefd[0]);
	close(pipefd[1]);
}

static void five_arguments(enum entry e, int fd)
{
	static struct {
		uint32_t before;
		uint64_t pos;
		uint32_t after;
	} __attribute__((packed, aligned(4))) r;

	r.before = r.after = 0x11223344;
	load(NR_LLSEEK, fd, 1, 0x2345, (uint32_t)&r.pos, SEEK_SET, 0x66666666);
	ok(regs_enter(e) == 0 && r.pos == 0x100002345ull && r.before == 0x11223344 &&
		   r.after == 0x11223344,
	   "%s: _llseek takes its five arguments", entry_names[e]);
	kept("_llseek", e);
	load(NR_LLSEEK, fd, 0, 0, (uint32_t)&r.pos, 99, 0x66666666);
	ok(regs_enter(e) == (uint32_t)-EINVAL, "%s: _llseek refuses whence 99", entry_names[e]);
	load(NR_LLSEEK, fd, 0, 0, 0x10, SEEK_SET, 0x66666666);
	ok(regs_enter(e) == (uint32_t)-EFAULT, "%s: _llseek refuses a bad result pointer",
	   entry_names[e]);
	kept("faulting _llseek", e);
}

/* The sixth argument of pselect6 is a pointer to a pair that the kernel reads. */
static void sixth_pointer(enum entry e)
{
	static const uint32_t zero[4], no_mask[2] = { 0, 8 };

	load(NR_PSELECT6, 0, 0, 0, 0, (uint32_t)zero, (uint32_t)no_mask);
	if (regs_enter(e) == (uint32_t)-ENOSYS) {
		skip(2, "no pselect6 here");
		return;
	}
	ok(regs_out.ax == 0, "%s: pselect6 with a good arg6", entry_names[e]);
	regs_in.bp = 0x10;
	ok(regs_enter(e) == (uint32_t)-EFAULT, "%s: pselect6 with a bad arg6 is EFAULT",
	   entry_names[e]);
}

static void patterns(enum entry e)
{
	static const uint32_t seed[] = { 0, 0xffffffff, 0x80000000, 0x7fffffff, 0x12345678, 0xdeadbeef };
	uint32_t ppid = getppid();

	for (unsigned i = 0; i < sizeof(seed) / sizeof(*seed); i++) {
		uint32_t s = seed[i], k = s && s + 1 ? 0x01010101 : 0;

		load(NR_NONE, s, s + k, s + 2 * k, s + 3 * k, s + 4 * k, s + 5 * k);
		regs_enter(e);
		ok(regs_out.ax == (uint32_t)-ENOSYS, "%s: unknown call, registers %08x: ENOSYS",
		   entry_names[e], s);
		kept("unknown call", e);
		regs_in.ax = NR_GETPPID;
		ok(regs_enter(e) == ppid, "%s: getppid, registers %08x", entry_names[e], s);
		kept("getppid", e);
	}
}

int main(int argc, char **argv)
{
	const char *self = (const char *)getauxval(AT_EXECFN);
	static uint8_t want[4096];
	int fd;

	(void)argc;
	fd = open(self ? self : argv[0], O_RDONLY);
	if (fd < 0 || lseek(fd, 4096, SEEK_SET) != 4096 || read(fd, want, 4096) != 4096) {
		ok(false, "this program's own file can be read");
		return done_testing();
	}
	for_each_entry(e) {
		six_arguments(e, fd, want);
		five_arguments(e, fd);
		sixth_pointer(e);
		patterns(e);
	}
	return done_testing();
}
