/* SPDX-License-Identifier: MIT */
/*
 * Control registers, descriptor tables, entry MSRs, page tables: are they what they must be, whoever
 * booted the kernel?  The debug build judges itself (tests/kernel/state.c); its report is this test's.
 */

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "kernel.h"
#include "tap.h"

int main(void)
{
	static char report[8192];
	int fd = open("/proc/kernel_state", O_RDONLY);
	size_t len = 0;
	ssize_t n;

	if (fd < 0) {
		skip(1, vestibule() ? "the release kernel does not report on itself" : "Linux");
		return done_testing();
	}
	while ((n = read(fd, report + len, sizeof(report) - 1 - len)) > 0)
		len += n;
	printf("TAP version 13\n%s", report);
	return n < 0 || strstr(report, "not ok") || !strstr(report, "\n1..");
}
