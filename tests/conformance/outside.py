# SPDX-License-Identifier: MIT
"""The programs that nobody here wrote: fetched from Debian, Linux's selftests built from its source package.

Nothing of them lies in this tree: all of it is under build/conformance.
"""

import concurrent.futures
import os
import re
import shutil
import subprocess
import tarfile

from runner import debian

HOME = "build/conformance"
SOURCE = f"{HOME}/linux"        # of the source package, only what the selftests need
SYSROOT = f"{HOME}/sysroot"     # glibc's headers and static libraries
SELFTESTS = f"{HOME}/selftests"
STATIC = f"{HOME}/static"       # busybox-static, bash-static
DYNAMIC = f"{HOME}/dynamic"     # coreutils and the libraries that it is linked with
X86 = "tools/testing/selftests/x86"
WANTED = re.compile(rf"[^/]+/({X86}/[^/]+|tools/testing/selftests/kselftest\.h|arch/x86/include/asm/desc_defs\.h)")

# Program -> what it is linked with beyond its C file, as the selftests' own Makefile has it.
PROGRAMS = {
    "check_initial_reg_state": ["-Wl,-ereal_start"],
    "entry_from_vm86": [],
    "fsgsbase_restore": ["clang_helpers_32.S"],
    "ioperm": [],
    "iopl": [],
    "ldt_gdt": [],
    "mov_ss_trap": [],
    "nx_stack": ["-Wl,-z,noexecstack"],
    "ptrace_syscall": ["raw_syscall_helper_32.S"],
    "sigaltstack": [],
    "sigreturn": [],
    "sigtrap_loop": [],
    "single_step_syscall": [],
    "syscall_arg_fault": [],
    "syscall_nt": [],
    "sysret_ss_attrs": [],
    "test_FCMOV": [],
    "test_FCOMI": [],
    "test_FISTTP": [],
    "test_mremap_vdso": [],
    "test_syscall_vdso": ["thunks_32.S"],
    "test_vsyscall": [],
    "unwind_vdso": [],
    "vdso_restorer": [],
}
FLAGS = ["-m32", "-O2", "-g", "-std=gnu99", "-pthread", "-no-pie", "-static", "-DCAN_BUILD_32", "-w"]


def source():
    """Unpacks the newest source package that has them; returns its version."""
    stamp = f"{SOURCE}/.version"
    if os.path.exists(stamp):
        with open(stamp) as file:
            return file.read().strip()
    names = debian.candidates("amd64", r"linux-source-\d+\.\d+")
    if not names:
        raise debian.unavailable("amd64", "apt knows no linux-source-* here")
    newest = max(names, key=lambda name: [int(part) for part in name.split("-")[-1].split(".")])
    deb = debian.download("amd64", newest, f"{debian.HOME}/debs")
    print(f"unpacking the selftests of {newest} (15 s)", flush=True)
    shutil.rmtree(SOURCE, ignore_errors=True)
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE) as process:
        unpack_inner(process.stdout)
    with open(stamp, "w") as file:
        file.write(f"{newest} {debian.version(deb)[1]}\n")
    os.remove(deb)
    return f"{newest} {debian.version(deb)[1]}"


def unpack_inner(stream):
    """The package holds one archive; of its 90,000 files some 50 are wanted."""
    found = 0
    with tarfile.open(fileobj=stream, mode="r|") as outer:
        for member in outer:
            if not member.name.endswith(".tar.xz"):
                continue
            with tarfile.open(fileobj=outer.extractfile(member), mode="r|xz") as inner:
                for one in inner:
                    match = WANTED.fullmatch(one.name)
                    if match and one.isfile():
                        target = f"{SOURCE}/{match[1]}"
                        os.makedirs(os.path.dirname(target), exist_ok=True)
                        with open(target, "wb") as file:
                            shutil.copyfileobj(inner.extractfile(one), file)
                        found += 1
    if not found:
        raise debian.Unavailable(f"the source package has no {X86}")


def compiler():
    """A gcc that makes 32-bit programs; glibc comes from the sysroot."""
    given = os.environ.get("CROSS_COMPILE_I386")
    if given:
        return given + "gcc"
    return "i686-linux-gnu-gcc" if shutil.which("i686-linux-gnu-gcc") else "gcc"


def build(program):
    """Compiles one selftest, unless the same command has made it before; returns its path."""
    target, folder = f"{SELFTESTS}/{program}", f"{SOURCE}/{X86}"
    extra = [f"{folder}/{word}" if word.endswith(".S") else word for word in PROGRAMS[program]]
    command = [compiler(), f"--sysroot={os.path.abspath(SYSROOT)}", *FLAGS, f"{folder}/{program}.c", *extra,
               "-s", "-o", target, "-lrt", "-ldl", "-lm"]
    note = f"{target}.command"
    if os.path.exists(note):
        with open(note) as file:
            if file.read() == " ".join(command):
                return target
    print(f"building {program}", flush=True)
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise debian.Unavailable(f"{program} does not compile: {' '.join(command)}\n{done.stderr[:2000]}")
    with open(note, "w") as file:
        file.write(" ".join(command))
    return target


def selftests(parallel):
    """The 24 programs: {name: path}."""
    for package in ("libc6-dev", "linux-libc-dev"):
        debian.unpack("i386", package, SYSROOT)
    os.makedirs(SELFTESTS, exist_ok=True)
    with concurrent.futures.ThreadPoolExecutor(parallel) as pool:
        return dict(zip(PROGRAMS, pool.map(build, PROGRAMS)))


def tree(package, root):
    """Unpacks a package and all that it depends on, once; returns a line on each."""
    stamp = f"{root}/.all"
    if os.path.exists(stamp):
        with open(stamp) as file:
            return file.read().splitlines()
    versions, queue = {}, [package]
    while queue:
        name = queue.pop(0)
        if name not in versions:
            versions[name] = debian.unpack("i386", name, root)
            queue += debian.depends("i386", name)
    lines = [f"{name}:i386 {version}" for name, version in versions.items()]
    with open(stamp, "w") as file:
        file.write("\n".join(lines) + "\n")
    return lines


def fetch(parallel):
    """All of them: ({selftest: path}, [a line on each package])."""
    said = [source()]
    programs = selftests(parallel)
    for package in ("busybox-static", "bash-static"):
        said.append(f"{package}:i386 {debian.unpack('i386', package, STATIC)}")
    return programs, said + tree("coreutils", DYNAMIC)
