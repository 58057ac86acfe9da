/* SPDX-License-Identifier: MIT */
#ifndef _SIGNAL_H
#define _SIGNAL_H

#include <asm/siginfo.h>
#include <asm/signal.h>
#include <bits/timespec.h>
#include <sys/types.h>
#include <ucontext.h>

typedef void (*sighandler_t)(int);
typedef int sig_atomic_t;

#define NSIG			(_NSIG + 1)
#define SIGRTMIN		__SIGRTMIN
#define SIGRTMAX		__SIGRTMAX
#define SI_ASYNCNL_MIN		SI_ASYNCNL

sighandler_t signal(int sig, sighandler_t handler);
int sigaction(int sig, const struct sigaction *act, struct sigaction *old);
int sigprocmask(int how, const sigset_t *set, sigset_t *old);
int sigpending(sigset_t *set);
int sigsuspend(const sigset_t *mask);
int sigwait(const sigset_t *set, int *sig);
int sigwaitinfo(const sigset_t *set, siginfo_t *info);
int sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout);
int sigaltstack(const stack_t *ss, stack_t *old);
int siginterrupt(int sig, int flag);

int kill(pid_t pid, int sig);
int killpg(pid_t pgid, int sig);
int raise(int sig);
int tkill(pid_t tid, int sig);
int tgkill(pid_t tgid, pid_t tid, int sig);
int sigqueue(pid_t pid, int sig, union sigval value);
void psignal(int sig, const char *s);

int sigemptyset(sigset_t *set);
int sigfillset(sigset_t *set);
int sigaddset(sigset_t *set, int sig);
int sigdelset(sigset_t *set, int sig);
int sigismember(const sigset_t *set, int sig);

#endif
