/* SPDX-License-Identifier: MIT */
/*
 * bench - what each operation of the kernel costs, in ticks of the TSC.
 *
 * Under QEMU's -icount shift=0,sleep=off a tick is an instruction and the figures repeat exactly;
 * elsewhere they are times. It needs nothing but Linux's i386 ABI and runs on Linux too. As process
 * 1 (init=/bin/bench) it sets the machine up, tells of its memory, and powers off at the end.
 *
 *   # bench ROW TICKS UNITS	ticks for so many operations, the least of several rounds
 *   # bench ROW failed TEXT	this kernel could not do it
 *   # fact NAME VALUE		what else is known of the machine
 *   # entry NAME		the rows that follow enter by this
 *
 * In the environment: BENCH_ROWS=a,b only these rows; BENCH_INT80=1 all once more by int $0x80, not by
 * the vDSO, after the line `# entry int80`.
 */

#include "bench/bench.h"
#include "mounts.h"
#include <entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/sysinfo.h>
#include <unistd.h>

extern void *__sysinfo;
extern char __int80_call[];

uint64_t clock_cost;

static const struct row {
	const char *name;
	row_fn *run;
	int n;
} rows[] = {
	{ "unknown", row_unknown, 0 },
	{ "getppid", row_getppid, 0 },
	{ "read-zero", row_read_zero, 0 },
	{ "write-zero", row_write_zero, 0 },
	{ "read-null", row_read_null, 0 },
	{ "write-null", row_write_null, 0 },
	{ "clock-vdso", row_clock, 0 },
	{ "signal", row_signal, 0 },
	{ "fault-least", row_fault_least, 0 },
	{ "fault-run", row_fault_run, 0 },
	{ "mmap-1", row_mmap, 1 },
	{ "mmap-10", row_mmap, 10 },
	{ "mmap-100", row_mmap, 100 },
	{ "mmap-1000", row_mmap, 1000 },
	{ "pipe", row_pipe, 0 },
	{ "futex", row_futex, 0 },
	{ "yield-sleeping-1", row_yield_sleeping, 1 },
	{ "yield-sleeping-10", row_yield_sleeping, 10 },
	{ "yield-sleeping-100", row_yield_sleeping, 100 },
	{ "yield-sleeping-1000", row_yield_sleeping, 1000 },
	{ "yield-runnable-1", row_yield_runnable, 1 },
	{ "yield-runnable-10", row_yield_runnable, 10 },
	{ "yield-runnable-100", row_yield_runnable, 100 },
	{ "yield-runnable-1000", row_yield_runnable, 1000 },
	{ "fork-1", row_fork, 1 },
	{ "fork-10", row_fork, 10 },
	{ "fork-100", row_fork, 100 },
	{ "fork-1000", row_fork, 1000 },
	{ "fork-1mib", row_fork_resident, 1 },
	{ "fork-10mib", row_fork_resident, 10 },
	{ "fork-100mib", row_fork_resident, 100 },
	{ "exec", row_exec, 0 },
	{ "ptrace", row_ptrace, 0 },
	{ "open-close-1", row_open_close, 1 },
	{ "open-close-4", row_open_close, 4 },
	{ "open-close-16", row_open_close, 16 },
	{ "stat-1", row_stat, 1 },
	{ "stat-4", row_stat, 4 },
	{ "stat-16", row_stat, 16 },
};

static void set_up_machine(void)
{
	make_mounts();
	if (fcntl(1, F_GETFD) < 0) {
		int fd = open("/dev/console", O_RDWR);

		dup2(fd, 1);
		dup2(fd, 2);
	}
}

/* The lines of a file of /proc that hold the word. */
static void tell_lines(const char *path, const char *word)
{
	FILE *file = fopen(path, "r");
	char line[256];

	if (!file)
		return;
	while (fgets(line, sizeof(line), file))
		if (strstr(line, word))
			printf("# fact %s %s", path, line);
	fclose(file);
}

/* Read before any row has used memory. */
static void tell_facts(uint64_t start)
{
	struct sysinfo si;

	printf("# fact first-instruction %llu\n", (unsigned long long)start);
	if (sysinfo(&si) == 0)
		printf("# fact free-bytes %llu\n", (unsigned long long)si.freeram * si.mem_unit);
	tell_lines("/proc/iomem", "Kernel ");
	tell_lines("/sys/devices/system/clocksource/clocksource0/current_clocksource", "");
}

static bool wanted(const char *name)
{
	const char *list = getenv("BENCH_ROWS");
	size_t len = strlen(name);

	if (!list || !*list)
		return true;
	for (const char *p = list; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL)
		if (!strncmp(p, name, len) && (p[len] == ',' || !p[len]))
			return true;
	return false;
}

static void run_row(const struct row *row)
{
	struct result r = { 0, 1 };

	if (row->run(&r, row->n) < 0)
		printf("# bench %s failed %s\n", row->name, strerror(errno));
	else
		printf("# bench %s %llu %u\n", row->name, (unsigned long long)r.ticks, r.units);
	fflush(stdout);
}

static void run_rows(const char *entry)
{
	printf("# entry %s\n", entry);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (wanted(rows[i].name))
			run_row(&rows[i]);
}

int main(void)
{
	uint64_t start = rdtsc();

	if (getpid() == 1)
		set_up_machine();
	clock_cost = LEAST(64, 0);
	tell_facts(start);
	run_rows(entry_name(entry_of_vdso()));
	if (getenv("BENCH_INT80")) {
		__sysinfo = __int80_call;
		run_rows("int80");
	}
	printf("# bench-done\n");
	fflush(stdout);
	if (getpid() == 1)
		reboot(RB_POWER_OFF);
	return 0;
}
