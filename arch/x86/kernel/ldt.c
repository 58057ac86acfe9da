/* SPDX-License-Identifier: MIT */
/* The program's own segment descriptors: modify_ldt(2), SDM vol. 3, 3.4.5 and 3.5.1. */

#include <asm/ldt.h>
#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <asm/usersegment.h>
#include <kernel/mm.h>
#include <kernel/sched.h>
#include <kernel/string.h>

#define TYPE_ACCESSED	(1u << 8)
#define TYPE_WRITABLE	(1u << 9)
#define DESC_AVL	(1u << 20)

void fill_desc(struct desc_struct *desc, const struct user_desc *info)
{
	u32 hi = DESC_S | DESC_DPL3 | TYPE_ACCESSED;

	hi |= info->base_addr & 0xff000000;
	hi |= (info->base_addr >> 16) & 0xff;
	hi |= info->limit & 0x000f0000;
	hi |= (u32)info->contents << 10;
	hi |= info->read_exec_only ? 0 : TYPE_WRITABLE;
	hi |= info->seg_not_present ? 0 : DESC_PRESENT;
	hi |= info->useable ? DESC_AVL : 0;
	hi |= info->seg_32bit ? DESC_DB : 0;
	hi |= info->limit_in_pages ? DESC_G : 0;
	desc->lo = (info->base_addr << 16) | (info->limit & 0xffff);
	desc->hi = hi;
}

void read_desc(struct user_desc *info, unsigned int entry, const struct desc_struct *desc)
{
	memset(info, 0, sizeof(*info));
	info->entry_number = entry;
	info->base_addr = (desc->hi & 0xff000000) | (desc->hi & 0xff) << 16 | desc->lo >> 16;
	info->limit = (desc->hi & 0x000f0000) | (desc->lo & 0xffff);
	info->seg_32bit = !!(desc->hi & DESC_DB);
	info->contents = (desc->hi >> 10) & 3;
	info->read_exec_only = !(desc->hi & TYPE_WRITABLE);
	info->limit_in_pages = !!(desc->hi & DESC_G);
	info->seg_not_present = !(desc->hi & DESC_PRESENT);
	info->useable = !!(desc->hi & DESC_AVL);
}

bool user_desc_empty(const struct user_desc *info)
{
	return !info->base_addr && !info->limit && !info->contents && info->read_exec_only &&
	       !info->seg_32bit && !info->limit_in_pages && info->seg_not_present && !info->useable;
}

static size_t table_bytes(unsigned int entries)
{
	return ALIGN_UP((size_t)entries * LDT_ENTRY_SIZE, (size_t)PAGE_SIZE);
}

/* Room for entries, the old ones kept; the CPU never looks at a table that is gone. 0 or -ENOMEM. */
static int ldt_grow(struct mm_struct *mm, unsigned int entries)
{
	struct ldt_struct *old = mm->ldt, *ldt;

	if (old && table_bytes(entries) <= table_bytes(old->entries)) {
		old->entries = max(old->entries, entries);
		return 0;
	}
	ldt = kzalloc(sizeof(*ldt));
	if (!ldt)
		return -ENOMEM;
	ldt->entries = entries;
	ldt->desc = kzalloc(table_bytes(entries));
	if (!ldt->desc) {
		kfree(ldt);
		return -ENOMEM;
	}
	if (old)
		memcpy(ldt->desc, old->desc, old->entries * LDT_ENTRY_SIZE);
	mm->ldt = ldt;
	if (mm == current->mm)
		load_mm_ldt(mm);
	if (old) {
		kfree(old->desc);
		kfree(old);
	}
	return 0;
}

int ldt_fork(struct mm_struct *new, struct mm_struct *old)
{
	int err;

	new->ldt = NULL;
	if (!old || !old->ldt)
		return 0;
	err = ldt_grow(new, old->ldt->entries);
	if (!err)
		memcpy(new->ldt->desc, old->ldt->desc, old->ldt->entries * LDT_ENTRY_SIZE);
	return err;
}

void ldt_free(struct mm_struct *mm)
{
	if (!mm->ldt)
		return;
	kfree(mm->ldt->desc);
	kfree(mm->ldt);
	mm->ldt = NULL;
}

/* x86_64: what the segment registers cache must follow the table. i386 reloads them on the way out. */
static void refresh_ldt_segments(void)
{
#ifdef __x86_64__
	u16 sel;

	if ((sel = read_ds()) & SEGMENT_TI_LDT)
		load_ds(sel);
	if ((sel = read_es()) & SEGMENT_TI_LDT)
		load_es(sel);
	if ((sel = read_fs()) & SEGMENT_TI_LDT)
		load_fs(sel);
	if ((sel = read_gs()) & SEGMENT_TI_LDT)
		load_gs(sel);
#endif
}

static int read_ldt(void __user *ptr, u32 bytecount)
{
	const struct ldt_struct *ldt = current->mm->ldt;
	u32 size;

	if (!ldt)
		return 0;
	bytecount = min(bytecount, (u32)(LDT_ENTRIES * LDT_ENTRY_SIZE));
	size = min(bytecount, (u32)(ldt->entries * LDT_ENTRY_SIZE));
	if (copy_to_user(ptr, ldt->desc, size) || clear_user((char __user *)ptr + size, bytecount - size))
		return -EFAULT;
	return (int)bytecount;
}

/* There has been nothing in it since lcall7 went away. */
static int read_default_ldt(void __user *ptr, u32 bytecount)
{
#ifdef __x86_64__
	u32 size = 128;
#else
	u32 size = 5 * LDT_ENTRY_SIZE;
#endif
	size = min(size, bytecount);
	return clear_user(ptr, size) ? -EFAULT : (int)size;
}

static int write_ldt(const void __user *ptr, u32 bytecount, bool old_mode)
{
	struct desc_struct desc = { 0, 0 };
	struct user_desc info;
	int err;

	if (bytecount != sizeof(info))
		return -EINVAL;
	if (copy_from_user(&info, ptr, sizeof(info)))
		return -EFAULT;
	if (info.entry_number >= LDT_ENTRIES)
		return -EINVAL;
	/* Conforming code could be entered from anywhere: only as something that is not there. */
	if (info.contents == 3 && (old_mode || !info.seg_not_present))
		return -EINVAL;
	if (!(old_mode && !info.base_addr && !info.limit) && !user_desc_empty(&info)) {
		fill_desc(&desc, &info);
		if (old_mode)
			desc.hi &= ~DESC_AVL;
	}
	err = ldt_grow(current->mm, info.entry_number + 1);
	if (err)
		return err;
	current->mm->ldt->desc[info.entry_number] = desc;
	load_mm_ldt(current->mm);
	refresh_ldt_segments();
	return 0;
}

int sys_modify_ldt(int func, void __user *ptr, u32 bytecount)
{
	switch (func) {
	case MODIFY_LDT_READ:
		return read_ldt(ptr, bytecount);
	case MODIFY_LDT_WRITE_OLD:
		return write_ldt(ptr, bytecount, true);
	case MODIFY_LDT_READ_DEFAULT:
		return read_default_ldt(ptr, bytecount);
	case MODIFY_LDT_WRITE:
		return write_ldt(ptr, bytecount, false);
	}
	return -ENOSYS;
}
