/* SPDX-License-Identifier: MIT */
/*
 * execve(2), execveat(2). The new address space is complete before the old one is touched, so every
 * error that the file or the arguments cause comes back to the caller.
 */

#include <asm/entry.h>
#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/jobctl.h>
#include <kernel/random.h>
#include <kernel/string.h>
#include <uapi/asm/fcntl.h>
#include <uapi/asm/personality.h>
#include "exec.h"

/* ---- which file ------------------------------------------------------------------------------------ */

static u32 word_room(const char *word)
{
	return word ? strlen(word) + 1 : 0;
}

static char *push_word(char *to, const char *word)
{
	u32 n = word_room(word);

	memcpy(to, word ? word : "", n);
	return to + n;
}

/* The file is a script: its interpreter is the program, with these words before the arguments. */
static int use_interpreter(struct exec_image *img, const char *interp, const char *arg)
{
	const char *script = img->nr_words ? NULL : img->filename;
	u32 n = word_room(interp) + word_room(arg) + word_room(script);
	char *words = kmalloc(n + img->words_bytes), *p;
	struct file *file;

	if (!words)
		return -ENOMEM;
	p = push_word(push_word(push_word(words, interp), arg), script);
	memcpy(p, img->words ? img->words : "", img->words_bytes);
	kfree(img->words);
	img->words = words;
	img->words_bytes += n;
	img->nr_words += 1 + !!arg + !!script;
	img->argv.skip = 1;
	file = open_exec(interp);
	if (IS_ERR(file))
		return PTR_ERR(file);
	fput(img->file);
	img->file = file;
	return 0;
}

/* Go from script to interpreter until img->file is none. */
static int follow_scripts(struct exec_image *img)
{
	char *head = kmalloc(SCRIPT_HEAD + 1), *interp, *arg;
	int err = head ? 0 : -ENOMEM;

	for (int depth = 0; !err; depth++) {
		memset(head, 0, SCRIPT_HEAD + 1);
		err = kernel_read(img->file, head, SCRIPT_HEAD, 0);
		if (err < 0)
			break;
		err = 0;
		if (head[0] != '#' || head[1] != '!')
			break;
		err = script_parse(head, SCRIPT_HEAD, &interp, &arg);
		if (!err && depth == SCRIPT_DEPTH)
			err = -ELOOP;
		/* The interpreter could not open it: the descriptor will be closed. */
		if (!err && img->fd_closes)
			err = -ENOENT;
		if (!err)
			err = use_interpreter(img, interp, arg);
	}
	kfree(head);
	return err;
}

/*
 * ---- identity
 * ---------------------------------------------------------------------------------------
 */

/* True if set-user-ID bits must not give this process more than it has. */
static bool unsafe_exec(void)
{
	if (current->no_new_privs)
		return true;
	return current->ptrace && current->parent->cred.euid != 0 && !privileged();
}

static void choose_identity(struct exec_image *img)
{
	struct cred *cred = &img->cred;
	u32 mode, uid, gid;

	*cred = current->cred;
	inode_exec_ids(img->file->inode, &mode, &uid, &gid);
	if (!unsafe_exec()) {
		if (mode & S_ISUID)
			cred->euid = uid;
		/* Without group execute permission the bit means mandatory locking. */
		if ((mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP))
			cred->egid = gid;
	}
	cred->suid = cred->fsuid = cred->euid;
	cred->sgid = cred->fsgid = cred->egid;
	img->secure = cred->euid != current->cred.uid || cred->egid != current->cred.gid;
	img->personality = current->personality;
	if (mode & S_ISUID || (mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP))
		img->personality &= ~PER_CLEAR_ON_SETID;
}

/*
 * ---- building
 * ---------------------------------------------------------------------------------------
 */

static int build_image(struct exec_image *img)
{
	int err = follow_scripts(img);

	if (!err)
		err = read_elf(img);
	if (err)
		return err;
	choose_identity(img);
	/* Programs from before PT_GNU_STACK may count on every readable page being executable. */
	img->personality &= ~READ_IMPLIES_EXEC;
	if (!img->layout.has_stack)
		img->personality |= READ_IMPLIES_EXEC;
	img->randomize = aslr_enabled && !(img->personality & ADDR_NO_RANDOMIZE);
	err = count_arguments(img);
	if (err)
		return err;
	img->mm = mm_alloc();
	if (!img->mm)
		return -ENOMEM;
	err = make_stack(img);
	if (!err)
		err = load_elf(img);
	if (!err)
		err = vdso_map(img->mm);
	if (!err)
		err = fill_stack(img);
	if (err)
		return err;
	file_get(img->file);
	img->mm->exe_file = img->file;
	return 0;
}

static void free_image(struct exec_image *img)
{
	if (img->mm)
		mm_put(img->mm);
	if (img->file)
		fput(img->file);
	if (img->interp_file)
		fput(img->interp_file);
	kfree(img->phdrs);
	kfree(img->interp_phdrs);
	kfree(img->words);
	kfree(img);
}

/*
 * ---- the point of no return
 * ----------------------------------------------------------------------------
 */

static int own_sighand(void)
{
	struct sighand_struct *old = current->sighand, *new;

	if (old->refs == 1)
		return 0;
	new = kmalloc(sizeof(*new));
	if (!new)
		return -ENOMEM;
	*new = *old;
	new->refs = 1;
	old->refs--;
	current->sighand = new;
	return 0;
}

static int own_files(void)
{
	struct files_struct *old = current->files, *new;

	if (!files_shared(old))
		return 0;
	new = files_copy(old);
	if (!new)
		return -ENOMEM;
	current->files = new;
	files_put(old);
	return 0;
}

static void switch_mm(struct mm_struct *new)
{
	struct mm_struct *old = current->mm;
	struct signal_struct *sig = current->signal;

	if (old) {
		mm_release();
		sig->maxrss = max(sig->maxrss, old->hiwater_rss);
	}
	current->mm = new;
	activate_mm(new);
	if (old)
		mm_put(old);
}

static void take_identity(struct exec_image *img)
{
	const struct cred *old = &current->cred;
	bool changed = img->cred.euid != old->euid || img->cred.egid != old->egid;
	const char *name = strrchr(img->filename, '/');

	strlcpy(current->comm, name ? name + 1 : img->filename, sizeof(current->comm));
	if (changed)
		current->pdeath_signal = 0;
	current->cred = img->cred;
	current->personality = img->personality;
	current->mm->dumpable = current->dumpable = img->cred.euid == img->cred.uid &&
						    img->cred.egid == img->cred.gid;
	current->keep_caps = false;
	current->did_exec = true;
	current->exit_signal = SIGCHLD;
}

/* 0: current is the new program, its frame says where it starts. */
static int commit(struct exec_image *img)
{
	pid_t old_pid = current->pid;
	int err = own_sighand();

	if (!err)
		err = kill_other_threads();
	if (err)
		return err;
	err = own_files();
	if (err) {
		/* Its threads are gone: it cannot go on as if nothing had been. */
		send_kernel_signal(SIGKILL, current, true);
		return err;
	}
	switch_mm(img->mm);
	img->mm = NULL;
	exit_posix_timers(current->signal);
	flush_signal_handlers(current);
	files_close_on_exec(current->files);
	take_identity(img);
	current->restart.fn = NULL;
	current->set_child_tid = 0;
	current->signal->membarrier_registered = 0;
	flush_thread();
	start_thread(current_pt_regs(), img->entry, img->sp);
	ptrace_event(PTRACE_EVENT_EXEC, old_pid);
	return 0;
}

static int run_image(struct exec_image *img)
{
	int err;

	/* setuid(2) let the limit be passed, because too few programs look at its result. */
	if (current->nproc_exceeded &&
	    user_tasks(current->user) > current->signal->rlim[RLIMIT_NPROC].rlim_cur)
		err = -EAGAIN;
	else
		err = build_image(img);
	current->nproc_exceeded = false;
	if (!err)
		err = commit(img);
	free_image(img);
	return err;
}

/*
 * ---- calls
 * ---------------------------------------------------------------------------------------------
 */

static struct exec_image *new_image(const char *filename, struct file *file)
{
	struct exec_image *img = kzalloc(sizeof(*img));

	if (!img) {
		fput(file);
		return NULL;
	}
	img->filename = filename;
	img->file = file;
	return img;
}

int kernel_execve(const char *path, const char *const argv[], const char *const envp[])
{
	struct file *file = open_exec(path);
	struct exec_image *img;

	if (IS_ERR(file))
		return PTR_ERR(file);
	img = new_image(path, file);
	if (!img)
		return -ENOMEM;
	img->argv.kernel = argv;
	img->envp.kernel = envp;
	return run_image(img);
}

/* What a program opened through a descriptor is called: /dev/fd/N, /dev/fd/N/path. */
static int name_by_fd(char *name, int dirfd, const char *path)
{
	char copy[64];

	if (dirfd == AT_FDCWD || path[0] == '/')
		return 0;
	if (strlcpy(copy, path, sizeof(copy)) >= sizeof(copy)) {
		/* Long: shift it up in place. */
		char prefix[32];
		int n = snprintf(prefix, sizeof(prefix), "/dev/fd/%d/", dirfd);

		if (strlen(path) + n >= PATH_MAX)
			return -ENAMETOOLONG;
		memmove(name + n, path, strlen(path) + 1);
		memcpy(name, prefix, n);
		return 0;
	}
	snprintf(name, PATH_MAX, copy[0] ? "/dev/fd/%d/%s" : "/dev/fd/%d", dirfd, copy);
	return 0;
}

static int do_execveat(int dirfd, const char __user *path, const u32 __user *argv, const u32 __user *envp,
		       int flags, char *name)
{
	int n = strncpy_from_user(name, path, PATH_MAX);
	struct exec_image *img;
	struct file *file;
	bool by_fd, cloexec;

	if (n < 0)
		return n;
	if (n == PATH_MAX)
		return -ENAMETOOLONG;
	if (!n && !(flags & AT_EMPTY_PATH))
		return -ENOENT;
	if (flags & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW))
		return -EINVAL;
	by_fd = dirfd != AT_FDCWD && name[0] != '/';
	file = open_exec_at(dirfd, path, flags);
	if (IS_ERR(file))
		return PTR_ERR(file);
	cloexec = by_fd && sys_fcntl64(dirfd, F_GETFD, 0) == FD_CLOEXEC;
	n = name_by_fd(name, dirfd, name);
	if (n) {
		fput(file);
		return n;
	}
	img = new_image(name, file);
	if (!img)
		return -ENOMEM;
	img->fd_closes = cloexec;
	img->argv.user = argv;
	img->envp.user = envp;
	return run_image(img);
}

int sys_execveat(int dirfd, const char __user *path, const u32 __user *argv,
		 const u32 __user *envp, int flags)
{
	char *name;
	int err;

	name = kmalloc(PATH_MAX);
	if (!name)
		return -ENOMEM;
	err = do_execveat(dirfd, path, argv, envp, flags, name);
	kfree(name);
	return err;
}

int sys_execve(const char __user *path, const u32 __user *argv, const u32 __user *envp)
{
	return sys_execveat(AT_FDCWD, path, argv, envp, 0);
}
