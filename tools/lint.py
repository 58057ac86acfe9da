#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`make lint`: the rules that a compiler does not check. Each is one function that yields (file, line, text)."""

import concurrent.futures
import difflib
import importlib
import os
import re
import shutil
import subprocess
import sys

SKIP_DIRS = {".git", "build", "__pycache__", "docs"}
BUDGET = 1200  # lines of arch/x86/entry and vdso together, comments included
WIDEST = 110
FREESTANDING = {"float.h", "limits.h", "stdalign.h", "stdarg.h", "stdbool.h", "stddef.h", "stdint.h",
                "stdnoreturn.h", "cpuid.h", "unwind.h"}
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')
WIDTH = re.compile(r"^\s*#\s*(if|ifdef|ifndef|elif)\b.*(__x86_64__|CONFIG_X86_64|__i386__|__LP64__|__ILP32__|BITS_PER_LONG)")
BARE = re.compile(r"(^|[:;])\s*(\.cfi_(?!startproc|endproc|signal_frame)\w+|(push|pop)(a|f|l|w|q|al|fl|fq|aw|fw)?\b(?!\s*:))")
MACHINE = re.compile(r"/(work|home|root|Users)/\w|/tmp/\w")
CPP_WORD = re.compile(r"\b(new|not|and|or|xor|class|delete|this|template|try)\b")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def tree():
    for folder, folders, names in os.walk("."):
        folders[:] = sorted(set(folders) - SKIP_DIRS)
        for name in sorted(set(names) - SKIP_DIRS):
            yield os.path.join(folder, name)[2:]


def source(path):
    return path.endswith((".c", ".h", ".S", ".tbl"))


def text(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def lines(path):
    return enumerate(text(path).split("\n"), 1)


def without_comments(path):
    """The file's lines with /* */ and // comments blanked, so that line numbers hold."""
    blank = lambda match: re.sub(r"[^\n]", " ", match[0])
    return enumerate(re.sub(r"/\*.*?\*/|//[^\n]*", blank, text(path), flags=re.DOTALL).split("\n"), 1)


def licence(files):
    """The first line (the second after #!) is the SPDX line."""
    for path in files:
        if source(path) or path.endswith((".py", ".sh", ".ld", ".cfg")) or path in ("Makefile", ".ci/run"):
            head = text(path).split("\n")[:2]
            if "SPDX-License-Identifier: MIT" not in head[1 if head[0].startswith("#!") else 0]:
                yield path, 1, "no SPDX line"


def cfi(files):
    """Push, pop and .cfi_ in the doors and the vDSO stand only in the CFI macros' header.

    What brackets a function says nothing of a register, and may stand where the function does.
    """
    for path in files:
        if path.startswith(("arch/x86/entry/", "vdso/")) and path.endswith(".S") and not path.endswith(".lds.S"):
            for number, line in without_comments(path):
                if BARE.search(line):
                    yield path, number, "bare push, pop or .cfi_: " + line.strip()


def budget(files):
    """The entry code stays small enough to be read in one sitting. The table is data."""
    counted = [path for path in files if path.startswith(("arch/x86/entry/", "vdso/")) and path.endswith((".c", ".h", ".S"))]
    total = sum(text(path).count("\n") for path in counted)
    print(f"  arch/x86/entry + vdso: {total} lines of {BUDGET}")
    if total > BUDGET:
        yield "arch/x86/entry", 0, f"with vdso/ {total} lines; at most {BUDGET}"


def width(files):
    """Code outside arch/x86 does not know the kernel's width; tests of the machine itself do."""
    for path in files:
        if source(path) and not path.startswith(("arch/x86/", "tests/host/", "tests/kernel/")):
            for number, line in lines(path):
                if WIDTH.search(line):
                    yield path, number, "width conditional outside arch/x86: " + line.strip()


def includes(files):
    """Who sees which headers: DESIGN's layers."""
    libc = {os.path.relpath(path, "libc/include") for path in files if path.startswith("libc/include/")}
    for path in files:
        if not source(path):
            continue
        if path.startswith("arch/x86/include/uapi/"):
            allowed = lambda name: name == "asm/unistd_32.h" or name in FREESTANDING
        elif path.startswith(("arch/", "kernel/", "include/", "vdso/", "tests/kernel/")):
            allowed = lambda name: name.startswith(("asm/", "uapi/asm/", "kernel/", "generated/")) or name in FREESTANDING
        elif path.startswith("libc/"):
            allowed = lambda name: name in libc or name.startswith("asm/") or name in FREESTANDING
        elif path.startswith(("user/", "tests/user/")):
            allowed = lambda name: name in libc or name in FREESTANDING
        else:
            continue
        for number, line in lines(path):
            match = INCLUDE.match(line)
            if match and match[1] == "<" and not allowed(match[2]):
                yield path, number, f"<{match[2]}> is of another layer"
            elif match and match[1] == '"':
                target = os.path.normpath(os.path.join(os.path.dirname(path), match[2]))
                if target.split("/")[0] != path.split("/")[0]:
                    yield path, number, f'"{match[2]}" leaves its part of the tree'


def machine_paths(files):
    """Nothing in the tree names a place on somebody's machine. Programs and tests may use the guest's /tmp."""
    for path in files:
        if path.startswith(("tests/", "user/")) or path == "tools/lint.py":
            continue
        for number, line in lines(path):
            if MACHINE.search(line):
                yield path, number, "a machine's path: " + line.strip()


def mutations(files):
    """What `make mutate` takes out stands where it looks for it, once."""
    sys.path.insert(0, "tests/mutations")
    for path in files:
        area = re.fullmatch(r"tests/mutations/(\w+)\.py", path)
        if not area or area[1] == "mutation":
            continue
        for one in importlib.import_module(area[1]).MUTATIONS:
            count = text(one.file).count(one.old) if one.file in files else 0
            if count != 1:
                yield path, 0, f"{one.name}: what it takes out stands {count} times in {one.file}, not once"


def unfinished(files):
    for path in files:
        if path != "tools/lint.py":
            for number, line in lines(path):
                if UNFINISHED.search(line):
                    yield path, number, "unfinished: " + line.strip()


def blanks(files):
    """No blank at a line's end, one newline at the file's."""
    for path in files:
        if source(path) or path.endswith((".py", ".sh", ".ld", ".cfg")) or path == "Makefile":
            for number, line in lines(path):
                if line != line.rstrip():
                    yield path, number, "blank at the end of the line"
            if not text(path).endswith("\n"):
                yield path, 0, "no newline at the end"


def scripts(files):
    for path in files:
        if path.endswith(".sh") or path == ".ci/run":
            shell = "bash" if text(path).startswith("#!/bin/bash") else "sh"
            done = subprocess.run([shell, "-n", path], capture_output=True, text=True)
            if done.returncode:
                yield path, 0, done.stderr.strip()
        elif path.endswith(".py"):
            try:
                compile(text(path), path, "exec")
            except SyntaxError as error:
                yield path, error.lineno, error.msg


def columns(files):
    """100 columns are the aim, WIDEST the limit; and tabs for indentation."""
    for path in files:
        if path.endswith((".c", ".h", ".S")):
            for number, line in lines(path):
                if len(line.expandtabs(8)) > WIDEST:
                    yield path, number, f"{len(line.expandtabs(8))} columns"
                if line.startswith(" " * 8):
                    yield path, number, "indented by blanks"


def indent(line):
    return len(line.expandtabs(8)) - len(line.expandtabs(8).lstrip())


def spacing(line):
    return re.sub(r"\s+", " ", line.strip()).replace("; ;", ";;")


def formatting(files):
    """Spaces and indentation as .clang-format has them. Columns of tables and where a line breaks are the author's.

    clang-format 14 takes C for C++: a line with a word of C++'s is left alone, and a blank after a cast.
    """
    if not shutil.which("clang-format"):
        print("  skipped: no clang-format on this machine")
        return
    chosen = [path for path in files if path.endswith(".c")]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        formatted = list(pool.map(lambda path: subprocess.run(["clang-format", path], capture_output=True,
                                                              text=True).stdout, chosen))
    for path, result in zip(chosen, formatted):
        ours, theirs = text(path).split("\n"), result.split("\n")
        bare = [[re.sub(r"\s+", "", line) for line in side] for side in (ours, theirs)]
        for tag, first, last, other, _ in difflib.SequenceMatcher(None, *bare, autojunk=False).get_opcodes():
            for number in range(first, last) if tag == "equal" else ():
                mine, its = ours[number], theirs[other + number - first]
                if mine.lstrip().startswith(("#", '"')) or CPP_WORD.search(mine):
                    continue
                starts = number == 0 or ours[number - 1].rstrip().endswith((";", "{", "}", ":"))
                if re.sub(r"\) ", ")", spacing(mine)) != re.sub(r"\) ", ")", spacing(its)):
                    yield path, number + 1, "spacing: " + mine.strip()
                elif starts and indent(mine) != indent(its):
                    yield path, number + 1, "indentation: " + mine.strip()


def main():
    files = list(tree())
    bad = 0
    for rule in (licence, cfi, budget, width, includes, machine_paths, mutations, unfinished, blanks, scripts, columns, formatting):
        found = list(rule(files))
        print(f"{'ok  ' if not found else 'FAIL'} {rule.__name__}")
        for path, number, why in found:
            print(f"  {path}:{number}: {why}")
        bad += len(found)
    print(f"lint: {bad} findings" if bad else "lint: clean")
    sys.exit(1 if bad else 0)


main()
