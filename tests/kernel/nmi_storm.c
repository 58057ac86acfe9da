/* SPDX-License-Identifier: MIT */
/*
 * nmistorm=HZ on the command line of the debug build: the CMOS clock's periodic interrupt (MC146818A data
 * sheet) goes through the I/O APIC (82093AA data sheet) as an NMI, HZ times a second. It lands wherever the
 * kernel and the programs are, and no test may notice. At power-off the kernel says how many came.
 */

#include <asm/cpufeature.h>
#include <asm/entry-debug.h>
#include <asm/io.h>
#include <asm/pgtable.h>
#include <asm/setup.h>
#include <asm/traps.h>
#include <kernel/printk.h>
#include <kernel/string.h>
#include <kernel/time.h>

#define CMOS_INDEX	0x70
#define CMOS_DATA	0x71
#define RTC_A		0x0a	/* bits 0-3: rate, 32768 >> (rate - 1) Hz */
#define RTC_B		0x0b
#define RTC_B_PIE	0x40
#define RTC_C		0x0c	/* reading it lets the next interrupt come */
#define RTC_IRQ		8

#define IOAPIC_PHYS	0xfec00000u
#define IOAPIC_VIRT	KSTACK_END
#define IOAPIC_VERSION	1
#define IOAPIC_ENTRY(n)	(0x10 + 2 * (n))
#define IOAPIC_MASKED	0x10000
#define IOAPIC_NMI	0x400	/* edge triggered, to the APIC of number 0 */
#define PTE_UNCACHED	0x18ull

static bool on;
static u32 first_count;
static u64 start;

static u8 cmos_read(u8 reg)
{
	outb(CMOS_INDEX, reg);
	return inb(CMOS_DATA);
}

static void cmos_write(u8 reg, u8 val)
{
	outb(CMOS_INDEX, reg);
	outb(CMOS_DATA, val);
}

static u32 ioapic_read(u32 reg)
{
	volatile u32 *window = (volatile u32 *)IOAPIC_VIRT;

	window[0] = reg;
	return window[4];
}

static void ioapic_write(u32 reg, u32 val)
{
	volatile u32 *window = (volatile u32 *)IOAPIC_VIRT;

	window[0] = reg;
	window[4] = val;
}

static bool ioapic_found(void)
{
	u64 *pte = kernel_pte(IOAPIC_VIRT);

	if (!cpu_features.apic || !pte)
		return false;
	set_pte(pte, IOAPIC_PHYS | kernel_page_bits | PTE_UNCACHED);
	return ioapic_read(IOAPIC_VERSION) != 0xffffffff;
}

/* The clock's code for hz, 0 if it has none. */
static u8 rate_of(const char *text)
{
	char name[8];

	for (u8 rate = 3; rate <= 15; rate++) {
		snprintf(name, sizeof(name), "%u", 32768u >> (rate - 1));
		if (!strcmp(text, name))
			return rate;
	}
	return 0;
}

void nmi_storm_start(void)
{
	char hz[8];
	u8 rate;

	if (!cmdline_option("nmistorm", hz, sizeof(hz)))
		return;
	rate = rate_of(hz);
	if (!rate)
		fatal("nmistorm=%s: give a power of two from 2 to 8192", hz);
	if (!ioapic_found())
		fatal("nmistorm=%s: needs a machine with an I/O APIC", hz);
	ioapic_write(IOAPIC_ENTRY(RTC_IRQ) + 1, 0);
	ioapic_write(IOAPIC_ENTRY(RTC_IRQ), IOAPIC_NMI);
	cmos_write(RTC_A, (cmos_read(RTC_A) & 0x70) | rate);
	cmos_write(RTC_B, cmos_read(RTC_B) | RTC_B_PIE);
	start = ktime_get();
	first_count = nmi_count;
	on = true;
	cmos_read(RTC_C);
}

void nmi_storm_seen(void)
{
	if (on)
		cmos_read(RTC_C);
}

void nmi_storm_report(void)
{
	u32 count = nmi_count - first_count;
	u32 ms = div_u64(ktime_get() - start, NSEC_PER_MSEC);

	if (!on)
		return;
	ioapic_write(IOAPIC_ENTRY(RTC_IRQ), IOAPIC_MASKED);
	printk("nmistorm: %u NMIs in %u ms, %u per second\n", count, ms,
	       (u32)div_u64(count * 1000ull, max(ms, 1u)));
}
