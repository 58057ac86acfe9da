/* SPDX-License-Identifier: MIT */
/* The system as a whole: uname(2), sysinfo(2), syslog(2), membarrier(2). */

#include <asm/setup.h>
#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/mm.h>
#include <kernel/sched.h>
#include <kernel/string.h>
#include <kernel/utsname.h>
#include <uapi/asm/personality.h>
#include <uapi/asm/sysinfo.h>

#define PER_LINUX32 0x8

struct new_utsname system_name = {
	.sysname = "Linux",
	.nodename = "vestibule",
	.release = "6.1.0-vestibule",
	.version = "Vestibule #1 PREEMPT_NONE",
	.machine = UTS_MACHINE,
	.domainname = "(none)",
};

int sys_uname(void __user *name)
{
	struct new_utsname out = system_name;

	/* setarch(8) */
	if ((current->personality & PER_MASK) == PER_LINUX32)
		memcpy(out.machine, "i686", sizeof("i686"));
	if (current->personality & UNAME26)
		memcpy(out.release, "2.6.61", sizeof("2.6.61"));
	return copy_to_user(name, &out, sizeof(out));
}

int sys_setdomainname(const char __user *name, int len)
{
	char new[__NEW_UTS_LEN + 1] = "";

	if (!privileged())
		return -EPERM;
	if (len < 0 || len > __NEW_UTS_LEN)
		return -EINVAL;
	if (copy_from_user(new, name, len))
		return -EFAULT;
	memcpy(system_name.domainname, new, sizeof(new));
	return 0;
}

int sys_sysinfo(void __user *uinfo)
{
	u64 total = (u64)nr_total_pages() * PAGE_SIZE, unused = (u64)nr_free_pages() * PAGE_SIZE;
	struct sysinfo info = { .mem_unit = 1 };

	/* Beyond 4 GiB, in pages. */
	if (total >> 32) {
		info.mem_unit = PAGE_SIZE;
		total /= PAGE_SIZE;
		unused /= PAGE_SIZE;
	}
	info.uptime = div_u64(ktime_get(), NSEC_PER_SEC);
	for (int i = 0; i < 3; i++)
		info.loads[i] = load_average[i] << (SI_LOAD_SHIFT - LOAD_SHIFT);
	info.totalram = total;
	info.freeram = unused;
	info.procs = nr_tasks();
	return copy_to_user(uinfo, &info, sizeof(info));
}

/*
 * ---- syslog: messages go to the consoles and are not kept; the log is always empty
 * -----------------------
 */

enum {
	SYSLOG_CLOSE, SYSLOG_OPEN, SYSLOG_READ, SYSLOG_READ_ALL, SYSLOG_READ_CLEAR, SYSLOG_CLEAR,
	SYSLOG_CONSOLE_OFF, SYSLOG_CONSOLE_ON, SYSLOG_CONSOLE_LEVEL, SYSLOG_SIZE_UNREAD,
	SYSLOG_SIZE_BUFFER,
};

static int wait_for_log(void)
{
	static DEFINE_WAIT_QUEUE(never);

	return wait_event_interruptible(never, false);
}

static int check_log_buffer(void __user *buf, int len)
{
	if (!buf || len < 0)
		return -EINVAL;
	return len && !access_ok(buf, len) ? -EFAULT : 0;
}

int sys_syslog(int type, void __user *buf, int len)
{
	int err;

	if (type != SYSLOG_READ_ALL && type != SYSLOG_SIZE_BUFFER && !privileged())
		return -EPERM;
	switch (type) {
	case SYSLOG_READ:
		err = check_log_buffer(buf, len);
		return err || !len ? err : wait_for_log();
	case SYSLOG_READ_ALL:
	case SYSLOG_READ_CLEAR:
		return check_log_buffer(buf, len);
	case SYSLOG_CONSOLE_LEVEL:
		return len < 1 || len > 8 ? -EINVAL : 0;
	case SYSLOG_CLOSE:
	case SYSLOG_OPEN:
	case SYSLOG_CLEAR:
	case SYSLOG_CONSOLE_OFF:
	case SYSLOG_CONSOLE_ON:
	case SYSLOG_SIZE_UNREAD:
	case SYSLOG_SIZE_BUFFER:
		return 0;
	default:
		return -EINVAL;
	}
}

/*
 * ---- membarrier: one CPU sees its own stores in order
 * ------------------------------------------------------
 */

enum {
	MB_GLOBAL = 0x01, MB_GLOBAL_EXPEDITED = 0x02, MB_REGISTER_GLOBAL_EXPEDITED = 0x04,
	MB_PRIVATE = 0x08, MB_REGISTER_PRIVATE = 0x10, MB_SYNC_CORE = 0x20,
	MB_REGISTER_SYNC_CORE = 0x40,
	MB_ALL = 0x7f,
};

int sys_membarrier(int cmd, u32 flags, int cpu)
{
	u32 *registered = &current->signal->membarrier_registered;

	if (flags)
		return -EINVAL;
	switch (cmd) {
	case 0:
		return MB_ALL;
	case MB_GLOBAL:
	case MB_GLOBAL_EXPEDITED:
		return 0;
	case MB_REGISTER_GLOBAL_EXPEDITED:
	case MB_REGISTER_PRIVATE:
	case MB_REGISTER_SYNC_CORE:
		*registered |= cmd;
		return 0;
	case MB_PRIVATE:
	case MB_SYNC_CORE:
		/* Each has its registration in the next bit. */
		return *registered & (cmd << 1) ? 0 : -EPERM;
	default:
		return -EINVAL;
	}
}
