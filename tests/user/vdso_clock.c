/* SPDX-License-Identifier: MIT */
/*
 * The vDSO's clocks beside the system calls': never apart, never backwards, in one piece whenever the
 * clock is set.
 * Catches: a second formula, a clock that is answered by another, a torn read (a sequence counter that is not
 * looked at), a page that a program can write or that stays behind when the vDSO moves.
 */
#include "kernel.h"
#include "tap.h"
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NS 1000000000ll
/* Both halves of the clock's offset change by it: a torn one is 2 s wrong. */
#define JUMP (100 * 0x100000000ll + 0x80000000ll)
/* A century: seconds that do not fit in 32 bits. */
#define FAR (36525 * 86400ll * NS)

typedef int (*gettime32_fn)(int, struct timespec32 *);
typedef int (*gettime64_fn)(int, struct timespec64 *);

static gettime32_fn gettime32, getres;
static gettime64_fn gettime64;
static int (*gettimeofday_fn)(struct timeval32 *, struct timezone *);
static int32_t (*time_fn)(int32_t *);
static int (*getcpu_fn)(unsigned *, unsigned *, void *);

/* What children tell. */
struct shared {
	volatile uint64_t last;
	volatile int bad, rounds, stop;
	volatile int64_t before, real, after;
};

static struct shared *shared;

static const int in_vdso[] = { CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW, CLOCK_REALTIME_COARSE,
			       CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME, CLOCK_TAI };
#define N_CLOCKS (sizeof(in_vdso) / sizeof(in_vdso[0]))

/* Not by libc, which looks at the vDSO: that moves. */
static int call(int nr, ...)
{
	uint32_t a[5];
	va_list ap;

	va_start(ap, nr);
	for (int i = 0; i < 5; i++)
		a[i] = va_arg(ap, uint32_t);
	va_end(ap);
	asm volatile("int $0x80"
		     : "+a"(nr)
		     : "b"(a[0]), "c"(a[1]), "d"(a[2]), "S"(a[3]), "D"(a[4])
		     : "memory");
	return nr;
}

/* What is missing is 0. */
#define int80(...) call(__VA_ARGS__, 0, 0, 0, 0, 0)

static int64_t by_call(int clock)
{
	struct timespec64 ts = { 0, 0 };

	int80(SYS_clock_gettime64, clock, &ts);
	return ts.tv_sec * NS + ts.tv_nsec;
}

static int64_t by_vdso(int clock)
{
	struct timespec64 ts = { -1, -1 };

	gettime64(clock, &ts);
	return ts.tv_sec * NS + ts.tv_nsec;
}

static void interleaved(int clock)
{
	int bad = 0, wide = 0;

	for (int i = 0; i < 2000; i++) {
		struct timespec32 narrow = { -1, -1 };
		int64_t a = by_call(clock), b = by_vdso(clock), c = by_call(clock);
		int64_t d = gettime32(clock, &narrow) == 0 ? narrow.tv_sec * NS + narrow.tv_nsec : -1;
		int64_t e = by_vdso(clock);

		bad += !(a <= b && b <= c && c <= d && d <= e);
		wide += (uint32_t)narrow.tv_nsec >= NS;
	}
	ok(!bad && !wide, "clock %d: call, vDSO, call, 32-bit vDSO, vDSO: 2000 times in order", clock);
}

static void others(void)
{
	static const int clocks[] = { 2, 3, 8, 9, 10, 12, 15, 31, 32, 33, 64, 65, -1, -2, -6, 0x7fffffff };
	unsigned bad = 0;

	for (unsigned i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++) {
		struct timespec32 t32, res, res2;
		struct timespec64 t64;
		int want = int80(SYS_clock_gettime, clocks[i], &t32);
		int want_res = int80(SYS_clock_getres, clocks[i], &res);

		if (gettime32(clocks[i], &t32) != want || gettime64(clocks[i], &t64) != want ||
		    getres(clocks[i], &res2) != want_res ||
		    (!want_res && (res.tv_sec != res2.tv_sec || res.tv_nsec != res2.tv_nsec))) {
			diag("clock %d", clocks[i]);
			bad++;
		}
	}
	ok(!bad, "any other clock number: what the call says");
	bad = 0;
	for (unsigned i = 0; i < N_CLOCKS; i++) {
		struct timespec32 res = { -1, -1 }, res2 = { -2, -2 };

		int80(SYS_clock_getres, in_vdso[i], &res);
		bad += getres(in_vdso[i], &res2) || res.tv_sec != res2.tv_sec ||
		       res.tv_nsec != res2.tv_nsec || getres(in_vdso[i], NULL);
	}
	ok(!bad, "clock_getres: what the call says; NULL is fine");
}

static void old_calls(void)
{
	struct timeval32 a, b, c;
	struct timezone za = { 1, 2 }, zb = { 3, 4 };
	int32_t t1, t2, t3, bad = 0;
	unsigned cpu = 77, node = 77, cpu2 = 78, node2 = 78;
	cpu_set_t set;

	for (int i = 0; i < 1000; i++) {
		int80(SYS_gettimeofday, &a, &za);
		bad += gettimeofday_fn(&b, &zb) != 0 || b.tv_usec < 0 || b.tv_usec > 999999;
		int80(SYS_gettimeofday, &c, NULL);
		bad += a.tv_sec * 1000000ll + a.tv_usec > b.tv_sec * 1000000ll + b.tv_usec ||
		       b.tv_sec * 1000000ll + b.tv_usec > c.tv_sec * 1000000ll + c.tv_usec;
	}
	ok(!bad, "gettimeofday between two calls, 1000 times");
	ok(za.tz_minuteswest == zb.tz_minuteswest && za.tz_dsttime == zb.tz_dsttime, "the same time zone");
	ok(gettimeofday_fn(NULL, NULL) == 0 && gettimeofday_fn(NULL, &zb) == 0, "NULL for tv, tz");
	t1 = int80(SYS_time, 0);
	t2 = time_fn(&t3);
	ok(t1 <= t2 && t2 == t3 && t2 <= t1 + 5 && time_fn(NULL) >= t2, "time");
	if (!getcpu_fn) {
		skip(2, "this kernel's vDSO has no getcpu");
		return;
	}
	CPU_ZERO(&set);
	CPU_SET(0, &set);
	sched_setaffinity(0, sizeof(set), &set);
	int80(SYS_getcpu, &cpu, &node, 0);
	bad = getcpu_fn(&cpu2, &node2, NULL);
	ok(!bad && cpu == cpu2 && node == node2, "getcpu: %u, node %u", cpu2, node2);
	ok(getcpu_fn(NULL, NULL, NULL) == 0, "with NULL too");
}

/* ---- several processes ------------------------------------------------------------------------ */

/* No process sees a time before one that another has already seen. */
static void follow(void)
{
	for (int i = 0; i < 3000 && !shared->bad; i++) {
		uint64_t seen = __sync_fetch_and_add(&shared->last, 0), now, old;

		now = i % 3 ? by_vdso(CLOCK_MONOTONIC) : by_call(CLOCK_MONOTONIC);
		if (now < seen) {
			shared->bad = i + 1;
			diag("process %d: %lld ns back", (int)getpid(), (long long)(seen - now));
		}
		for (; seen < now; seen = old) {
			old = __sync_val_compare_and_swap(&shared->last, seen, now);
			if (old == seen)
				break;
		}
		__sync_fetch_and_add(&shared->rounds, 1);
	}
}

static void among_processes(void)
{
	int status, pids[4];

	for (int k = 0; k < 4; k++) {
		pids[k] = fork();
		if (!pids[k]) {
			follow();
			_exit(0);
		}
	}
	for (int k = 0; k < 4; k++)
		waitpid(pids[k], &status, 0);
	ok(!shared->bad && shared->rounds == 12000, "4 processes, %d readings: none before another's",
	   shared->rounds);
}

/* ---- the clock is set ------------------------------------------------------------------------- */

static int64_t offset_by_calls(void)
{
	int64_t mono = by_call(CLOCK_MONOTONIC), real = by_call(CLOCK_REALTIME);

	return real - mono;
}

/* Returns the new CLOCK_REALTIME - CLOCK_MONOTONIC. */
static int64_t move_clock(int64_t by)
{
	int64_t now = by_call(CLOCK_REALTIME) + by;
	struct timespec64 ts = { now / NS, now % NS };

	if (int80(SYS_clock_settime64, CLOCK_REALTIME, &ts))
		shared->bad++;
	return offset_by_calls();
}

static bool near(int64_t a, int64_t b)
{
	return a - b < NS / 4 && b - a < NS / 4;
}

/* The tick that a reading counts from lies in the second before, once a second. */
static void over_a_second(void)
{
	int64_t start = by_vdso(CLOCK_MONOTONIC), last = start, now;
	int n = 0, back = 0;

	do {
		now = by_vdso(CLOCK_MONOTONIC);
		back += now < last;
		last = now;
		n++;
	} while (now < start + NS + NS / 10);
	ok(!back, "for more than a second, read without a pause, it goes forwards");
	if (back)
		diag("%d of %d readings were before the one before", back, n);
}

static void seen_at_once(void)
{
	int64_t before = offset_by_calls(), after = move_clock(JUMP), mono, back;
	struct timeval32 tv;

	mono = by_vdso(CLOCK_MONOTONIC);
	ok(near(after, before + JUMP) && near(by_vdso(CLOCK_REALTIME) - mono, after),
	   "the clock's jump is seen");
	gettimeofday_fn(&tv, NULL);
	ok(near(tv.tv_sec * NS + tv.tv_usec * 1000ll - by_vdso(CLOCK_MONOTONIC), after) &&
		   by_call(CLOCK_REALTIME) / NS - time_fn(NULL) <= 1,
	   "by gettimeofday and time too");
	mono = by_call(CLOCK_MONOTONIC);
	back = move_clock(-JUMP);
	ok(near(back, before) && near(by_vdso(CLOCK_REALTIME) - by_vdso(CLOCK_MONOTONIC), back), "and back");
	ok(by_vdso(CLOCK_MONOTONIC) - mono < NS && by_vdso(CLOCK_MONOTONIC) >= mono,
	   "CLOCK_MONOTONIC knows nothing of it");
	after = move_clock(FAR);
	ok(near(after, before + FAR) && near(by_vdso(CLOCK_REALTIME) - by_vdso(CLOCK_MONOTONIC), after),
	   "a century ahead");
	move_clock(-FAR);
}

static void read_for_ever(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	kill(getpid(), SIGSTOP);
	while (!shared->stop) {
		shared->before = by_call(CLOCK_MONOTONIC);
		shared->real = by_vdso(CLOCK_REALTIME);
		shared->after = by_call(CLOCK_MONOTONIC);
		shared->rounds++;
	}
	_exit(0);
}

/* Reading n has the clock set at its instruction number n in the vDSO: all of it is old, or all new. */
static void at_each_instruction(void)
{
	uint32_t image = getauxval(AT_SYSINFO_EHDR);
	int pid, status, round = 0, insn = 0, torn = 0, moved = 0;
	int64_t offset[2];
	bool odd = false;

	shared->rounds = shared->bad = 0;
	offset[0] = offset_by_calls();
	offset[1] = offset[0] + JUMP;
	pid = fork();
	if (!pid)
		read_for_ever();
	waitpid(pid, &status, 0);
	for (int steps = 0; steps < 200000 && round < 100 && WIFSTOPPED(status); steps++) {
		struct user_regs_struct regs;

		ptrace(PTRACE_SINGLESTEP, pid, 0, 0);
		waitpid(pid, &status, 0);
		if (shared->rounds != round) {
			int64_t real = shared->real, from = shared->before, to = shared->after;

			for (int k = 0; k < 3; k++) {
				if (k == 2 && ++torn)
					diag("reading %d: %lld", round, (long long)real);
				else if (real >= from + offset[k] - NS / 4 && real <= to + offset[k] + NS / 4)
					break;
			}
			round = shared->rounds;
			insn = 0;
		}
		ptrace(PTRACE_GETREGS, pid, 0, &regs);
		if (regs.eip - image < 0x4000 && insn++ == round) {
			int64_t now = move_clock(odd ? -JUMP : JUMP);

			odd = !odd;
			offset[odd] = now;
			moved++;
		}
	}
	shared->stop = 1;
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	if (odd)
		move_clock(-JUMP);
	ok(!torn && !shared->bad && round == 100 && moved > 20,
	   "set at each instruction of a reading (%d): none is torn", moved);
}

/* ---- pages ------------------------------------------------------------------------------------ */

/* The end of a child that runs fn: its exit status, or 128 + signal. */
static int in_child(int (*fn)(void *), void *arg)
{
	int status, pid = fork();

	if (!pid)
		_exit(fn(arg));
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int read_into(void *p)
{
	return -gettime64(CLOCK_MONOTONIC, p);
}

static int read_other_into(void *p)
{
	return -gettime64(CLOCK_PROCESS_CPUTIME_ID, p);
}

static int tod_into(void *p)
{
	return -gettimeofday_fn(p, NULL);
}

static int store(void *p)
{
	*(volatile int *)p = 0;
	return 0;
}

static int make_writable(void *p)
{
	return mprotect(p, 4096, PROT_READ | PROT_WRITE) ? errno : 0;
}

/* A kernel that has no such clock at hand asks itself, and that says EFAULT. */
static bool is_fault(int end)
{
	return end == 128 + SIGSEGV || (!vestibule() && end == EFAULT);
}

static void bad_pointers(void)
{
	void *none = mmap(NULL, 8192, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ok(is_fault(in_child(read_into, none)) && is_fault(in_child(read_into, (void *)-8)) &&
		   is_fault(in_child(tod_into, NULL)) == false && is_fault(in_child(tod_into, none)),
	   "a pointer to nowhere is SIGSEGV");
	ok(in_child(read_other_into, none) == EFAULT, "for a clock that the vDSO does not have, EFAULT");
}

struct area {
	uint32_t start, end;
};

/* The clock's mappings and the image, by address. */
static int vdso_areas(struct area *areas, int max)
{
	FILE *f = fopen("/proc/self/maps", "r");
	char line[256];
	int n = 0;

	while (f && fgets(line, sizeof(line), f)) {
		unsigned start, end;

		if ((strstr(line, "[vvar") || strstr(line, "[vdso]")) && n < max &&
		    sscanf(line, "%x-%x", &start, &end) == 2)
			areas[n++] = (struct area){ start, end };
	}
	if (f)
		fclose(f);
	return n;
}

static int move_all(void *arg)
{
	static struct area areas[8];
	int n = vdso_areas(areas, 8);
	uint32_t size = areas[n - 1].end - areas[0].start, delta;
	char *to = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)arg;
	delta = (uint32_t)to - areas[0].start;
	for (int i = 0; i < n; i++) {
		uint32_t len = areas[i].end - areas[i].start;

		if ((uint32_t)int80(SYS_mremap, areas[i].start, len, len, MREMAP_MAYMOVE | MREMAP_FIXED,
				    areas[i].start + delta) != areas[i].start + delta)
			int80(SYS_exit_group, 2);
	}
	gettime64 = (gettime64_fn)((uint32_t)gettime64 + delta);
	for (int i = 0; i < 100; i++) {
		int64_t a = by_call(CLOCK_MONOTONIC), b = by_vdso(CLOCK_MONOTONIC);

		if (a > b || b > by_call(CLOCK_MONOTONIC))
			int80(SYS_exit_group, 3);
	}
	int80(SYS_exit_group, 42);
	return 0;
}

static void pages(void)
{
	struct area areas[8];
	int n = vdso_areas(areas, 8), end;

	ok(n >= 2 && areas[n - 1].start == getauxval(AT_SYSINFO_EHDR),
	   "%d mappings, the image is the last", n);
	if (n < 2)
		return;
	ok(in_child(store, (void *)areas[0].start) == 128 + SIGSEGV, "the clock's page cannot be written");
	ok(in_child(make_writable, (void *)areas[0].start) == EACCES, "nor made so");
	end = in_child(move_all, NULL);
	ok(end == 42, "moved with its page the vDSO goes on (%d)", end);
}

int main(void)
{
	gettime32 = (gettime32_fn)vdso_sym("__vdso_clock_gettime");
	gettime64 = (gettime64_fn)vdso_sym("__vdso_clock_gettime64");
	getres = (gettime32_fn)vdso_sym("__vdso_clock_getres");
	gettimeofday_fn = vdso_sym("__vdso_gettimeofday");
	time_fn = vdso_sym("__vdso_time");
	getcpu_fn = vdso_sym("__vdso_getcpu");
	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (!ok(gettime32 && gettime64 && getres && gettimeofday_fn && time_fn && shared != MAP_FAILED &&
			(getcpu_fn || !vestibule()),
		"the vDSO has its functions"))
		return done_testing();
	for (unsigned i = 0; i < N_CLOCKS; i++)
		interleaved(in_vdso[i]);
	others();
	old_calls();
	among_processes();
	over_a_second();
	bad_pointers();
	pages();
	/* init gives its environment to the tests: a machine that is there for them alone */
	if (vestibule() || getenv("TESTS")) {
		seen_at_once();
		at_each_instruction();
	} else {
		skip(6, "this machine's clock is not to be set");
	}
	return done_testing();
}
