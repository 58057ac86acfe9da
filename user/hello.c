/* SPDX-License-Identifier: MIT */
/* hello - says hello, and how that came out */
#include <entry.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

int main(void)
{
	enum entry entry = entry_of_vdso();
	struct utsname name;

	if (uname(&name) < 0) {
		perror("hello");
		return 1;
	}
	printf("Hello from a 32-bit program, process %d, on %s %s (%s).\n", (int)getpid(), name.sysname,
	       name.release, entry_kernel_is_64() ? "x86_64" : "i386");
	printf("These words went into the kernel by %s%s.\n", entry_name(entry),
	       entry == ENTRY_INT80 ? "" : ", through the vDSO");
	printf("Next, try: entry-info\n");
	return fflush(stdout) != 0;
}
