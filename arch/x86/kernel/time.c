/* SPDX-License-Identifier: MIT */
/*
 * Time: the TSC is the clock, calibrated against the 8254 timer (PIT) at boot; the PIT's channel 0
 * ticks HZ times a second; the CMOS clock says once what day it is (MC146818A data sheet).
 */

#include <asm/io.h>
#include <asm/irq.h>
#include <asm/irqflags.h>
#include <asm/ptrace.h>
#include <kernel/printk.h>
#include <kernel/sched.h>
#include <kernel/time.h>

#define PIT_HZ		1193182
#define PIT_CH0		0x40
#define PIT_CH2		0x42
#define PIT_MODE	0x43
#define PIT_GATE	0x61	/* bit 0: gate of channel 2, bit 1: speaker, bit 5: its output */
#define CALIBRATE_TICKS	11932	/* 10 ms */
#define CALIBRATE_TRIES	20
#define TSC_SHIFT	22

static u64 tsc_base, real_offset;
static u32 tsc_mult;	/* ns = (ticks * tsc_mult) >> TSC_SHIFT */

static u64 rdtsc(void)
{
	u32 lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return (u64)hi << 32 | lo;
}

u64 ktime_get(void)
{
	u64 delta = rdtsc() - tsc_base;

	return ((delta & 0xffffffff) * tsc_mult >> TSC_SHIFT) +
	       ((delta >> 32) * tsc_mult << (32 - TSC_SHIFT));
}

u64 ktime_get_real(void)
{
	return ktime_get() + real_offset;
}

void ktime_set_real(u64 ns)
{
	real_offset = ns - ktime_get();
}

/*
 * TSC ticks in 10 ms, by channel 2 in one-shot mode (0) with its gate held open. The channel starts and
 * ends between two readings each; how far those are apart is the error.
 */
static u32 measure(u32 *error)
{
	u64 before, start, end, low, now;

	outb(PIT_GATE, (inb(PIT_GATE) & ~2) | 1);
	outb(PIT_MODE, 0xb0);
	outb(PIT_CH2, CALIBRATE_TICKS & 0xff);
	before = rdtsc();
	outb(PIT_CH2, CALIBRATE_TICKS >> 8);
	start = now = rdtsc();
	do {
		low = now; /* read before the output was, which was low */
		now = rdtsc();
	} while (!(inb(PIT_GATE) & 0x20) && now - start < 0xf0000000u);
	end = rdtsc();
	*error = min(start - before + (end - low), (u64)0xffffffffu);
	return (u32)((end - before) / 2 + (low - start) / 2);
}

/*
 * Until two agree, else the best of some: a virtual machine may lose its CPU at any moment, a real one to
 * SMM.
 */
static u32 calibrate(void)
{
	u32 best = 0, best_error = 0xffffffffu, last = 0;

	for (int i = 0; i < CALIBRATE_TRIES; i++) {
		u32 error, ticks = measure(&error);
		u32 apart = ticks > last ? ticks - last : last - ticks;

		if (error < ticks / 1000 && apart < ticks / 1000)
			return ticks;
		if (error < best_error || !best) {
			best = ticks;
			best_error = error;
		}
		last = ticks;
	}
	return best;
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
	timers_run(ktime_get());
	scheduler_tick(user_mode(regs));
}

void time_init(void)
{
	u32 ticks = calibrate();
	u32 reload = (PIT_HZ + HZ / 2) / HZ;

	/* 10 ms are 10^7 ns. */
	tsc_mult = div_u64((u64)10000000 << TSC_SHIFT, max(ticks, 1000u));
	tsc_base = rdtsc();
	ktime_set_real(read_cmos_clock() * NSEC_PER_SEC);
	printk("clock: TSC at %u.%03u MHz\n", ticks / 10000, ticks / 10 % 1000);

	outb(PIT_MODE, 0x34); /* channel 0, rate generator */
	outb(PIT_CH0, reload & 0xff);
	outb(PIT_CH0, reload >> 8);
	irq_install(0, "timer", timer_interrupt);
}
