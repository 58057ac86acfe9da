/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

/* The codes from 512 on are the kernel's own; a tracer sees them. */
const char *strerrorname_np(int err)
{
	static const char *const names[] = {
#define ERRNO(name) [name] = #name,
#include <asm/errno_names.h>
#undef ERRNO
	};

	if (err < 0 || (size_t)err >= sizeof(names) / sizeof(names[0]))
		return NULL;
	return err ? names[err] : "0";
}
