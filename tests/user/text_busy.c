/* SPDX-License-Identifier: MIT */
/*
 * A program that runs cannot be changed: ETXTBSY (open(2), truncate(2)).
 * Catches: O_TRUNC with O_RDONLY, which asks for no right to write, empties the running program.
 */
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static bool busy(int flags)
{
	int fd = open("/proc/self/exe", flags);

	if (fd >= 0)
		close(fd);
	return fd < 0 && errno == ETXTBSY;
}

int main(void)
{
	ok(busy(O_WRONLY), "open for writing");
	ok(busy(O_RDWR), "open for reading and writing");
	ok(busy(O_RDWR | O_TRUNC), "open for writing, emptied");
	ok(truncate("/proc/self/exe", 0) < 0 && errno == ETXTBSY, "truncate");
	ok(busy(O_RDONLY | O_TRUNC), "open for reading, emptied");
	ok(busy(O_ACCMODE | O_TRUNC), "open for neither, emptied");
	ok(!busy(O_RDONLY), "open for reading");
	return done_testing();
}
