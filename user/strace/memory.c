/* SPDX-License-Identifier: MIT */
/* Another task's memory, a word at a time: ptrace(2), PTRACE_PEEKDATA. */
#include "strace.h"
#include <errno.h>
#include <string.h>
#include <sys/ptrace.h>

size_t read_memory(pid_t pid, uint32_t addr, void *buf, size_t len)
{
	size_t done = 0;

	while (done < len) {
		uint32_t at = addr + done, skip = at & 3, n = 4 - skip;
		long word;

		/* An aligned word never reaches into a page that may be missing. */
		errno = 0;
		word = ptrace(PTRACE_PEEKDATA, pid, at - skip, 0);
		if (errno)
			break;
		if (n > len - done)
			n = len - done;
		memcpy((char *)buf + done, (char *)&word + skip, n);
		done += n;
	}
	return done;
}
