/* SPDX-License-Identifier: MIT */

/* Which consoles the kernel command line asks for: console=ttyS0[,options], console=tty0. */

#include <asm/setup.h>
#include <kernel/string.h>
#include <kernel/tty.h>

static const char option[] = "console=";

/* Length of the device name at s: it ends at a comma, a blank or the end. */
static size_t name_length(const char *s)
{
	size_t n = 0;

	while (s[n] && s[n] != ' ' && s[n] != ',')
		n++;
	return n;
}

static bool name_is(const char *s, const char *name)
{
	return name_length(s) == strlen(name) && !memcmp(s, name, strlen(name));
}

bool console_wanted(const char *name)
{
	const size_t option_len = sizeof(option) - 1;
	bool any = false;

	for (const char *p = boot_info.cmdline; (p = strstr(p, option)) != NULL; p += option_len) {
		const char *value = p + option_len;

		if (p != boot_info.cmdline && p[-1] != ' ')
			continue;
		if (name_is(value, name))
			return true;
		/* A device that this kernel does not have must not leave it without any console. */
		any |= name_is(value, "ttyS0") || name_is(value, "tty0") || name_is(value, "tty1");
	}
	return !any;
}
