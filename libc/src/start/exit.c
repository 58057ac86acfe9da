/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <unistd.h>
#include "libc.h"
#include "syscall.h"

typedef void (*fini_fn)(void);

extern const fini_fn __fini_array_start[], __fini_array_end[];

_Noreturn void exit(int status)
{
	const fini_fn *fn = __fini_array_end;

	__run_atexit();
	while (fn > __fini_array_start)
		(*--fn)();
	__flush_all();
	_exit(status);
}
