/* SPDX-License-Identifier: MIT */
/*
 * Null, LDT and TLS selectors in ds es fs gs (and ss by int80) on each entry.
 * Catches: a kernel that uses the program's ds or gs, loses a selector, or returns on a wrong base.
 */
#include "regs.h"
#include "tap.h"
#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define NR_FORK 2
#define NR_GETPPID 64
#define NR_SCHED_YIELD 158
#define NR_NANOSLEEP 162
#define NR_NONE 0x7fffffff

struct desc {
	uint32_t number, base, limit, bits;
};
#define BITS_DATA32 0x51u /* 32-bit, writable data, limit in pages, usable */

/* In and out of seg_call; all selectors are loaded just before the entry and read just after. */
struct {
	uint32_t ds, es, fs, gs, ss;
} seg_in, seg_out;
uint32_t seg_ax, seg_bx, seg_code, seg_fs_word, seg_fs_peek;
void seg_call(void);
uint32_t tls_word[4] = { 0x13572468, 1, 2, 3 };

/*
 * Between the loads and the saves no memory is used except through ss and cs.  The number is in eax,
 * arg1 in ebx; esi holds the code.
 */
asm(".pushsection .text\n"
    "	.globl	seg_call\n"
    "seg_call:\n"
    "	push	%ebx\n	push	%esi\n	push	%edi\n	push	%ebp\n"
    "	push	%ds\n	push	%es\n	push	%fs\n	push	%gs\n	push	%ss\n"
    "	mov	seg_code, %esi\n"
    "	mov	seg_ax, %eax\n"
    "	mov	seg_bx, %ebx\n"
    "	mov	seg_in+8, %fs\n"
    "	mov	seg_in+12, %gs\n"
    "	mov	seg_in+4, %es\n"
    "	mov	seg_in+16, %ecx\n"
    "	mov	seg_in, %edx\n"
    "	mov	%edx, %ds\n"
    "	mov	%ecx, %ss\n"
    "	xor	%ecx, %ecx\n"
    "	xor	%edx, %edx\n"
    "	xor	%ebp, %ebp\n"
    "	xor	%edi, %edi\n"
    "	call	*%esi\n"
    "	mov	%ds, %ecx\n"
    "	mov	%ss, %edx\n"
    "	mov	(%esp), %ss\n"
    "	push	%ss\n"
    "	pop	%ds\n"
    "	mov	%eax, seg_ax\n"
    "	mov	%ecx, seg_out\n"
    "	mov	%edx, seg_out+16\n"
    "	mov	%es, seg_out+4\n"
    "	mov	%fs, seg_out+8\n"
    "	mov	%gs, seg_out+12\n"
    "	cmpl	$0, seg_fs_peek\n"
    "	je	1f\n"
    "	mov	%fs:0, %eax\n"
    "	mov	%eax, seg_fs_word\n"
    "1:	add	$4, %esp\n"
    "	pop	%gs\n	pop	%fs\n	pop	%es\n	pop	%ds\n"
    "	pop	%ebp\n	pop	%edi\n	pop	%esi\n	pop	%ebx\n"
    "	ret\n"
    ".popsection\n");

static uint16_t flat_ds;

static void flat(void)
{
	uint16_t fs, gs;

	asm("mov %%ds, %0; mov %%fs, %1; mov %%gs, %2" : "=r"(flat_ds), "=r"(fs), "=r"(gs));
	seg_in.ds = seg_in.es = seg_in.ss = flat_ds;
	seg_in.fs = fs;
	seg_in.gs = gs;
	seg_bx = 0;
	seg_fs_peek = 0;
}

static uint32_t enter(enum entry e, uint32_t nr)
{
	seg_ax = nr;
	seg_code = (uint32_t)entry_code(e);
	memset(&seg_out, 0xff, sizeof(seg_out));
	seg_call();
	return seg_ax;
}

/* Null selectors may lose their RPL on the way through IRET or a reload. */
static bool same(uint32_t in, uint32_t out)
{
	out &= 0xffff;
	return in < 4 ? out < 4 : in == out;
}

/* The vDSO enters by int80 or by a fast instruction: what holds for both is asked of it. */
static bool kept(enum entry e)
{
	bool may_flatten = e != ENTRY_INT80 && !kernel_is_64();
	bool good = same(seg_in.fs, seg_out.fs) && same(seg_in.gs, seg_out.gs) &&
		    same(seg_in.ss, seg_out.ss);

	good = good && (same(seg_in.ds, seg_out.ds) ||
			(may_flatten && (seg_out.ds & 0xffff) == flat_ds));
	good = good && (same(seg_in.es, seg_out.es) ||
			(may_flatten && (seg_out.es & 0xffff) == flat_ds));
	if (!good)
		diag("%s in ds %x es %x fs %x gs %x ss %x, out ds %x es %x fs %x gs %x ss %x",
		     entry_names[e], seg_in.ds, seg_in.es, seg_in.fs, seg_in.gs, seg_in.ss,
		     seg_out.ds & 0xffff, seg_out.es & 0xffff, seg_out.fs & 0xffff,
		     seg_out.gs & 0xffff, seg_out.ss & 0xffff);
	return good;
}

/* Quick, failing, rescheduling, sleeping and forking calls, all with seg_in loaded. */
static void calls(enum entry e, const char *what)
{
	uint32_t ppid = getppid();
	static uint32_t ms[2] = { 0, 1000000 };
	int pid, status = -1;
	bool good;

	good = enter(e, NR_GETPPID) == ppid && kept(e);
	good = enter(e, NR_NONE) == (uint32_t)-ENOSYS && kept(e) && good;
	good = enter(e, NR_SCHED_YIELD) == 0 && kept(e) && good;
	seg_bx = (uint32_t)ms;
	good = enter(e, NR_NANOSLEEP) == 0 && kept(e) && good;
	seg_bx = 0;
	good = enter(e, NR_NANOSLEEP) == (uint32_t)-EFAULT && kept(e) && good;
	pid = enter(e, NR_FORK);
	good = kept(e) && good;
	if (!pid)
		_exit(good ? 7 : 8);
	good = pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 7 && good;
	ok(good, "%s: %s", entry_names[e], what);
}

static void nulls(enum entry e)
{
	for (uint32_t rpl = 0; rpl < 4; rpl++) {
		flat();
		seg_in.fs = seg_in.gs = rpl;
		calls(e, "null fs and gs");
	}
	flat();
	seg_in.ds = seg_in.es = 0;
	calls(e, "null ds and es");
	seg_in.fs = seg_in.gs = 0;
	calls(e, "null ds es fs gs");
	seg_in.ds = seg_in.es = seg_in.fs = seg_in.gs = 3;
	calls(e, "null with RPL 3 in ds es fs gs");
	flat();
	seg_in.fs = seg_in.gs = flat_ds;
	calls(e, "flat fs and gs");
}

static void tls(enum entry e, uint32_t sel)
{
	flat();
	seg_in.fs = sel;
	seg_fs_peek = 1;
	seg_fs_word = 0;
	calls(e, "TLS selector in fs");
	ok(seg_fs_word == tls_word[0], "%s: and its base still holds", entry_names[e]);
	seg_in.gs = seg_in.ds = seg_in.es = sel;
	seg_fs_word = 0;
	calls(e, "TLS selector in ds es fs gs");
	ok(seg_fs_word == tls_word[0], "%s: and its base still holds", entry_names[e]);
}

static void ldt(enum entry e, uint32_t data, uint32_t flat_data)
{
	flat();
	seg_in.fs = data;
	seg_fs_peek = 1;
	seg_fs_word = 0;
	calls(e, "LDT selector in fs");
	ok(seg_fs_word == tls_word[0], "%s: and its base still holds", entry_names[e]);
	seg_in.ds = seg_in.es = seg_in.gs = data;
	calls(e, "LDT selector in ds es fs gs");
	if (e != ENTRY_INT80)
		return;
	flat();
	seg_in.ss = flat_data;
	calls(e, "LDT selector in ss");
	seg_in.ds = seg_in.es = seg_in.fs = seg_in.gs = flat_data;
	calls(e, "LDT selector in ss ds es fs gs");
}

static volatile uint32_t sig_ds, sig_es, sig_fs, sig_gs, in_ds;

static void on_trap(int sig, siginfo_t *si, void *ctx)
{
	greg_t *g = ((ucontext_t *)ctx)->uc_mcontext.gregs;
	uint16_t ds;

	(void)sig, (void)si;
	asm volatile("mov %%ds, %0" : "=r"(ds));
	in_ds = ds;
	sig_ds = g[REG_DS] & 0xffff, sig_es = g[REG_ES] & 0xffff;
	sig_fs = g[REG_FS] & 0xffff, sig_gs = g[REG_GS] & 0xffff;
}

/* int3 as the code under test: through the signal frame instead of through a call */
extern const char trap_code[];
asm(".pushsection .text\n	.globl trap_code\ntrap_code: int3\n	ret\n.popsection\n");

/*
 * A trap with null ds es fs: the action runs on a flat ds, sees the null ones, and sigreturn brings
 * them back.  The handler is C and may use the TLS in gs, so gs stays.
 */
static void through_signal(void)
{
	struct sigaction sa = { .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO };

	sigaction(SIGTRAP, &sa, NULL);
	flat();
	seg_in.ds = seg_in.es = seg_in.fs = 3;
	seg_ax = 0x1234;
	seg_code = (uint32_t)trap_code;
	sig_ds = sig_es = sig_fs = 0xffff;
	seg_call();
	ok(sig_ds < 4 && sig_es < 4 && sig_fs < 4 && in_ds == flat_ds,
	   "a signal action sees null ds es fs (%x %x %x) and runs on a flat ds", sig_ds, sig_es,
	   sig_fs);
	ok(same(seg_in.ds, seg_out.ds) && same(seg_in.es, seg_out.es) &&
		   same(seg_in.fs, seg_out.fs) && same(seg_in.gs, seg_out.gs) && seg_ax == 0x1234,
	   "sigreturn brings the null selectors back");
}

static int set_desc(long nr, struct desc *d)
{
	if (nr == SYS_modify_ldt)
		return syscall(SYS_modify_ldt, 0x11, d, sizeof(*d)) == (long)sizeof(*d) ?
			       0 : syscall(SYS_modify_ldt, 1, d, sizeof(*d));
	return syscall(nr, d);
}

int main(void)
{
	struct desc t = { -1u, (uint32_t)tls_word, 0xfffff, BITS_DATA32 };
	struct desc l0 = { 1, (uint32_t)tls_word, 0xfffff, BITS_DATA32 };
	struct desc l1 = { 2, 0, 0xfffff, BITS_DATA32 };
	bool have_tls = set_desc(SYS_set_thread_area, &t) == 0;
	bool have_ldt = set_desc(SYS_modify_ldt, &l0) == 0 && set_desc(SYS_modify_ldt, &l1) == 0;

	ok(have_tls, "set_thread_area gives a slot");
	for_each_entry(e) {
		nulls(e);
		if (have_tls)
			tls(e, t.number << 3 | 3);
		if (have_ldt)
			ldt(e, 1 << 3 | 7, 2 << 3 | 7);
		else
			skip(1, "no modify_ldt here");
	}
	through_signal();
	return done_testing();
}
