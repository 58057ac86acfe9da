/* SPDX-License-Identifier: MIT */
/*
 * Single-stepping through each entry: one trap per instruction, none in the kernel's name.
 * After the entering instruction the next trap comes after the first instruction that follows it.
 * Catches: a #DB in a door that kills, is told to the program, or loses TF for good.
 */
#include "regs.h"
#include "tap.h"
#include <errno.h>
#include <signal.h>
#include <ucontext.h>
#include <unistd.h>

#define NR_GETPPID 64
#define NR_WRITE 4
#define MAX_TRAPS 200

static volatile unsigned ntraps;
static volatile uint32_t trap_ip[MAX_TRAPS];
static volatile unsigned bad_info, without_tf;

static void on_trap(int sig, siginfo_t *si, void *ctx)
{
	greg_t *g = ((ucontext_t *)ctx)->uc_mcontext.gregs;

	(void)sig;
	if (si->si_code != TRAP_TRACE || si->si_addr != (void *)g[REG_EIP] ||
	    g[REG_TRAPNO] != 1)
		bad_info++;
	/* only the popf that ends the stepping may trap with TF already clear */
	if (!(g[REG_EFL] & FL_TF) && without_tf++)
		bad_info++;
	if (ntraps < MAX_TRAPS)
		trap_ip[ntraps] = g[REG_EIP];
	ntraps++;
}

static bool trapped_at(uint32_t ip)
{
	for (unsigned i = 0; i < ntraps && i < MAX_TRAPS; i++)
		if (trap_ip[i] == ip)
			return true;
	return false;
}

/* How many traps came in an address range. */
static unsigned traps_in(uint32_t from, uint32_t to)
{
	unsigned n = 0;

	for (unsigned i = 0; i < ntraps && i < MAX_TRAPS; i++)
		n += trap_ip[i] >= from && trap_ip[i] < to;
	return n;
}

static uint32_t step(enum entry e, uint32_t nr, uint32_t a, uint32_t b, uint32_t c)
{
	regs_in = (struct regs){ .ax = nr, .bx = a, .cx = b, .dx = c, .si = 4, .di = 5, .bp = 6,
				 .flags = FL_FIXED | FL_IF | FL_TF | FL_CF | FL_ZF };
	ntraps = bad_info = without_tf = 0;
	regs_enter(e);
	return regs_out.ax;
}

static bool kept(void)
{
	regs_in.ax = regs_out.ax;
	regs_in.sp = regs_saved_sp;
	return !memcmp(&regs_in, &regs_out, sizeof(regs_in));
}

static void show(void)
{
	for (unsigned i = 0; i < ntraps && i < MAX_TRAPS; i++)
		diag("trap %u at %08x, pad%+d", i, trap_ip[i],
		     (int)(trap_ip[i] - (uint32_t)landing_pad()));
}

/* int80: the trap after the int itself is the next instruction's; the two after it as usual. */
static void through_int80(enum entry e)
{
	uint32_t start = (uint32_t)raw_int80, after = (uint32_t)raw_int80_end;
	bool good = step(e, NR_GETPPID, 1, 2, 3) == (uint32_t)getppid() && kept();

	good = good && trapped_at(start) && !trapped_at(after) && trapped_at((uint32_t)regs_back);
	ok(good && !bad_info, "%s: stepped: traps before the int and after the instruction after it",
	   entry_names[e]);
	if (!good)
		show();
}

/* Through the stub: the pad's first instruction gives no trap before it, each later one gives one. */
static void through_pad(enum entry e)
{
	const uint8_t *pad = landing_pad();
	uint32_t p = (uint32_t)pad, end;
	bool good = step(e, NR_GETPPID, 1, 2, 3) == (uint32_t)getppid() && kept();

	while (*pad != 0xc3)
		pad++;
	end = (uint32_t)pad;
	/* the pad is one-byte pops and the ret */
	good = good && !trapped_at(p) && traps_in(p, end + 1) == end - p;
	for (uint32_t ip = p + 1; ip <= end; ip++)
		good = good && trapped_at(ip);
	good = good && trapped_at((uint32_t)regs_back);
	ok(good && !bad_info, "%s: stepped: first trap after the pad's first pop, then each",
	   entry_names[e]);
	if (!good || bad_info)
		show();
}

/* Entering the stub, every instruction up to the one that enters has its trap. */
static void before_entry(enum entry e)
{
	uint32_t start = (uint32_t)entry_code(e), pad = (uint32_t)landing_pad();
	unsigned before = 0, low = 0;

	for (unsigned i = 0; i < ntraps && i < MAX_TRAPS && trap_ip[i] != pad + 1; i++) {
		before += trap_ip[i] >= start && trap_ip[i] < start + 16;
		low += trap_ip[i] < 0x1000;
	}
	ok(trapped_at(start) && before >= 4 && !low && ntraps < MAX_TRAPS,
	   "%s: stepped: %u traps up to the entering instruction", entry_names[e], before);
}

static void other_calls(enum entry e)
{
	int fds[2];
	unsigned count;
	char c = 0;
	bool good;

	step(e, NR_GETPPID, 1, 2, 3);
	count = ntraps;
	good = step(e, 0x7fffffff, 1, 2, 3) == (uint32_t)-ENOSYS && kept();
	ok(good && ntraps == count, "%s: stepped: an unknown call has as many traps, %u",
	   entry_names[e], count);
	if (pipe(fds) < 0) {
		ok(false, "pipe");
		return;
	}
	good = step(e, NR_WRITE, fds[1], (uint32_t)"q", 1) == 1 && kept() && ntraps == count;
	good = read(fds[0], &c, 1) == 1 && c == 'q' && good;
	ok(good, "%s: stepped: so has a write", entry_names[e]);
	close(fds[0]);
	close(fds[1]);
}

/* Every instruction counts once; TF is off in the action and back after it. */
void count_me(void);
extern const char count_end[];
asm(".pushsection .text\n"
    "	.globl	count_me, count_end\n"
    "count_me:\n"
    "	pushf\n"
    "	orl	$0x100, (%esp)\n"
    "	popf\n"
    "	nop\n"
    "	nop\n"
    "	inc	%eax\n"
    "	dec	%eax\n"
    "	nop\n"
    "	pushf\n"
    "	andl	$~0x100, (%esp)\n"
    "	popf\n"
    "count_end:\n"
    "	ret\n"
    ".popsection\n");

static void plain_code(void)
{
	uint32_t flags;

	ntraps = bad_info = without_tf = 0;
	count_me();
	asm volatile("pushf; pop %0" : "=r"(flags));
	/* five, pushf, andl and popf: each traps after itself, popf too as it began with TF */
	ok(ntraps == 8 && !bad_info && trapped_at((uint32_t)count_end),
	   "plain code: %u traps for eight instructions", ntraps);
	ok(!(flags & FL_TF), "and TF is off afterwards");
}

int main(void)
{
	struct sigaction sa = { .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO };

	sigaction(SIGTRAP, &sa, NULL);
	plain_code();
	for_each_entry(e) {
		if (e == ENTRY_INT80) {
			through_int80(e);
		} else {
			through_pad(e);
			before_entry(e);
		}
		other_calls(e);
	}
	return done_testing();
}
