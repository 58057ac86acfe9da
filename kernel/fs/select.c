/* SPDX-License-Identifier: MIT */

/* select(2), pselect6(2). */

#include "poll.h"
#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/time.h>
#include <uapi/asm/time.h>

#define SET_WORDS	(NR_OPEN_MAX / 32)
#define IN_SET		(POLLRDNORM | POLLRDBAND | POLLIN | POLLHUP | POLLERR)
#define OUT_SET		(POLLWRBAND | POLLWRNORM | POLLOUT | POLLERR)
#define EX_SET		POLLPRI

enum { IN, OUT, EX, NR_SETS };

struct select_sets {
	u32 n;					/* descriptors */
	u32 want[NR_SETS][SET_WORDS];
	u32 got[NR_SETS][SET_WORDS];
};

static int scan_sets(void *arg, struct poll_table *table)
{
	static const u32 masks[NR_SETS] = { IN_SET, OUT_SET, EX_SET };
	struct select_sets *s = arg;
	int ready = 0;

	memset(s->got, 0, sizeof(s->got));
	for (u32 word = 0; word * 32 < s->n; word++) {
		u32 all = s->want[IN][word] | s->want[OUT][word] | s->want[EX][word];

		for (; all; all &= all - 1) {
			u32 bit = all & -all;
			u32 fd = word * 32 + (u32)__builtin_ctz(all), mask;

			if (fd >= s->n)
				break;
			mask = poll_fd((int)fd, table);
			if (mask & POLLNVAL)
				return -EBADF;
			for (int i = 0; i < NR_SETS; i++) {
				if ((s->want[i][word] & bit) && (mask & masks[i])) {
					s->got[i][word] |= bit;
					ready++;
				}
			}
		}
	}
	return ready;
}

static int do_select(int n, void __user *const user[NR_SETS], u64 expires)
{
	struct select_sets *s;
	size_t bytes;
	int ready = 0;

	if (n < 0)
		return -EINVAL;
	s = kzalloc(sizeof(*s));
	if (!s)
		return -ENOMEM;
	s->n = min((u32)n, files_size(current->files));
	bytes = ALIGN_UP(s->n, 32u) / 8;
	for (int i = 0; i < NR_SETS; i++)
		if (user[i] && copy_from_user(s->want[i], user[i], bytes))
			ready = -EFAULT;
	if (!ready)
		ready = poll_loop(scan_sets, s, expires);
	for (int i = 0; ready >= 0 && i < NR_SETS; i++)
		if (user[i] && copy_to_user(user[i], s->got[i], bytes))
			ready = -EFAULT;
	kfree(s);
	return ready;
}

/* select(2)'s time: microseconds may exceed a second. */
static int get_timeval(const void __user *tv, u64 *expires)
{
	struct timeval32 t;
	s64 ns;

	*expires = POLL_FOREVER;
	if (!tv)
		return 0;
	if (copy_from_user(&t, tv, sizeof(t)))
		return -EFAULT;
	ns = (s64)t.tv_sec * (s64)NSEC_PER_SEC + (s64)t.tv_usec * (s64)NSEC_PER_USEC;
	if (t.tv_sec < 0 || t.tv_usec < 0)
		return -EINVAL;
	*expires = ns ? ktime_add_safe(ktime_get(), (u64)ns) : POLL_NO_WAIT;
	return 0;
}

int sys__newselect(int n, void __user *in, void __user *out, void __user *ex, void __user *tv)
{
	void __user *const user[NR_SETS] = { in, out, ex };
	u64 expires;
	int ready = get_timeval(tv, &expires);

	if (ready)
		return ready;
	ready = do_select(n, user, expires);
	if (tv) {
		struct timeval32 left;
		u32 nsec;

		left.tv_sec = (s32)div_u64_rem(poll_time_left(expires), NSEC_PER_SEC, &nsec);
		left.tv_usec = (s32)(nsec / 1000);
		if (copy_to_user(tv, &left, sizeof(left)) && ready == -ERESTARTNOHAND)
			return -EINTR;
	}
	return ready;
}

static int do_pselect(int n, void __user *const user[NR_SETS], void __user *ts,
		      const void __user *sig, bool time64)
{
	struct sigset_argpack pack = { 0, 0 };
	u64 expires;
	int err;

	if (sig && copy_from_user(&pack, sig, sizeof(pack)))
		return -EFAULT;
	err = get_poll_timeout(ts, time64, &expires);
	if (!err)
		err = take_sigmask(uptr(pack.p), pack.size);
	if (err)
		return err;
	return finish_poll(do_select(n, user, expires), ts, time64, expires);
}

int sys_pselect6(int n, void __user *in, void __user *out, void __user *ex, void __user *ts,
		 const void __user *sig)
{
	void __user *const user[NR_SETS] = { in, out, ex };

	return do_pselect(n, user, ts, sig, false);
}

int sys_pselect6_time64(int n, void __user *in, void __user *out, void __user *ex,
			void __user *ts, const void __user *sig)
{
	void __user *const user[NR_SETS] = { in, out, ex };

	return do_pselect(n, user, ts, sig, true);
}
