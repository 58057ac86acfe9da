/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_EXEC_H
#define KERNEL_EXEC_H

/*
 * Between exec.c (the call), exec_args.c (arguments and the first stack), exec_threads.c and
 * elf_load.c.
 */

#include <kernel/elf.h>
#include <kernel/fs.h>
#include <kernel/mm.h>
#include <kernel/sched.h>

#define SCRIPT_HEAD	256		/* how much of a script's first line counts */
#define SCRIPT_DEPTH	5		/* interpreters that are scripts themselves */

/* One of argv and envp, in user or (kernel_execve) in kernel memory. */
struct exec_strings {
	const u32 __user *user;
	const char *const *kernel;
	u32 count;
	u32 skip;			/* the first strings are not used: a script replaces argv[0] */
	u32 bytes;			/* with their NULs */
};

/* A program on its way into memory. */
struct exec_image {
	const char *filename;		/* as the caller named it: AT_EXECFN */
	/* By a close-on-exec descriptor: no interpreter could open a script again. */
	bool fd_closes;
	char *words;			/* what scripts put before the arguments, as strings */
	u32 nr_words, words_bytes, words_room;
	struct exec_strings argv, envp;
	bool empty_argv;		/* argc 0: argv is { "" } */

	struct file *file, *interp_file;
	Elf32_Ehdr ehdr, interp_ehdr;
	Elf32_Phdr *phdrs, *interp_phdrs;
	struct elf_layout layout, interp_layout;

	struct mm_struct *mm;
	u32 personality;
	bool randomize, secure;
	struct cred cred;
	u32 bias, interp_base;		/* load addresses */
	u32 entry, sp;			/* where the program starts */
	u32 stack_top, arg_start, env_start, env_end, platform, random; /* on its stack */
};

/* exec_args.c: all return 0 or -errno. */
int count_arguments(struct exec_image *img);	/* -E2BIG, -EFAULT */
int make_stack(struct exec_image *img);		/* map it, and decide what goes where */
int fill_stack(struct exec_image *img);		/* after load_elf: needs its addresses */

/* exec_threads.c: 0, or -EAGAIN: the group is being killed, or another thread was first. */
int kill_other_threads(void);

/* elf_load.c */
int read_elf(struct exec_image *img);		/* headers of the program and of its interpreter */
int load_elf(struct exec_image *img);		/* into img->mm */

#endif
