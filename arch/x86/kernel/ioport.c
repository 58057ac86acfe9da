/* SPDX-License-Identifier: MIT */
/* ioperm(2) and iopl(2) by the TSS's I/O bitmap. A set bit denies the port (SDM vol. 1, 19.5.2). */

#include <asm/cpu.h>
#include <asm/ioport.h>
#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/mm.h>
#include <kernel/ptrace.h>
#include <kernel/sched.h>
#include <kernel/string.h>

#define NR_PORTS (IO_BITMAP_BYTES * 8)

/*
 * What the TSS holds: a task's bitmap, open_all for iopl(3), or NULL for something stale. Kept so that
 * 8 KiB are copied only when the owner changes. With more CPUs this goes into struct cpu.
 */
static const u8 *loaded;
static const u8 open_all;

void load_io_bitmap(struct task_struct *next)
{
	struct tss_struct *tss = &boot_cpu.tss;
	const u8 *want = next->thread.iopl == 3 ? &open_all : next->thread.io_bitmap;

	if (!want) {
		tss->io_bitmap_base = IO_BITMAP_NONE;
		return;
	}
	if (want != loaded) {
		if (want == &open_all)
			memset(tss->io_bitmap, 0, IO_BITMAP_BYTES);
		else
			memcpy(tss->io_bitmap, want, IO_BITMAP_BYTES);
		tss->io_bitmap[IO_BITMAP_BYTES] = 0xff;
		loaded = want;
	}
	tss->io_bitmap_base = offsetof(struct tss_struct, io_bitmap);
}

/* The bitmap at addr is gone or has changed. */
static void forget(const u8 *bitmap)
{
	if (loaded == bitmap)
		loaded = NULL;
}

int io_bitmap_fork(struct task_struct *t)
{
	const u8 *old = current->thread.io_bitmap;

	t->thread.io_bitmap = NULL;
	t->thread.iopl = current->thread.iopl;
	if (!old)
		return 0;
	t->thread.io_bitmap = kmalloc(IO_BITMAP_BYTES);
	if (!t->thread.io_bitmap)
		return -ENOMEM;
	memcpy(t->thread.io_bitmap, old, IO_BITMAP_BYTES);
	return 0;
}

void io_bitmap_exit(struct task_struct *t)
{
	u8 *bitmap = t->thread.io_bitmap;

	t->thread.io_bitmap = NULL;
	t->thread.iopl = 0;
	if (bitmap) {
		forget(bitmap);
		kfree(bitmap);
	}
	if (t == current)
		load_io_bitmap(t);
}

static bool denies_all(const u8 *bitmap)
{
	unsigned int i;

	for (i = 0; i < IO_BITMAP_BYTES; i++)
		if (bitmap[i] != 0xff)
			return false;
	return true;
}

static void set_ports(u8 *bitmap, u32 from, u32 num, bool allow)
{
	u32 port;

	for (port = from; port < from + num; port++) {
		if (allow)
			bitmap[port / 8] &= (u8)~(1u << port % 8);
		else
			bitmap[port / 8] |= (u8)(1u << port % 8);
	}
}

int sys_ioperm(u32 from, u32 num, int on)
{
	struct thread_struct *thread = &current->thread;

	if (from + num <= from || from + num > NR_PORTS)
		return -EINVAL;
	if (on && !privileged())
		return -EPERM;
	if (!thread->io_bitmap) {
		if (!on)
			return 0;
		thread->io_bitmap = kmalloc(IO_BITMAP_BYTES);
		if (!thread->io_bitmap)
			return -ENOMEM;
		memset(thread->io_bitmap, 0xff, IO_BITMAP_BYTES);
	}
	set_ports(thread->io_bitmap, from, num, on);
	forget(thread->io_bitmap);
	if (!on && denies_all(thread->io_bitmap)) {
		kfree(thread->io_bitmap);
		thread->io_bitmap = NULL;
	}
	load_io_bitmap(current);
	return 0;
}

#define INSN_CLI 0xfa
#define INSN_STI 0xfb

bool iopl_skips(struct pt_regs *regs)
{
	u8 insn;

	if (current->thread.iopl != 3 || (u32)regs->ip != regs->ip)
		return false;
	if (copy_from_user(&insn, uptr(linear_ip(current, regs)), 1))
		return false;
	if (insn != INSN_CLI && insn != INSN_STI)
		return false;
	regs->ip++;
	return true;
}

int sys_iopl(u32 level)
{
	struct thread_struct *thread = &current->thread;

	if (level > 3)
		return -EINVAL;
	if (level > thread->iopl && !privileged())
		return -EPERM;
	thread->iopl = (u8)level;
	load_io_bitmap(current);
	return 0;
}
