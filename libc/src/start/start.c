/* SPDX-License-Identifier: MIT */
/* From crt0 to main. */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "libc.h"
#include "syscall.h"
#include "tls.h"

char **environ;
char *program_invocation_name, *program_invocation_short_name;
const Elf32_auxv_t *__auxv;
void *__vdso_sysinfo;

int main(int argc, char **argv, char **envp);

typedef void (*init_fn)(int, char **, char **);

extern const init_fn __preinit_array_start[], __preinit_array_end[];
extern const init_fn __init_array_start[], __init_array_end[];

static void set_names(char *argv0)
{
	char *slash = argv0 ? strrchr(argv0, '/') : NULL;

	program_invocation_name = argv0 ? argv0 : "";
	program_invocation_short_name = slash ? slash + 1 : program_invocation_name;
}

static void set_sysinfo(void)
{
	__vdso_sysinfo = (void *)__aux(AT_SYSINFO);
	if (__vdso_sysinfo)
		__sysinfo = __vdso_sysinfo;
}

_Noreturn void __libc_start(long *stack)
{
	int argc = stack[0];
	char **argv = (char **)(stack + 1), **env = argv + argc + 1;

	environ = env;
	while (*env)
		env++;
	__auxv = (const Elf32_auxv_t *)(env + 1);
	set_sysinfo();
	__tls_setup((const Elf32_Phdr *)__aux(AT_PHDR), __aux(AT_PHNUM));
	set_names(argc > 0 ? argv[0] : NULL);

	for (const init_fn *fn = __preinit_array_start; fn < __preinit_array_end; fn++)
		(*fn)(argc, argv, environ);
	for (const init_fn *fn = __init_array_start; fn < __init_array_end; fn++)
		(*fn)(argc, argv, environ);
	exit(main(argc, argv, environ));
}
