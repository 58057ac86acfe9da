/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <thread.h>
#include "futex.h"
#include "syscall.h"
#include "tls.h"

#define STACK_SIZE	(64 * 1024)
#define FLAGS		(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | \
			 CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)

static int run(void *arg)
{
	struct thread *t = arg;

	t->result = t->fn(t->arg);
	return 0;
}

/* One mapping: a page that stays unmapped for overflows, the stack, the thread's own storage. */
int thread_create(struct thread *t, int (*fn)(void *arg), void *arg)
{
	size_t size = STACK_SIZE + ((__tls_size() + 4095) & -4096);
	char *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct user_desc desc;

	if (map == MAP_FAILED)
		return -1;
	mprotect(map, 4096, PROT_NONE);
	*t = (struct thread){ .map = map, .map_size = size, .fn = fn, .arg = arg };
	__tls_desc(&desc, __tls_init(map + STACK_SIZE));
	if (clone(run, map + STACK_SIZE, FLAGS, t, &t->tid, &desc, &t->tid) < 0) {
		int err = errno;

		munmap(map, size);
		errno = err;
		return -1;
	}
	return 0;
}

int thread_join(struct thread *t)
{
	int tid;

	while ((tid = __atomic_load_n(&t->tid, __ATOMIC_ACQUIRE)))
		RAW(futex, &t->tid, FUTEX_WAIT, tid, NULL);
	munmap(t->map, t->map_size);
	return t->result;
}
