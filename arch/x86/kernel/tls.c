/* SPDX-License-Identifier: MIT */
/* The three thread-local segments of the GDT: set_thread_area(2), get_thread_area(2). */

#include <asm/ldt.h>
#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <asm/usersegment.h>
#include <kernel/sched.h>
#include <kernel/string.h>

/* Very old C libraries clear a slot with all zeroes. */
static bool user_desc_zero(const struct user_desc *info)
{
	return !info->base_addr && !info->limit && !info->contents && !info->read_exec_only &&
	       !info->seg_32bit && !info->limit_in_pages && !info->seg_not_present && !info->useable;
}

/* Present 32-bit data segments only: 16-bit stacks need the LDT's way out (espfix). */
static bool tls_desc_okay(const struct user_desc *info)
{
	if (user_desc_empty(info) || user_desc_zero(info))
		return true;
	return info->seg_32bit && info->contents <= MODIFY_LDT_CONTENTS_STACK && !info->seg_not_present;
}

static int free_slot(const struct task_struct *t)
{
	unsigned int i;

	for (i = 0; i < GDT_ENTRY_TLS_ENTRIES; i++)
		if (!t->thread.tls[i].lo && !t->thread.tls[i].hi)
			return (int)(GDT_ENTRY_TLS_MIN + i);
	return -ESRCH;
}

/* The descriptor that a live segment register of current names has changed. */
static void refresh_segments(u16 changed)
{
	load_tls(current);
#ifdef __x86_64__
	if (read_ds() == changed)
		load_ds(changed);
	if (read_es() == changed)
		load_es(changed);
	if (read_fs() == changed)
		load_fs(changed);
	if (read_gs() == changed)
		load_gs(changed);
#endif
}

int do_set_thread_area(struct task_struct *t, int idx, u32 uaddr, bool can_allocate)
{
	struct user_desc __user *uinfo = uptr(uaddr);
	struct desc_struct *desc;
	struct user_desc info;

	if (copy_from_user(&info, uinfo, sizeof(info)))
		return -EFAULT;
	if (!tls_desc_okay(&info))
		return -EINVAL;
	if (idx == -1)
		idx = (int)info.entry_number;
	if (idx == -1 && can_allocate) {
		idx = free_slot(current);
		if (idx < 0)
			return idx;
		if (put_user((u32)idx, &uinfo->entry_number))
			return -EFAULT;
	}
	if (idx < GDT_ENTRY_TLS_MIN || idx > GDT_ENTRY_TLS_MAX)
		return -EINVAL;
	desc = &t->thread.tls[idx - GDT_ENTRY_TLS_MIN];
	if (user_desc_empty(&info) || user_desc_zero(&info))
		*desc = (struct desc_struct){ 0, 0 };
	else
		fill_desc(desc, &info);
	if (t == current)
		refresh_segments((u16)(idx << 3 | USER_RPL));
	return 0;
}

int do_get_thread_area(struct task_struct *t, int idx, u32 uaddr)
{
	struct user_desc __user *uinfo = uptr(uaddr);
	struct user_desc info;

	if (idx == -1 && get_user(idx, (int __user *)&uinfo->entry_number))
		return -EFAULT;
	if (idx < GDT_ENTRY_TLS_MIN || idx > GDT_ENTRY_TLS_MAX)
		return -EINVAL;
	read_desc(&info, (unsigned int)idx, &t->thread.tls[idx - GDT_ENTRY_TLS_MIN]);
	return copy_to_user(uinfo, &info, sizeof(info));
}

int sys_set_thread_area(void __user *desc)
{
	return do_set_thread_area(current, -1, (u32)(unsigned long)desc, true);
}

int sys_get_thread_area(void __user *desc)
{
	return do_get_thread_area(current, -1, (u32)(unsigned long)desc);
}
