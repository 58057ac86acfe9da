/* SPDX-License-Identifier: MIT */
/* A batch: some hundred calls in a process of its own, half of them as root, some by two threads at once. */
#include "../tap.h"
#include "sysfuzz.h"
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread.h>
#include <unistd.h>

#define CALLS 600	/* of a batch */
#define AS_A_CHILD 8	/* of a child that fork made */

struct shared *shared;
static struct stream streams[2];
bool verbose;

#define LOAD_AND_INT80                                                                             \
	"push %%ebp\n\tpush %%ebx\n\t"                                                             \
	"mov 20(%%edi), %%ebp\n\tmov (%%edi), %%ebx\n\tmov 4(%%edi), %%ecx\n\t"                    \
	"mov 8(%%edi), %%edx\n\tmov 12(%%edi), %%esi\n\tmov 16(%%edi), %%edi\n\t"                  \
	"int $0x80\n\t"

int32_t int80(uint32_t nr, const uint32_t *args)
{
	int32_t result;

	asm volatile(LOAD_AND_INT80
		     "pop %%ebx\n\tpop %%ebp"
		     : "=a"(result), "+D"(args)
		     : "0"(nr)
		     : "ecx", "edx", "esi", "memory", "cc");
	return result;
}

/* For a call that may return twice: the child may have this very stack, so it must not go back up it. */
static void int80_or_end(uint32_t nr, const uint32_t *args)
{
	asm volatile(LOAD_AND_INT80
		     "test %%eax, %%eax\n\tjnz 1f\n\t"
		     "mov $1, %%eax\n\txor %%ebx, %%ebx\n\tint $0x80\n"
		     "1:	pop %%ebx\n\tpop %%ebp"
		     : "+a"(nr), "+D"(args)
		     :
		     : "ecx", "edx", "esi", "memory", "cc");
}

static void note(uint32_t nr, const uint32_t *args)
{
	struct attempt *a = &shared->ring[__sync_fetch_and_add(&shared->last, 1) % 16];

	a->pid = getpid();
	a->nr = nr;
	memcpy(a->args, args, sizeof(a->args));
	shared->made++;
	if (verbose)
		print_attempt(a);
}

static void count(uint32_t nr, int32_t result)
{
	if (verbose)
		diag("%s = %d", calls[nr].name, result);
	if ((uint32_t)result > 0xfffff000u)
		shared->of[nr].failed++;
	else
		shared->of[nr].ok++;
}

static void one_call(struct stream *s, int depth);
static int second(void *stream);

/* Others may name it: they wait for it, trace it, signal it. */
static int fork_known(void)
{
	int pid = fork();

	if (pid > 0)
		shared->children[2 + __sync_fetch_and_add(&shared->born, 1) % 6] = pid;
	return pid;
}

/*
 * A call that may end its process, replace it or double it. One that succeeds does not return, or returns
 * twice: it is counted before, and taken back where it fails.
 */
static void in_child(struct stream *s, uint32_t nr, const uint32_t *args)
{
	const char *name = calls[nr].name;
	int child = fork_known(), status;

	if (child < 0)
		return;
	if (!child) {
		struct thread thread;
		int32_t result;

		if (chance(s, 1, 3))
			thread_create(&thread, second, &streams[1]);
		shared->of[nr].ok++;
		if (among(name, " clone clone3 vfork ")) {
			int80_or_end(nr, args);
			_exit(0);
		}
		result = int80(nr, args);
		if ((uint32_t)result > 0xfffff000u) {
			shared->of[nr].ok--;
			shared->of[nr].failed++;
		}
		for (int i = 0; i < AS_A_CHILD && !result; i++)
			one_call(s, 1);
		_exit(0);
	}
	if (chance(s, 1, 4))
		return;	/* for a wait call to find, or for the end of the batch */
	arm_timer(s);
	for (int i = 0; i < 10; i++) {
		int got = waitpid(child, &status, i < 8 ? 0 : WNOHANG);

		if (got == child || (got < 0 && i > 8))
			return;
		if (i > 4)
			kill(child, SIGKILL);
	}
}

static uint32_t choose(struct stream *s)
{
	static const char often[] = " open openat read write pread64 pwrite64 mmap2 munmap "
				    "mprotect mremap dup dup2 fcntl64 "
				    "ioctl lseek getdents64 readv writev rename link unlink mkdir "
				    "sendfile pipe2 futex madvise ptrace wait4 ";
	static const char seldom[] =
		" close_range munlockall mlockall set_thread_area setuid setuid32 setgid setgid32 "
		"alarm "
		"setreuid32 setresuid32 setregid32 setresgid32 brk close exit exit_group sigreturn "
		"rt_sigreturn setrlimit prlimit64 nanosleep sched_setscheduler execve execveat "
		"fork vfork "
		"clone clone3 truncate truncate64 sigaction signal rt_sigaction ssetmask pause ";

	for (;;) {
		uint32_t nr = below(s, MAX_NR);

		if (!calls[nr].name)
			continue;
		if (chance(s, 1, 3) && !among(calls[nr].name, often))
			continue;
		if (!among(calls[nr].name, seldom) || chance(s, 1, 4))
			return nr;
	}
}

static bool may_wait(const char *name)
{
	return among(name, " read readv pread64 preadv write writev pwrite64 pwritev wait4 waitpid "
			   "waitid pause sigsuspend "
			   "rt_sigsuspend poll ppoll ppoll_time64 _newselect pselect6 "
			   "pselect6_time64 futex futex_time64 "
			   "nanosleep clock_nanosleep clock_nanosleep_time64 rt_sigtimedwait "
			   "rt_sigtimedwait_time64 flock "
			   "fcntl64 open openat creat sendfile sendfile64 ioctl ");
}

/* By the vDSO. */
static int32_t through_libc(uint32_t nr, const uint32_t *args)
{
	int32_t result = syscall(nr, args[0], args[1], args[2], args[3], args[4], args[5]);

	return result == -1 ? -errno : result;
}

static void one_call(struct stream *s, int depth)
{
	uint32_t nr = choose(s), args[MAX_ARGS] = { 0 };
	const char *name = calls[nr].name;
	int32_t result;

	if (sigsetjmp(s->out, 1))
		return;
	for (unsigned int i = 0; i < calls[nr].n; i++)
		args[i] = argument(s, nr, i);
	if (!allowed(s, nr, args))
		return;
	note(nr, args);
	if (among(name, " exit exit_group fork vfork clone clone3 execve execveat sigreturn "
			"rt_sigreturn ")) {
		if (!depth && !s->thread)
			in_child(s, nr, args);
		return;
	}
	if (may_wait(name))
		arm_timer(s);
	result = chance(s, 1, 2) ? int80(nr, args) : through_libc(nr, args);
	count(nr, result);
	if (!strcmp(name, "ptrace") && !result && (args[0] == PTRACE_SEIZE || args[0] == PTRACE_ATTACH))
		s->tracee = args[1];
}

static void run_stream(struct stream *s, unsigned int n)
{
	uint8_t here;

	s->stack = &here;
	make_world(s);
	while (n--)
		one_call(s, 0);
}

static int second(void *stream)
{
	run_stream(stream, CALLS);
	return 0;
}

void batch(uint32_t seed, uint32_t number)
{
	struct thread thread;
	char name[16];

	for (int i = 0; i < 2; i++) {
		seed_stream(&streams[i], seed, number, i);
		streams[i].root = number % 2;
		streams[i].thread = i;
	}
	if (!verbose)
		silence();	/* as long as the kernel does not know the name, which may cost it memory */
	snprintf(name, sizeof(name), "fuzz-%u", number);
	prctl(PR_SET_NAME, name);
	for (int i = 0; i < 8; i++)
		shared->children[i] = getpid();
	run_stream(&streams[0], 1);
	if (chance(&streams[0], 1, 4))
		thread_create(&thread, second, &streams[1]);
	/* Relatives share what make_world made, and go on with other numbers. */
	for (uint32_t i = 2; i < 4 && number % 3 == 0; i++) {
		int pid = fork();

		if (pid > 0)
			shared->children[i - 2] = pid;
		if (!pid) {
			seed_stream(&streams[0], seed, number, i);
			break;
		}
	}
	run_stream(&streams[0], CALLS);
	_exit(0);
}
