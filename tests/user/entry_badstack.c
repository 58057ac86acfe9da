/* SPDX-License-Identifier: MIT */
/*
 * A fast entry with a bad stack pointer: -EFAULT at the landing pad, then the pad's own pop faults
 * and the program goes on through its signal action.
 * Catches: a kernel that reads the user stack unchecked, wraps at 4 GiB, or loses the frame.
 */
#include "regs.h"
#include "tap.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#define NR_GETPID 20

static volatile int signals;
static volatile uint32_t fault_ip, fault_ax, fault_sp, fault_addr, fault_err;
static siginfo_t fault_info;

/* Take the result, then go on at regs_back as if the pad had returned there. */
static void on_segv(int sig, siginfo_t *si, void *ctx)
{
	greg_t *g = ((ucontext_t *)ctx)->uc_mcontext.gregs;

	(void)sig;
	if (signals++ > 3)
		_exit(99);
	fault_info = *si;
	fault_ip = g[REG_EIP];
	fault_ax = g[REG_EAX];
	fault_sp = g[REG_ESP];
	fault_err = g[REG_ERR];
	fault_addr = ((ucontext_t *)ctx)->uc_mcontext.cr2;
	g[REG_EIP] = (uintptr_t)regs_back;
}

static void enter_with(enum entry e, uint32_t sp, uint32_t nr)
{
	/* ours takes the stack from ecx, Linux from ebp; SYSCALL from esp */
	regs_in = (struct regs){ .ax = nr, .bx = 0xb0, .cx = sp, .dx = 0xd0, .si = 0x51, .di = 0xd1,
				 .bp = sp, .sp = sp, .flags = FL_FIXED | FL_IF | FL_SF };
	regs_code = e == ENTRY_SYSENTER ? bare_sysenter : bare_syscall;
	signals = 0;
	regs_jump();
}

/* The word at sp cannot be read: the call does not happen. */
static void unreadable(enum entry e, uint32_t sp, const char *what)
{
	enter_with(e, sp, NR_GETPID);
	ok(signals == 1 && fault_ax == (uint32_t)-EFAULT && fault_ip == (uintptr_t)landing_pad() &&
		   fault_sp == sp && regs_out.bx == 0xb0 && regs_out.si == 0x51 &&
		   regs_out.di == 0xd1 && (regs_out.flags & FL_SF),
	   "%s: %s (sp %08x): EFAULT at the landing pad", entry_names[e], what, sp);
	if (signals != 1 || fault_ax != (uint32_t)-EFAULT || fault_sp != sp)
		diag("signals %d ip %08x (pad %p) ax %08x sp %08x addr %08x err %x", signals,
		     fault_ip, landing_pad(), fault_ax, fault_sp, fault_addr, fault_err);
}

/* The word at sp can be read, the next one cannot: the call happens, the second pop faults. */
static void edge(enum entry e, uint32_t sp, const char *what)
{
	enter_with(e, sp, NR_GETPID);
	ok(signals == 1 && fault_ax == (uint32_t)getpid() &&
		   fault_ip == (uintptr_t)landing_pad() + 1 && fault_sp == sp + 4,
	   "%s: %s: the call runs, the pad's next pop faults", entry_names[e], what);
	ok(fault_info.si_code == SEGV_MAPERR && (uintptr_t)fault_info.si_addr == sp + 4,
	   "%s: %s: that fault names the page after", entry_names[e], what);
	if (signals != 1 || fault_sp != sp + 4)
		diag("signals %d ip %08x (pad %p) ax %08x sp %08x addr %08x err %x", signals,
		     fault_ip, landing_pad(), fault_ax, fault_sp, fault_addr, fault_err);
}

static void readable(enum entry e, uint32_t *p, const char *what)
{
	p[0] = 0x11111111;
	p[1] = 0x22222222;
	p[2] = p[3] = (uintptr_t)regs_back;
	enter_with(e, (uint32_t)p, NR_GETPID);
	ok(signals == 0 && regs_out.ax == (uint32_t)getpid() && regs_out.dx == 0x22222222,
	   "%s: %s: works", entry_names[e], what);
	enter_with(e, (uint32_t)p, 0x7fffffff);
	ok(signals == 0 && regs_out.ax == (uint32_t)-ENOSYS, "%s: %s: unknown call works",
	   entry_names[e], what);
}

static void all_stacks(enum entry e, uint8_t *area)
{
	static const uint32_t bad[] = { 0,	    1,		4,	    0xfff,	0xffc,
					0xfffffffc, 0xfffffffd, 0xfffffffe, 0xffffffff, 0xfffffff8,
					0xfffff000, 0xffffeffc, 0xffffe000, 0xffffe001 };
	static const uint32_t bad_32[] = { 0xbffffffd, 0xbffffffe, 0xbfffffff, 0xc0000000,
					   0xc0100000, 0xc0000fff, 0xe0000000, 0xff800000 };

	for (unsigned i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		unreadable(e, bad[i], "page zero or top of memory");
	for (unsigned i = 0; !kernel_is_64() && i < sizeof(bad_32) / sizeof(*bad_32); i++)
		unreadable(e, bad_32[i], "kernel address");
	unreadable(e, (uint32_t)area + 4096, "unmapped");
	unreadable(e, (uint32_t)area + 4093, "misaligned across the end of a mapping");
	unreadable(e, (uint32_t)area + 4095, "misaligned across the end of a mapping");
	unreadable(e, (uint32_t)area + 8191, "misaligned across the start of a mapping");
	unreadable(e, (uint32_t)area + 3 * 4096, "PROT_NONE");
	edge(e, (uint32_t)area + 4092, "last word before an unmapped page");
	readable(e, (uint32_t *)(area + 4096 - 16), "last four words of a page");
	readable(e, (uint32_t *)(area + 1001), "misaligned stack");
	readable(e, (uint32_t *)(area + 2 * 4096), "first words of a page");
	readable(e, (uint32_t *)(area + 2 * 4096 + 2), "misaligned at the start of a page");
}

/* The word is not there yet: the door's read must fault it in. */
static void demand_zero(enum entry e)
{
	uint32_t *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	enter_with(e, (uint32_t)p, NR_GETPID);
	/* three zero words are popped, then the return to 0 faults */
	ok(signals == 1 && fault_ip == 0 && fault_ax == (uint32_t)getpid(),
	   "%s: a stack page never touched before is faulted in", entry_names[e]);
	mprotect(p, 4096, PROT_READ);
	enter_with(e, (uint32_t)p, NR_GETPID);
	ok(signals == 1 && fault_ip == 0 && fault_ax == (uint32_t)getpid(),
	   "%s: a read-only stack is enough", entry_names[e]);
	munmap(p, 4096);
}

int main(void)
{
	static uint8_t altstack[16384];
	stack_t ss = { .ss_sp = altstack, .ss_size = sizeof(altstack) };
	struct sigaction sa = { .sa_sigaction = on_segv,
				.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
	uint8_t *area = mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fast = 0;

	if (area == MAP_FAILED || munmap(area + 4096, 4096) < 0 ||
	    mprotect(area + 3 * 4096, 4096, PROT_NONE) < 0 || sigaltstack(&ss, NULL) < 0) {
		ok(false, "memory and an alternate stack");
		return done_testing();
	}
	sigaction(SIGSEGV, &sa, NULL);
	/* a pop that wraps at 4 GiB is #SS, hence SIGBUS, on a CPU that checks limits */
	sigaction(SIGBUS, &sa, NULL);
	for_each_entry(e) {
		if (e == ENTRY_VDSO || e == ENTRY_INT80)
			continue;
		fast++;
		all_stacks(e, area);
		demand_zero(e);
	}
	if (!fast)
		skip(1, "no fast instruction on this kernel and CPU");
	return done_testing();
}
