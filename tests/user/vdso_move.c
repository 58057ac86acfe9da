/* SPDX-License-Identifier: MIT */
/*
 * mremap of the vDSO: the whole moves and everything that the kernel knows of it moves too.
 * Catches: a landing pad or trampoline address kept somewhere else than in the mm.
 */
#include "regs.h"
#include "tap.h"
#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define NR_EXIT 1
#define NR_FORK 2
#define NR_KILL 37
#define NR_GETPID 20
#define NR_GETPPID 64
#define NR_WAIT4 114
#define NR_MREMAP 163

static uint32_t int80(uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e)
{
	regs_in = (struct regs){ .ax = nr, .bx = a, .cx = b, .dx = c, .si = d, .di = e,
				 .flags = FL_FIXED | FL_IF };
	regs_code = raw_int80;
	regs_call();
	return regs_out.ax;
}

/* The mapping's size: all that the headers and the section headers describe. */
static uint32_t image_size(void)
{
	const Elf32_Ehdr *eh = (const Elf32_Ehdr *)getauxval(AT_SYSINFO_EHDR);
	const Elf32_Phdr *ph = (const Elf32_Phdr *)((const char *)eh + eh->e_phoff);
	uint32_t end = eh->e_shoff + eh->e_shnum * eh->e_shentsize;

	for (unsigned i = 0; i < eh->e_phnum; i++)
		if (ph[i].p_type == PT_LOAD && ph[i].p_memsz > end)
			end = ph[i].p_memsz;
	return (end + 4095) & ~4095u;
}

static volatile uint32_t handler_return, handled, seen_ip;
static uint32_t old_pad; /* read while the old pages are there */

static void on_usr1(int sig, siginfo_t *si, void *ctx)
{
	(void)sig, (void)si;
	handled++;
	handler_return = (uint32_t)__builtin_return_address(0);
	seen_ip = ((ucontext_t *)ctx)->uc_mcontext.gregs[REG_EIP];
}

static void on_usr2(int sig)
{
	(void)sig;
	handled++;
	handler_return = (uint32_t)__builtin_return_address(0);
}

/* Everything here runs without libc's calls: its idea of the vDSO is stale.  0, or what failed. */
static int after_move(uint32_t to, uint32_t size, uint32_t delta)
{
	uint32_t pid, stub = getauxval(AT_SYSINFO) + delta;

	pid = int80(NR_GETPID, 0, 0, 0, 0, 0);
	regs_in = (struct regs){ .ax = NR_GETPID, .bx = 1, .cx = 2, .dx = 3, .bp = 4,
				 .flags = FL_FIXED | FL_IF };
	regs_code = (const void *)stub;
	regs_call();
	if (regs_out.ax != pid || regs_out.cx != 2 || regs_out.dx != 3 || regs_out.bp != 4)
		return 11;
	/* a signal in a vDSO call sees the new pad; both trampolines are the new ones */
	regs_in.ax = NR_KILL, regs_in.bx = pid, regs_in.cx = SIGUSR1;
	regs_call();
	if (handled != 1 || handler_return < to || handler_return >= to + size)
		return 12;
	if (seen_ip != old_pad + delta)
		return 13;
	regs_in.ax = NR_KILL, regs_in.bx = pid, regs_in.cx = SIGUSR2;
	regs_call();
	if (handled != 2 || handler_return < to || handler_return >= to + size)
		return 14;
	return 0;
}

/* A child has the parent's place. */
static int in_child(uint32_t to, uint32_t size, uint32_t delta)
{
	static int status;
	uint32_t pid = int80(NR_FORK, 0, 0, 0, 0, 0);

	if (!pid) {
		handled = 0;
		int80(NR_EXIT, after_move(to, size, delta), 0, 0, 0, 0);
	}
	if (int80(NR_WAIT4, pid, (uint32_t)&status, 0, 0, 0) != pid)
		return 15;
	return status ? 16 : 0;
}

/* Runs in a process of its own; exits with 42 or with what failed. */
static void move(bool by_stub, void *spare)
{
	uint32_t from = getauxval(AT_SYSINFO_EHDR), to = (uint32_t)spare, size = image_size();
	int bad;

	if (by_stub) {
		regs_in = (struct regs){ .ax = NR_MREMAP, .bx = from, .cx = size, .dx = size,
					 .si = MREMAP_MAYMOVE | MREMAP_FIXED, .di = to, .bp = 0x77,
					 .flags = FL_FIXED | FL_IF };
		regs_code = (const void *)getauxval(AT_SYSINFO);
		regs_call();
	} else {
		int80(NR_MREMAP, from, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, to);
	}
	if (regs_out.ax != to || regs_out.bp != regs_in.bp || regs_out.cx != size)
		int80(NR_EXIT, 10, 0, 0, 0, 0);
	bad = after_move(to, size, to - from);
	if (!bad)
		bad = in_child(to, size, to - from);
	int80(NR_EXIT, bad ? bad : 42, 0, 0, 0, 0);
}

static void moved(bool by_stub, void *spare)
{
	int status = -1, pid = fork();

	if (!pid)
		move(by_stub, spare);
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 42,
	   "moved by a call through %s: stub, landing pad and trampolines work there (status %x)",
	   by_stub ? "the stub itself" : "int80", status);
}

int main(void)
{
	uint32_t from = getauxval(AT_SYSINFO_EHDR), size = image_size();
	struct sigaction sa = { .sa_sigaction = on_usr1, .sa_flags = SA_SIGINFO };
	struct sigaction old = { .sa_handler = on_usr2 };
	void *spare = mmap(NULL, 16 * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (!from || spare == MAP_FAILED) {
		ok(false, "AT_SYSINFO_EHDR and a place to move to");
		return done_testing();
	}
	old_pad = (uint32_t)landing_pad();
	sigaction(SIGUSR1, &sa, NULL);
	sigaction(SIGUSR2, &old, NULL);
	moved(false, spare);
	moved(true, spare);
	ok(int80(NR_MREMAP, from, size, size + 4096, MREMAP_MAYMOVE | MREMAP_FIXED,
		 (uint32_t)spare) == (uint32_t)-EINVAL ||
		   regs_out.ax == (uint32_t)-EFAULT,
	   "it cannot grow (%d)", (int)regs_out.ax);
	ok(getppid() > 0 && kill(getpid(), SIGUSR1) == 0 && handled == 1,
	   "and is where it was for the parent");
	return done_testing();
}
