/* SPDX-License-Identifier: MIT */
/*
 * A program's own segments and ports: modify_ldt(2), set_thread_area(2), ioperm(2), iopl(2).
 * Catches: a descriptor that should be refused, one that reads back otherwise, a live segment that is not
 * reloaded, ports that stay open or shut.
 */
#include "tap.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

struct desc {
	unsigned entry, base, limit, flags;
};
#define SEG_32BIT	0x01
#define CONTENTS(n)	((n) << 1)
#define READ_ONLY	0x08
#define IN_PAGES	0x10
#define NOT_PRESENT	0x20
#define USEABLE		0x40

static int cell = 0x12345678, cell2 = 0x87654321;

static int write_ldt(unsigned entry, void *base, unsigned limit, unsigned flags)
{
	struct desc d = { entry, (unsigned)base, limit, flags };

	errno = 0;
	return syscall(SYS_modify_ldt, 0x11, &d, sizeof(d));
}

/* Access rights as LAR shows them; 0: not loadable. */
static unsigned rights(unsigned sel)
{
	unsigned ar = 0;

	__asm__ volatile("lar %1, %0; jz 1f; xor %0, %0; 1:" : "+&r"(ar) : "r"(sel) : "cc");
	return ar & 0xf0ff00;		/* the limit's bits are undefined (SDM vol. 2, LAR) */
}

static int read_fs(unsigned sel)
{
	int val;
	unsigned old;

	__asm__ volatile("mov %%fs, %1; mov %2, %%fs; mov %%fs:0, %0; mov %1, %%fs"
			 : "=&r"(val), "=&r"(old) : "r"(sel));
	return val;
}

static void ldt(void)
{
	unsigned long long table[8] = { 0 };
	int n, status, pid;

	ok(syscall(SYS_modify_ldt, 0, table, sizeof(table)) == 0, "no LDT to begin with");
	ok(write_ldt(2, &cell, 3, SEG_32BIT) == 0 && read_fs(2 * 8 + 7) == cell, "a data segment");
	ok(rights(2 * 8 + 7) == 0x40f300, "its rights");
	n = syscall(SYS_modify_ldt, 0, table, sizeof(table));
	ok(n == sizeof(table) && (table[2] & 0xffff) == 3 && !table[0], "read back");
	ok(write_ldt(2, &cell, 3, SEG_32BIT | READ_ONLY | USEABLE) == 0 &&
	   rights(2 * 8 + 7) == 0x50f100, "read-only, useable");
	ok(write_ldt(3, 0, 0xfffff, SEG_32BIT | IN_PAGES | CONTENTS(2)) == 0 &&
	   rights(3 * 8 + 7) == 0xc0fb00, "code");
	ok(write_ldt(8192, &cell, 3, SEG_32BIT) == -1 && errno == EINVAL, "entry 8192");
	ok(write_ldt(2, &cell, 3, SEG_32BIT | CONTENTS(3)) == -1 && errno == EINVAL, "conforming code");
	ok(write_ldt(4, &cell, 3, SEG_32BIT | CONTENTS(3) | NOT_PRESENT) == 0, "unless it is not there");
	ok(syscall(SYS_modify_ldt, 0x11, table, 8) == -1 && errno == EINVAL, "length");
	ok(syscall(SYS_modify_ldt, 5, table, 8) == -1 && errno == ENOSYS, "function");
	ok(write_ldt(8191, &cell2, 3, SEG_32BIT) == 0 && read_fs(8191 * 8 + 7) == cell2 &&
	   read_fs(2 * 8 + 7) == cell, "8192 entries, the old ones kept");
	pid = fork();
	if (!pid)
		_exit(read_fs(8191 * 8 + 7) == cell2 && read_fs(2 * 8 + 7) == cell ? 0 : 1);
	waitpid(pid, &status, 0);
	ok(status == 0, "a child has a copy");

	/* A live segment follows its descriptor. No C between: it may use ES. */
	struct desc d = { 2, (unsigned)&cell2, 3, SEG_32BIT };
	int val;

	__asm__ volatile("push %%es; mov %3, %%es; int $0x80; mov %%es:0, %0; pop %%es"
			 : "=a"(val)
			 : "0"(SYS_modify_ldt), "b"(0x11), "r"(2 * 8 + 7), "c"(&d), "d"(sizeof(d))
			 : "memory");
	ok(val == cell2, "ES follows a change");
	ok(write_ldt(2, 0, 0, READ_ONLY | NOT_PRESENT) == 0 && rights(2 * 8 + 7) == 0, "cleared");
}

static void thread_area(void)
{
	struct desc d = { ~0u, (unsigned)&cell, 3, SEG_32BIT }, back;
	unsigned first, old;
	int val;

	ok(syscall(SYS_set_thread_area, &d) == 0 && d.entry != ~0u, "set_thread_area finds a slot");
	first = d.entry;
	ok(read_fs(first * 8 + 3) == cell, "and it works");
	memset(&back, 0xff, sizeof(back));
	back.entry = first;
	ok(syscall(SYS_get_thread_area, &back) == 0 && back.base == (unsigned)&cell && back.limit == 3 &&
	   (back.flags & 0x7f) == SEG_32BIT, "get_thread_area");
	d.flags = 0;
	errno = 0;
	ok(syscall(SYS_set_thread_area, &d) == -1 && errno == EINVAL, "16-bit is refused");
	d.flags = SEG_32BIT | CONTENTS(2);
	errno = 0;
	ok(syscall(SYS_set_thread_area, &d) == -1 && errno == EINVAL, "code is refused");
	d.flags = SEG_32BIT | NOT_PRESENT;
	errno = 0;
	ok(syscall(SYS_set_thread_area, &d) == -1 && errno == EINVAL, "not present is refused");
	d.flags = SEG_32BIT;
	d.entry = 3;
	errno = 0;
	ok(syscall(SYS_set_thread_area, &d) == -1 && errno == EINVAL, "another entry of the GDT is refused");
	errno = 0;
	ok(syscall(SYS_set_thread_area, (void *)16) == -1 && errno == EFAULT, "EFAULT");

	d = (struct desc){ first, (unsigned)&cell2, 3, SEG_32BIT };
	__asm__ volatile("mov %%fs, %1; mov %3, %%fs; int $0x80; mov %%fs:0, %0; mov %1, %%fs"
			 : "=a"(val), "=&S"(old)
			 : "0"(SYS_set_thread_area), "r"(first * 8 + 3), "b"(&d)
			 : "memory");
	ok(val == cell2, "FS follows a change");
	d = (struct desc){ first, 0, 0, READ_ONLY | NOT_PRESENT };
	ok(syscall(SYS_set_thread_area, &d) == 0 && rights(first * 8 + 3) == 0, "cleared");
	for (val = 0; val < 4; val++) {
		d = (struct desc){ ~0u, (unsigned)&cell, 3, SEG_32BIT };
		errno = 0;
		if (syscall(SYS_set_thread_area, &d))
			break;
	}
	ok(val >= 1 && val <= 3 && errno == ESRCH, "no slot left: ESRCH");
}

/* ---- ports ------------------------------------------------------------------------------------- */

static volatile int faulted;

static void on_segv(int sig, siginfo_t *si, void *ctx)
{
	(void)sig;
	(void)si;
	faulted = 1;
	((ucontext_t *)ctx)->uc_mcontext.gregs[REG_EIP] += 1; /* each instruction below is one byte */
}

static int port_ok(unsigned short port)
{
	unsigned char al;

	faulted = 0;
	__asm__ volatile("inb %%dx, %%al" : "=a"(al) : "d"(port));
	return !faulted;
}

static void ports(void)
{
	struct sigaction sa = { .sa_sigaction = on_segv, .sa_flags = SA_SIGINFO };
	int status, pid;

	sigaction(SIGSEGV, &sa, NULL);
	ok(!port_ok(0x80), "ports are shut");
	errno = 0;
	if (syscall(SYS_ioperm, 65536, 1, 1) == -1 && errno == ENOSYS) {
		skip(12, "this kernel has no ioperm");
		return;
	}
	ok(errno == EINVAL, "ioperm: range");
	ok(syscall(SYS_ioperm, 0, 0, 1) == -1 && errno == EINVAL, "ioperm: none");
	ok(syscall(SYS_iopl, 4) == -1 && errno == EINVAL, "iopl: level");
	if (syscall(SYS_ioperm, 0x80, 1, 1)) {
		skip(9, "may not open ports");
		return;
	}
	ok(port_ok(0x80) && !port_ok(0x84), "ioperm opens one");
	pid = fork();
	if (!pid)
		_exit(port_ok(0x80) ? 0 : 1);
	waitpid(pid, &status, 0);
	ok(status == 0, "for a child, too");
	syscall(SYS_ioperm, 0x80, 1, 0);
	ok(!port_ok(0x80), "and shuts it");
	ok(syscall(SYS_iopl, 3) == 0 && port_ok(0x80) && port_ok(0x84), "iopl 3 opens all");
	faulted = 0;
	__asm__ volatile("cli");
	ok(!faulted, "and makes CLI do nothing");
	ok(syscall(SYS_iopl, 0) == 0 && !port_ok(0x80), "iopl 0 shuts them");
	faulted = 0;
	__asm__ volatile("cli");
	ok(faulted, "CLI faults again");
	pid = fork();
	if (!pid) {
		setresuid(1, 1, 1);
		errno = 0;
		if (syscall(SYS_ioperm, 0x80, 1, 1) != -1 || errno != EPERM)
			_exit(1);
		errno = 0;
		_exit(syscall(SYS_iopl, 3) != -1 || errno != EPERM);
	}
	waitpid(pid, &status, 0);
	ok(status == 0, "not without privilege");
	ok(syscall(SYS_ioperm, 0x80, 1, 0) == 0, "shutting needs none");
}

int main(void)
{
	ldt();
	thread_area();
	ports();
	return done_testing();
}
