/* SPDX-License-Identifier: MIT */
/* The system call table: Linux's numbers, and no type whose width or sign differs between kernels. */

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#if __has_include("/usr/include/x86_64-linux-gnu/asm/unistd_32.h")
#include "/usr/include/x86_64-linux-gnu/asm/unistd_32.h"
#define LINUX_NR(name) __NR_##name
#elif __has_include("/usr/include/asm/unistd_32.h")
#include "/usr/include/asm/unistd_32.h"
#define LINUX_NR(name) __NR_##name
#else
#define LINUX_NR(name) (-1)
#endif

struct line {
	int nr, linux_nr;
	const char *name, *types;
};

#define ROW(nr, name, ...) { nr, LINUX_NR(name), #name, #__VA_ARGS__ },
#define SYSCALL0 ROW
#define SYSCALL1 ROW
#define SYSCALL2 ROW
#define SYSCALL3 ROW
#define SYSCALL4 ROW
#define SYSCALL5 ROW
#define SYSCALL6 ROW

static const struct line lines[] = {
#include "../../arch/x86/entry/syscall_32.tbl"
};

#define NR_LINES (sizeof(lines) / sizeof(lines[0]))

static int tests, failed;

static void check(bool good, const char *what)
{
	tests++;
	failed += !good;
	printf("%sok %d - %s\n", good ? "" : "not ", tests, what);
}

/* True if the word stands in the list as a type of its own. */
static bool has_word(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = list; (p = strstr(p, word)); p += n)
		if ((p == list || strchr(" ,*", p[-1])) && strchr(" ,*", p[n]))
			return true;
	return false;
}

int main(void)
{
	static const char *const forbidden[] = { "long", "off_t", "loff_t", "time_t", "ssize_t",
						 "u64", "s64" };
	bool numbers = true, types = true, sorted = true;

	if (lines[0].linux_nr == -1)
		printf("ok %d - numbers # SKIP no Linux header asm/unistd_32.h here\n", ++tests);
	for (unsigned int i = 0; i < NR_LINES; i++) {
		if (lines[0].linux_nr != -1 && lines[i].nr != lines[i].linux_nr) {
			printf("# %s is %d, on Linux %d\n", lines[i].name, lines[i].nr, lines[i].linux_nr);
			numbers = false;
		}
		for (unsigned int k = 0; k < sizeof(forbidden) / sizeof(forbidden[0]); k++) {
			if (!has_word(lines[i].types, forbidden[k]))
				continue;
			printf("# %s has a %s\n", lines[i].name, forbidden[k]);
			types = false;
		}
		if (i && lines[i].nr <= lines[i - 1].nr)
			sorted = false;
	}
	if (lines[0].linux_nr != -1)
		check(numbers, "every number is Linux's");
	check(types, "only int, u32, s32, size_t and pointers");
	check(sorted, "sorted by number, none twice");
	check(NR_LINES > 100, "the table is not empty");
	printf("1..%d\n", tests);
	return failed != 0;
}
