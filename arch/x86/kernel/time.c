/* SPDX-License-Identifier: MIT */
/*
 * Time: the TSC is the clock, calibrated against the 8254 timer (PIT) at boot; the PIT's channel 0
 * ticks HZ times a second; the CMOS clock says once what day it is (MC146818A data sheet).
 */

#include <asm/cpufeature.h>
#include <asm/io.h>
#include <asm/irq.h>
#include <asm/irqflags.h>
#include <asm/ptrace.h>
#include <asm/tsc.h>
#include <asm/vclock.h>
#include <kernel/printk.h>
#include <kernel/sched.h>
#include <kernel/time.h>

#define PIT_HZ		1193182
#define PIT_CH0		0x40
#define PIT_CH2		0x42
#define PIT_MODE	0x43
#define PIT_LATCH_CH2	0x80
#define PIT_GATE	0x61	/* bit 0: gate of channel 2, bit 1: speaker, bit 5: its output */
#define CALIBRATE_TICKS	11932	/* 10 ms */
#define CALIBRATE_TRIES	20

struct vclock vvar;
static u64 boot_tsc;	/* the TSC at time 0 */
static u32 half_second; /* in TSC ticks */
static u64 real_offset; /* CLOCK_REALTIME - CLOCK_MONOTONIC; only calls write it, which nothing preempts */

/* ns from boot to this value of the TSC. */
static u64 tsc_to_ns(u64 tsc)
{
	u64 ticks = tsc - boot_tsc;

	return ticks_to_ns((u32)ticks, vvar.mult) + ((ticks >> 32) * vvar.mult << (32 - VCLOCK_SHIFT));
}

u64 ktime_get(void)
{
	tsc_fence(&vvar);
	return tsc_to_ns(rdtsc());
}

u64 ktime_get_real(void)
{
	return ktime_get() + real_offset;
}

/* False: not in 32 bits, from 2106 on. */
static bool split(u64 ns, struct vclock_time *t)
{
	u64 sec = div_u64_rem(ns, NSEC_PER_SEC, &t->nsec);

	t->sec = sec;
	return sec == t->sec;
}

/* What the vDSO counts from. Interrupts are off. */
static void vclock_update(void)
{
	u64 now = rdtsc(), ns = tsc_to_ns(now);

	vvar.base = now;
	split(ns, &vvar.monotonic);
	vvar.limit = split(ns + real_offset, &vvar.real) ? half_second : 0;
	vvar.seq++;
}

void ktime_set_real(u64 ns)
{
	unsigned long flags = local_irq_save();

	real_offset = ns - ktime_get();
	vclock_update();
	local_irq_restore(flags);
}

/*
 * Channel 2's count and the TSC at that moment: the tightest of some readings, since a virtual machine may
 * lose its CPU at any moment, and a real one to SMM.
 */
static u32 read_count(u64 *tsc)
{
	u64 width = ~0ull;
	u32 count = 0;

	for (int i = 0; i < 8; i++) {
		u64 before = rdtsc(), after;
		u32 now;

		outb(PIT_MODE, PIT_LATCH_CH2);
		after = rdtsc();
		now = inb(PIT_CH2);
		now |= (u32)inb(PIT_CH2) << 8;
		if (after - before < width) {
			width = after - before;
			*tsc = before + width / 2;
			count = now;
		}
	}
	return count;
}

/* TSC ticks in 10 ms, by channel 2 counting down once (mode 0) with its gate held open; 0: it passed 0. */
static u32 measure(void)
{
	u64 start, end;
	u32 from, to;

	outb(PIT_GATE, (inb(PIT_GATE) & ~2) | 1);
	outb(PIT_MODE, 0xb0);
	outb(PIT_CH2, 0xff);
	outb(PIT_CH2, 0xff);
	from = read_count(&start);
	do
		to = read_count(&end);
	while (from - to < CALIBRATE_TICKS && end - start < 0xf0000000u);
	if (inb(PIT_GATE) & 0x20 || from <= to)
		return 0;
	return div_u64((end - start) * CALIBRATE_TICKS, from - to);
}

static u32 calibrate(void)
{
	u32 ticks = 0;

	for (int i = 0; i < CALIBRATE_TRIES && !ticks; i++)
		ticks = measure();
	return ticks;
}

static u8 cmos(u8 reg)
{
	outb(0x70, reg);
	return inb(0x71);
}

static u32 from_bcd(u8 val, bool bcd)
{
	return bcd ? (val >> 4) * 10 + (val & 15) : val;
}

/* Days since 1970-01-01 in the Gregorian calendar; year >= 1970. */
static u32 days_since_epoch(u32 year, u32 month, u32 day)
{
	static const u16 before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
	u32 y = year - 1;
	u32 leaps = y / 4 - y / 100 + y / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400);
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return (year - 1970) * 365 + leaps + before[(month - 1) % 12] + (leap && month > 2) + day - 1;
}

/* Seconds since the epoch by the CMOS clock, which is taken to be UTC. */
static u64 read_cmos_clock(void)
{
	bool bcd = !(cmos(0x0b) & 4);
	u32 f[6];

	for (int tries = 0; (cmos(0x0a) & 0x80) && tries < 100000; tries++)
		;
	for (int i = 0; i < 6; i++)
		f[i] = from_bcd(cmos((const u8[]){ 0, 2, 4, 7, 8, 9 }[i]), bcd);
	if (f[4] < 1 || f[4] > 12)
		f[4] = 1;
	return (u64)days_since_epoch(f[5] + 2000, f[4], f[3]) * 86400 + f[2] * 3600 + f[1] * 60 + f[0];
}

static void timer_interrupt(struct pt_regs *regs)
{
	vclock_update();
	timers_run(ktime_get());
	scheduler_tick(user_mode(regs));
}

void time_init(void)
{
	u32 ticks = calibrate();
	u32 reload = (PIT_HZ + HZ / 2) / HZ;

	/* 10 ms are 10^7 ns. */
	vvar.mult = div_u64((u64)10000000 << VCLOCK_SHIFT, max(ticks, 10001u));
	vvar.has_lfence = cpu_features.sse2;
	half_second = min(ticks, 80000000u) * 50; /* less above 8 GHz */
	boot_tsc = rdtsc();
	ktime_set_real(read_cmos_clock() * NSEC_PER_SEC);
	printk("clock: TSC at %u.%03u MHz\n", ticks / 10000, ticks / 10 % 1000);

	outb(PIT_MODE, 0x34); /* channel 0, rate generator */
	outb(PIT_CH0, reload & 0xff);
	outb(PIT_CH0, reload >> 8);
	irq_install(0, "timer", timer_interrupt);
}
