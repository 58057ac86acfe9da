/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <unistd.h>
#include "libc.h"

static long limit(int resource)
{
	struct rlimit lim;

	if (getrlimit(resource, &lim) < 0)
		return -1;
	return lim.rlim_cur > LONG_MAX ? -1 : (long)lim.rlim_cur;
}

static long pages(int name)
{
	struct sysinfo si;

	if (sysinfo(&si) < 0)
		return -1;
	return (unsigned long long)(name == _SC_PHYS_PAGES ? si.totalram : si.freeram) *
	       si.mem_unit / PAGE_SIZE;
}

static long signal_stack(void)
{
	long min = __aux(AT_MINSIGSTKSZ);

	return min ? min : 2048;
}

long sysconf(int name)
{
	switch (name) {
	case _SC_ARG_MAX:
		return ARG_MAX;
	case _SC_CHILD_MAX:
		return limit(RLIMIT_NPROC);
	case _SC_CLK_TCK:
		return 100;
	case _SC_NGROUPS_MAX:
		return NGROUPS_MAX;
	case _SC_OPEN_MAX:
		return limit(RLIMIT_NOFILE);
	case _SC_PAGESIZE:
		return PAGE_SIZE;
	case _SC_NPROCESSORS_CONF:
	case _SC_NPROCESSORS_ONLN:
		return get_nprocs();
	case _SC_PHYS_PAGES:
	case _SC_AVPHYS_PAGES:
		return pages(name);
	case _SC_MINSIGSTKSZ:
		return signal_stack();
	case _SC_SIGSTKSZ:
		return 4 * signal_stack();
	}
	errno = EINVAL;
	return -1;
}

int getpagesize(void)
{
	return PAGE_SIZE;
}
