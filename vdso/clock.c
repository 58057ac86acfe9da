/* SPDX-License-Identifier: MIT */
/*
 * Clocks without entering the kernel: man 7 vdso. Other clocks than these go to the system call of the
 * same name. As on Linux, a bad pointer costs SIGSEGV here, where the call says -EFAULT, and an error
 * is returned as -errno.
 *
 * Nothing here may need a relocation or libgcc; <asm/vclock.h> has the formula.
 */

#include <asm/unistd_32.h>
#include <asm/vclock.h>
#include <kernel/time.h>

#define REAL_CLOCKS	(1u << CLOCK_REALTIME | 1u << CLOCK_REALTIME_COARSE | 1u << CLOCK_TAI)
#define OTHER_CLOCKS	(1u << CLOCK_MONOTONIC | 1u << CLOCK_MONOTONIC_COARSE |                     \
			 1u << CLOCK_MONOTONIC_RAW | 1u << CLOCK_BOOTTIME)
#define COARSE_CLOCKS	(1u << CLOCK_REALTIME_COARSE | 1u << CLOCK_MONOTONIC_COARSE)

/* True if clock is one of set. */
static bool is_in(int clock, u32 set)
{
	return (u32)clock < 32 && (set >> clock & 1);
}

static int system_call(int nr, int clock, void *result)
{
	int ax = nr;

	__asm__ volatile("int $0x80" : "+a"(ax) : "b"(clock), "c"(result) : "memory");
	return ax;
}

/* True if the vDSO has this clock. */
static __always_inline bool read_clock(int clock, u64 *sec, u32 *nsec)
{
	if (!is_in(clock, REAL_CLOCKS | OTHER_CLOCKS))
		return false;
	*sec = vclock_split(vclock_read(&vvar, is_in(clock, REAL_CLOCKS)), nsec);
	return true;
}

int __vdso_clock_gettime(int clock, struct timespec32 *ts)
{
	u64 sec;
	u32 nsec;

	if (!read_clock(clock, &sec, &nsec))
		return system_call(__NR_clock_gettime, clock, ts);
	*ts = (struct timespec32){ sec, nsec };
	return 0;
}

int __vdso_clock_gettime64(int clock, struct timespec64 *ts)
{
	u64 sec;
	u32 nsec;

	if (!read_clock(clock, &sec, &nsec))
		return system_call(__NR_clock_gettime64, clock, ts);
	*ts = (struct timespec64){ sec, nsec };
	return 0;
}

int __vdso_clock_getres(int clock, struct timespec32 *res)
{
	if (!is_in(clock, REAL_CLOCKS | OTHER_CLOCKS))
		return system_call(__NR_clock_getres, clock, res);
	if (res)
		*res = (struct timespec32){ 0, is_in(clock, COARSE_CLOCKS) ? TICK_NSEC : 1 };
	return 0;
}

int __vdso_gettimeofday(struct timeval32 *tv, struct timezone *tz)
{
	u32 nsec;

	if (tv) {
		tv->tv_sec = vclock_split(vclock_read(&vvar, true), &nsec);
		tv->tv_usec = nsec / (u32)NSEC_PER_USEC;
	}
	if (tz)
		*tz = vvar.tz;
	return 0;
}

s32 __vdso_time(s32 *tloc)
{
	u32 nsec;
	s32 now = vclock_split(vclock_read(&vvar, true), &nsec);

	if (tloc)
		*tloc = now;
	return now;
}

/* There is one CPU. The third argument has had no meaning since Linux 2.6.24. */
int __vdso_getcpu(u32 *cpu, u32 *node, void *unused)
{
	if (cpu)
		*cpu = 0;
	if (node)
		*node = 0;
	return 0;
}
