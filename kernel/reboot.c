/* SPDX-License-Identifier: MIT */
/* The end: reboot(2). There is no ACPI; the ports are those of the emulators that this kernel runs in. */

#include <asm/entry-debug.h>
#include <asm/io.h>
#include <asm/irqflags.h>
#include <asm/syscall.h>
#include <kernel/printk.h>
#include <kernel/reboot.h>
#include <kernel/sched.h>
#include <kernel/string.h>
#include <uapi/asm/reboot.h>

void machine_halt(void)
{
	for (;;)
		__asm__ volatile("cli; hlt");
}

void machine_power_off(void)
{
	local_irq_disable();
	outw(0x604, 0x2000);		/* QEMU: PM1a control of the PIIX4 and ICH9, SLP_EN */
	outw(0xb004, 0x2000);		/* Bochs, and QEMU before 2.0 */
	for (const char *p = "Shutdown"; *p; p++)
		outb(0x8900, *p);	/* Bochs */
	machine_halt();
}

void machine_restart(void)
{
	local_irq_disable();
	for (int i = 0; i < 0x10000 && (inb(0x64) & 2); i++)
		;
	outb(0x64, 0xfe);		/* the keyboard controller pulls the CPU's reset line */
	machine_halt();
}

static bool magic_ok(int magic1, int magic2)
{
	switch ((u32)magic2) {
	case LINUX_REBOOT_MAGIC2:
	case LINUX_REBOOT_MAGIC2A:
	case LINUX_REBOOT_MAGIC2B:
	case LINUX_REBOOT_MAGIC2C:
		return (u32)magic1 == LINUX_REBOOT_MAGIC1;
	default:
		return false;
	}
}

int sys_reboot(int magic1, int magic2, u32 cmd, u32 arg)
{
	if (!privileged())
		return -EPERM;
	if (!magic_ok(magic1, magic2))
		return -EINVAL;
	switch (cmd) {
	case LINUX_REBOOT_CMD_CAD_ON:
	case LINUX_REBOOT_CMD_CAD_OFF:
		return 0;
	case LINUX_REBOOT_CMD_RESTART:
	case LINUX_REBOOT_CMD_RESTART2:
		printk("reboot: Restarting system\n");
		machine_restart();
	case LINUX_REBOOT_CMD_HALT:
		printk("reboot: System halted\n");
		machine_halt();
	case LINUX_REBOOT_CMD_POWER_OFF:
		nmi_storm_report();
		printk("reboot: Power down\n");
		machine_power_off();
	default:
		return -EINVAL;
	}
}
