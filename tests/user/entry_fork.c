/* SPDX-License-Identifier: MIT */
/*
 * New tasks through each entry: both returns have the caller's registers, 0 and the pid in eax.
 * Catches: a child frame copied wrong, ret_from_fork on the wrong exit, clone's arguments swapped.
 */
#include "regs.h"
#include "tap.h"
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NR_FORK 2
#define NR_CLONE 120
#define NR_VFORK 190

static void fill(uint32_t nr)
{
	regs_in = (struct regs){ .ax = nr, .bx = 0, .cx = 0, .dx = 0xd0d0d0d0, .si = 0x51515151,
				 .di = 0xd1d1d1d1, .bp = 0xb9b9b9b9,
				 .flags = FL_FIXED | FL_IF | FL_CF | FL_SF };
}

static bool kept(void)
{
	regs_in.ax = regs_out.ax;
	regs_in.sp = regs_saved_sp;
	return !memcmp(&regs_in, &regs_out, sizeof(regs_in));
}

/* The child says 7 if all is well for it. */
static bool both(enum entry e)
{
	int status = -1, pid = regs_enter(e);
	bool good = kept();

	if (!pid)
		_exit(good ? 7 : 8);
	return good && pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 7;
}

static void forks(enum entry e)
{
	static int shared_page = 1;
	int status;

	fill(NR_FORK);
	ok(both(e), "%s: fork", entry_names[e]);
	fill(NR_CLONE);
	regs_in.bx = SIGCHLD;
	ok(both(e), "%s: clone without flags or stack", entry_names[e]);

	/* grandchildren: the child of a fork can fork by the same entry */
	fill(NR_FORK);
	int pid = regs_enter(e);
	if (!pid) {
		fill(NR_FORK);
		_exit(both(e) ? 7 : 8);
	}
	ok(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 7,
	   "%s: fork in the child of a fork", entry_names[e]);

	/* a store of the child is not seen */
	fill(NR_FORK);
	pid = regs_enter(e);
	if (!pid) {
		shared_page = 2;
		_exit(shared_page);
	}
	ok(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 2 && shared_page == 1,
	   "%s: the child's memory is a copy", entry_names[e]);

	fill(NR_CLONE);
	regs_in.bx = CLONE_THREAD;
	ok(regs_enter(e) == (uint32_t)-EINVAL && kept(), "%s: clone with flags that need others is EINVAL",
	   entry_names[e]);
}

/*
 * clone(flags, stack, ptid, tls, ctid) by int80; the child stores its registers and flags at *ebp,
 * then exits with 7.  The caller's memory is shared, so it needs no libc.
 */
struct {
	uint32_t ax, bx, cx, dx, si, di, bp, sp, flags, gs;
} child_regs;
uint32_t clone_gs_word;

asm(".pushsection .text\n"
    "	.globl	clone_raw\n"
    "clone_raw:\n"
    "	int	$0x80\n"
    "	pushf\n"
    "	test	%eax, %eax\n"
    "	jz	1f\n"
    "	popf\n"
    "	ret\n"
    "1:	pop	child_regs+32\n"
    "	mov	%eax, child_regs\n"
    "	mov	%ebx, child_regs+4\n"
    "	mov	%ecx, child_regs+8\n"
    "	mov	%edx, child_regs+12\n"
    "	mov	%esi, child_regs+16\n"
    "	mov	%edi, child_regs+20\n"
    "	mov	%ebp, child_regs+24\n"
    "	mov	%esp, child_regs+28\n"
    "	mov	%gs, child_regs+36\n"
    "	cmpl	$0, clone_gs_word\n"
    "	je	2f\n"
    "	mov	%gs:0, %eax\n"
    "	mov	%eax, clone_gs_word\n"
    "2:	mov	$1, %eax\n"
    "	mov	$7, %ebx\n"
    "	int	$0x80\n"
    "	hlt\n"
    ".popsection\n");
extern const char clone_raw[];

static int raw_clone(uint32_t flags, uint32_t stack, uint32_t *ptid, void *tls, uint32_t *ctid)
{
	fill(NR_CLONE);
	regs_in.bx = flags;
	regs_in.cx = stack;
	regs_in.dx = (uint32_t)ptid;
	regs_in.si = (uint32_t)tls;
	regs_in.di = (uint32_t)ctid;
	memset(&child_regs, 0xee, sizeof(child_regs));
	regs_code = clone_raw;
	regs_call();
	return regs_out.ax;
}

static bool exited_7(int pid, int options)
{
	int status = -1;

	return waitpid(pid, &status, options) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 7;
}

static bool child_kept(uint32_t stack)
{
	bool good = child_regs.ax == 0 && child_regs.bx == regs_in.bx &&
		    child_regs.cx == regs_in.cx && child_regs.dx == regs_in.dx &&
		    child_regs.si == regs_in.si && child_regs.di == regs_in.di &&
		    child_regs.bp == regs_in.bp && child_regs.sp == stack &&
		    child_regs.flags == regs_in.flags;

	if (!good)
		diag("child ax %08x bx %08x cx %08x dx %08x si %08x di %08x bp %08x sp %08x",
		     child_regs.ax, child_regs.bx, child_regs.cx, child_regs.dx, child_regs.si,
		     child_regs.di, child_regs.bp, child_regs.sp);
	return good;
}

static void clones(uint8_t *stacks)
{
	uint32_t top = (uint32_t)stacks + 8192, ptid = 0, ctid = 0xffffffff;
	struct {
		uint32_t number, base, limit, bits;
	} tls = { 0, 0, 0xfffff, 0x51 };
	static uint32_t tls_area = 0x2468ace0;
	uint16_t gs;
	int pid;

	pid = raw_clone(CLONE_VM | CLONE_VFORK | SIGCHLD, top, NULL, NULL, NULL);
	ok(pid > 0 && kept() && exited_7(pid, 0) && child_kept(top),
	   "clone with CLONE_VM|CLONE_VFORK on a new stack: registers of both");

	pid = raw_clone(CLONE_VM | CLONE_VFORK | CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | SIGCHLD,
			top, &ptid, NULL, &ctid);
	ok(pid > 0 && kept() && exited_7(pid, 0) && ptid == (uint32_t)pid && ctid == (uint32_t)pid &&
		   child_kept(top),
	   "ptid is the third argument, ctid the fifth");

	ctid = 0xffffffff;
	pid = raw_clone(CLONE_VM | CLONE_VFORK | CLONE_CHILD_CLEARTID | SIGCHLD, top, NULL, NULL, &ctid);
	ok(pid > 0 && exited_7(pid, 0) && ctid == 0, "CLONE_CHILD_CLEARTID clears *ctid at exit");

	/* the slot that this thread's own gs has, for the child another base in it */
	asm("mov %%gs, %0" : "=r"(gs));
	if (gs < 4) {
		skip(2, "this program has no TLS in gs");
	} else {
		tls.number = gs >> 3;
		tls.base = (uint32_t)&tls_area;
		clone_gs_word = 1;
		pid = raw_clone(CLONE_VM | CLONE_VFORK | CLONE_SETTLS | SIGCHLD, top, NULL, &tls, NULL);
		ok(pid > 0 && exited_7(pid, 0) && clone_gs_word == tls_area && child_kept(top),
		   "CLONE_SETTLS: tls is the fourth argument, the child's gs has its base");
		clone_gs_word = 0;
		tls.number = 1000;
		ok(raw_clone(CLONE_VM | CLONE_VFORK | CLONE_SETTLS | SIGCHLD, top, NULL, &tls, NULL) ==
			   -EINVAL,
		   "a TLS slot that is none is EINVAL");
	}
	ok(raw_clone(CLONE_VM | CLONE_SETTLS | SIGCHLD, top, NULL, (void *)0x10, NULL) == -EFAULT,
	   "a bad tls pointer is EFAULT");

	/* exit signal 0 needs __WCLONE or __WALL */
	pid = raw_clone(CLONE_VM | CLONE_VFORK, top, NULL, NULL, NULL);
	ok(pid > 0 && waitpid(pid, NULL, 0) == -1 && errno == ECHILD && exited_7(pid, __WALL),
	   "a child without an exit signal is found by __WALL only");
}

/* vfork: the parent sleeps until the child exits, and they share memory. */
static void vforks(void)
{
	volatile uint32_t pid;
	static volatile int order;
	int status = -1;

	order = 1;
	pid = vfork();
	if (!pid) {
		struct timespec ts = { 0, 30000000 };

		syscall(SYS_nanosleep, &ts, NULL);
		order = order == 1 ? 2 : 9;
		_exit(7);
	}
	ok(order == 2 && waitpid(pid, &status, 0) == (int)pid && WEXITSTATUS(status) == 7,
	   "vfork: the parent goes on after the child's exit, memory is shared");

	fill(NR_VFORK);
	regs_code = clone_raw; /* exits by int80 at once, on the parent's stack */
	memset(&child_regs, 0xee, sizeof(child_regs));
	regs_call();
	pid = regs_out.ax;
	ok((int)pid > 0 && kept() && exited_7(pid, 0) && child_kept(regs_saved_sp - 4),
	   "vfork by int80: registers of both");
}

int main(void)
{
	uint8_t *stacks = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for_each_entry(e)
		forks(e);
	clones(stacks);
	vforks();
	return done_testing();
}
