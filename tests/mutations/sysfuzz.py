# SPDX-License-Identifier: MIT
"""User copies, and the debug build's checks of the heap and of undefined behaviour: removed, or given a bug to find."""

from mutation import Mutation

USERCOPY, HEAP = "arch/x86/lib/usercopy.c", "kernel/mm/heap_check.c"
I386, PROVOKED = "CELL=i386-haswell TEST=", "CELL=provocations TEST="

MUTATIONS = (
    Mutation("copy-to-anywhere", "copy_to_user checks that the address is the program's",
             USERCOPY, "return access_ok(to, n) ? copy_user(to, from, n) : n;", "return copy_user(to, from, n);",
             I386 + "user_pointers"),
    Mutation("copy-from-anywhere", "copy_from_user checks that the address is the program's",
             USERCOPY, "return access_ok(from, n) ? copy_user(to, from, n) : n;", "return copy_user(to, from, n);",
             I386 + "user_pointers"),
    Mutation("copy-bytes-without-extable", "a user copy whose last bytes fault is known to the exception table",
             USERCOPY, "_ASM_EXTABLE(2b, 3b)", '""', I386 + "sysfuzz"),
    Mutation("file-used-after-free", "nothing touches an open file once it is freed (planted)",
             "kernel/fs/file.c", "release(file);\n\tfile_free(file);", "release(file);\n\tfile_free(file);\n\tfile->refs = 0;",
             I386 + "sysfuzz"),
    Mutation("name-one-byte-short", "a name has room for its NUL (planted; found by the red zone)",
             "kernel/fs/dentry.c", "to = kmalloc(len + 1);", "to = kmalloc(len);", I386 + "sysfuzz"),
    Mutation("futex-shift-signed", "the operand 1 << 31 of FUTEX_WAKE_OP is no signed overflow (found by UBSan)",
             "kernel/futex.c", "(s32)(1u << (oparg & 31))", "1 << (oparg & 31)", I386 + "futex_op"),
    Mutation("truncate-running-program", "O_TRUNC with O_RDONLY leaves a running program as it is",
             "kernel/fs/open.c", "int err = inode_write_access(inode);", "int err = (inode->writers++, 0);",
             I386 + "text_busy"),
    Mutation("no-ubsan", "the debug build is compiled with the checks of undefined behaviour",
             "Makefile", "-DCONFIG_DEBUG $(KUBSAN)", "-DCONFIG_DEBUG", PROVOKED + "shift-i386"),
    Mutation("red-zone-unverified", "the filling behind an object is looked at",
             HEAP, "if (first_other(obj + asked, filling, RED_BYTE) < filling)", "if (filling > room)",
             PROVOKED + "overrun-i386"),
    Mutation("block-red-zone-unverified", "the filling behind a block of pages is looked at",
             HEAP, "if (first_other(zone, block_red_zone(page), RED_BYTE) < block_red_zone(page))", "if (!zone)",
             PROVOKED + "overrun-block-i386"),
    Mutation("poison-unverified", "a free object is looked at when it is given out",
             HEAP, "if (at < room)", "if (at > room)", PROVOKED + "write-after-free-i386"),
    Mutation("page-poison-unverified", "a free page is looked at when it is given out",
             HEAP, "if (word < end)\n", "if (word > end)\n", PROVOKED + "write-after-free-page-x86_64"),
    Mutation("free-twice-unseen", "an object that is free already is told from one in use",
             HEAP, "if (object_is_free(obj, room))\n\t\tpanic", "if (0)\n\t\tpanic", PROVOKED + "free-twice-i386"),
    Mutation("shared-page-freed", "a page with two users is not freed under one of them",
             HEAP, "page->refs != 1 || ", "", PROVOKED + "free-shared-page-i386"),
)
