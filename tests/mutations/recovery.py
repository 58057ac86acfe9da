# SPDX-License-Identifier: MIT
"""What keeps one program's greed from being everybody's end: limits, the killer's choice, nothing lost."""

from mutation import Mutation

OOM, FORK, TABLE, MEMORY = "kernel/mm/oom.c", "kernel/fork.c", "kernel/fs/fdtable.c", "kernel/mm/memory.c"
SMALL, MAIN = "CELL=i386-16m TEST=recovery_", "CELL=x86_64-haswell TEST=recovery_"

OUT_OF_MEMORY = (
    Mutation("oom-kills-nobody", "without memory one program is killed",
             OOM, "send_kernel_signal(SIGKILL, victim, true);", "(void)victim;", SMALL + "memory"),
    Mutation("oom-kills-lightest", "the one that has most is killed",
             OOM, "weight(t) >= weight(found)", "weight(t) <= weight(found)", SMALL + "memory"),
    Mutation("oom-ignores-pipes", "what a program keeps in pipes counts as its own",
             OOM, "(t->files ? files_weight(t->files) : 0)", "0", SMALL + "memory"),
    Mutation("oom-ignores-crowds", "of many small ones one is killed, not the bystander that is larger than each",
             OOM, "victim : heaviest(heaviest_group())", "victim : heaviest(heaviest_group() ? -1 : -1)", SMALL + "tasks"),
    Mutation("oom-waiter-keeps-cpu", "who waits for memory lets the victim run",
             "arch/x86/mm/fault.c", "current->slice = 0;", "", SMALL + "tasks"),
    Mutation("files-take-the-last-page", "files are not made of the last memory",
             "kernel/fs/namei.c", "return nr_free_pages() > file_reserve();", "return true;", SMALL + "memory"),
    Mutation("names-never-shrink", "the table of names gives its memory back",
             "kernel/fs/dentry.c", "if (--nr_hashed <", "if (--nr_hashed < 0 * ", MAIN + "memory"),
    Mutation("page-tables-leak", "an address space's end frees its page tables",
             "arch/x86/mm/pgtable.c", "if (pmd[j] & PTE_P)\n\t\t\t\tfree_pages(virt_to_page(table_of(pmd[j])), 0);", "",
             SMALL + "memory"),
    Mutation("file-pages-leak", "a file's end frees its pages",
             "kernel/fs/inode.c", "page_tree_truncate(&inode->pages, 0);", ";", SMALL + "memory"),
    Mutation("pipe-pages-leak", "a pipe's end frees its pages",
             "kernel/fs/pipe.c", "if (p->page[i])\n\t\t\tput_page(p->page[i]);", "", SMALL + "memory"),
)

TASKS = (
    Mutation("tasks-not-uncounted", "a task's end makes room for another",
             FORK, "\ttask_count--;\n", "", SMALL + "tasks"),
    Mutation("nproc-unlimited", "RLIMIT_NPROC holds",
             FORK, "user_tasks(current->user) > current->signal", "false && user_tasks(current->user) > current->signal",
             SMALL + "tasks"),
    Mutation("pid-of-another", "no pid is given that somebody has",
             "kernel/pid.c", "if (!pid_used(last_pid))", "if (!pid_used(last_pid) || true)", MAIN + "tasks"),
    Mutation("pid-not-freed", "who is gone is not found any more",
             "kernel/pid.c", "list_del(&t->pid_node);", "", MAIN + "tasks"),
    Mutation("zombies-of-nobody", "who ignores SIGCHLD leaves no zombies",
             "kernel/signal_stop.c", "if (ka->handler == SIG_IGN) {", "if (false) {", MAIN + "tasks"),
    Mutation("failed-fork-keeps-files", "a fork that fails gives back the descriptors' table",
             FORK, "no_fs:\n\tfiles_put(t->files);", "no_fs:", SMALL + "memory"),
    Mutation("failed-fork-keeps-signals", "a fork that fails gives back the signal state",
             FORK, "no_mm:\n\tuncopy_signal", "no_mm:\n\tif (false)\n\t\tuncopy_signal",
             SMALL + "memory"),
)

FILES = (
    Mutation("fd-unlimited", "RLIMIT_NOFILE holds",
             TABLE, "err = fd >= fd_limit() ?", "err = fd >= NR_OPEN_MAX ?", MAIN + "files"),
    Mutation("fd-not-freed", "a closed descriptor can be had again",
             TABLE, "files->fd[fd] = NULL;\n\tassign_bit(files->used, fd, false);", "files->fd[fd] = NULL;", MAIN + "files"),
    Mutation("fd-table-leaks", "a grown table is freed with its process",
             TABLE, "if (files->fd != files->inline_fd)\n\t\tkfree(files->fd);\n\tkfree(files);", "kfree(files);",
             MAIN + "files"),
    Mutation("pipe-keeps-one", "a pipe for which one descriptor is left takes none",
             "kernel/fs/pipe.c", "if (fd[i] >= 0)\n\t\t\tfd_release(fd[i]);", "", MAIN + "files"),
    Mutation("links-without-end", "at most 40 links are followed",
             "kernel/fs/path.c", "++w->links > MAX_LINKS", "++w->links > 100000", MAIN + "files"),
    Mutation("links-one-more", "not even one more",
             "kernel/fs/path.c", "++w->links > MAX_LINKS", "w->links++ > MAX_LINKS", MAIN + "files"),
    Mutation("directory-seek-overflows", "seeking in a directory cannot overflow",
             "kernel/fs/getdents.c", "(loff_t)((u64)off + (u64)file->pos)", "off + file->pos", MAIN + "devices"),
    Mutation("proc-read-beyond", "a read behind the end of a text of /proc reads nothing",
             "kernel/fs/proc_text.c", "if (*pos < 0 || (u64)*pos >= text->len)", "if (*pos < 0)", MAIN + "devices"),
)

MAPPINGS = (
    Mutation("mappings-unlimited", "a process has at most so many mappings",
             "kernel/mm/vma.c", "vma->mm->nr_vmas >= MAX_MAP_COUNT ?", "false ?", MAIN + "mappings"),
    Mutation("stack-unlimited", "RLIMIT_STACK holds",
             MEMORY, "vma->end - start > rlimit(RLIMIT_STACK)", "false", MAIN + "mappings"),
    Mutation("stack-guard-gap", "a stack keeps its distance from the mapping below",
             MEMORY, "prev->end + STACK_GUARD_GAP > start", "prev->end > start", MAIN + "mappings"),
)

MUTATIONS = OUT_OF_MEMORY + TASKS + FILES + MAPPINGS
