/* SPDX-License-Identifier: MIT */
/* free - the machine's memory, in KiB */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysinfo.h>

/* From /proc/meminfo, "Name:  N kB"; -1 if it is not there. */
static long long meminfo(const char *name)
{
	FILE *f = fopen("/proc/meminfo", "r");
	long long value = -1;
	char line[128];
	size_t n = strlen(name);

	while (f && value < 0 && fgets(line, sizeof(line), f))
		if (strncmp(line, name, n) == 0 && line[n] == ':')
			sscanf(line + n + 1, "%lld", &value);
	if (f)
		fclose(f);
	return value;
}

static long long at_least_0(long long n)
{
	return n < 0 ? 0 : n;
}

int main(void)
{
	long long total = meminfo("MemTotal"), unused = meminfo("MemFree"), cached;
	struct sysinfo info;

	if (total < 0 || unused < 0) {
		if (sysinfo(&info) < 0) {
			fprintf(stderr, "free: %s\n", strerror(errno));
			return 1;
		}
		total = (long long)info.totalram * info.mem_unit / 1024;
		unused = (long long)info.freeram * info.mem_unit / 1024;
	}
	cached = at_least_0(meminfo("Buffers")) + at_least_0(meminfo("Cached"));
	printf("%12s %12s %12s %12s\n", "total", "used", "cached", "free");
	printf("%12lld %12lld %12lld %12lld\n", total, at_least_0(total - unused - cached), cached,
	       unused);
	return fflush(stdout) != 0;
}
