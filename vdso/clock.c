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

/* What a clock counts from, and whether it is one of those that promise no more than a tick's precision. */
enum { ELSEWHERE, BOOT, EPOCH, COARSE = 4 };
static const u8 clocks[] = {
	[CLOCK_REALTIME] = EPOCH,
	[CLOCK_MONOTONIC] = BOOT,
	[CLOCK_MONOTONIC_RAW] = BOOT,
	[CLOCK_REALTIME_COARSE] = EPOCH | COARSE,
	[CLOCK_MONOTONIC_COARSE] = BOOT | COARSE,
	[CLOCK_BOOTTIME] = BOOT,
	[CLOCK_TAI] = EPOCH,
};

static __always_inline unsigned int kind_of(int clock)
{
	return (u32)clock < sizeof(clocks) ? clocks[clock] : ELSEWHERE;
}

static int system_call(int nr, u32 first, void *second)
{
	int ax = nr;

	__asm__ volatile("int $0x80" : "+a"(ax) : "b"(first), "c"(second) : "memory");
	return ax;
}

/* True if the vDSO has this clock, and the time. */
static __always_inline bool read_clock(int clock, u32 *sec, u32 *nsec)
{
	unsigned int kind = kind_of(clock);

	return kind && vclock_read(&vvar, kind & EPOCH, sec, nsec);
}

int __vdso_clock_gettime(int clock, struct timespec32 *ts)
{
	u32 sec, nsec;

	if (!read_clock(clock, &sec, &nsec))
		return system_call(__NR_clock_gettime, clock, ts);
	*ts = (struct timespec32){ sec, nsec };
	return 0;
}

int __vdso_clock_gettime64(int clock, struct timespec64 *ts)
{
	u32 sec, nsec;

	if (!read_clock(clock, &sec, &nsec))
		return system_call(__NR_clock_gettime64, clock, ts);
	*ts = (struct timespec64){ sec, nsec };
	return 0;
}

int __vdso_clock_getres(int clock, struct timespec32 *res)
{
	unsigned int kind = kind_of(clock);

	if (!kind)
		return system_call(__NR_clock_getres, clock, res);
	if (res)
		*res = (struct timespec32){ 0, kind & COARSE ? TICK_NSEC : 1 };
	return 0;
}

int __vdso_gettimeofday(struct timeval32 *tv, struct timezone *tz)
{
	u32 sec, nsec;

	if (tv) {
		if (!vclock_read(&vvar, true, &sec, &nsec))
			return system_call(__NR_gettimeofday, (u32)tv, tz);
		tv->tv_sec = sec;
		tv->tv_usec = nsec / (u32)NSEC_PER_USEC;
	}
	if (tz)
		*tz = vvar.tz;
	return 0;
}

s32 __vdso_time(s32 *tloc)
{
	u32 sec, nsec;

	if (!vclock_read(&vvar, true, &sec, &nsec))
		return system_call(__NR_time, (u32)tloc, NULL);
	if (tloc)
		*tloc = sec;
	return sec;
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
