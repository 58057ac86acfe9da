# SPDX-License-Identifier: MIT
"""The initramfs with the outside programs: the same bytes boot on this kernel and on Linux.

/tests/NAME is what init runs (user/init.c): a selftest, or a script of this folder. Process 1 is the bundled
init; all else that runs comes from Debian.
"""

import glob
import os
import stat
import sys

from . import outside

sys.path.append("tools")
from initramfs import CONSOLE, Archive  # noqa: E402

HERE = "tests/conformance"
INIT = "build/user/stripped/bin/init"
SCRIPTS = {name: f"{HERE}/{name}.sh" for name in ("busybox", "bash", "dynamic")}
DIRECTORIES = ("bin", "coreutils", "dev", "etc", "lib", "lib/i386-linux-gnu", "proc", "root", "tests", "tmp", "usr",
               "usr/lib", "usr/lib/i386-linux-gnu")
LIBRARIES = ("lib", "lib/i386-linux-gnu", "usr/lib/i386-linux-gnu")
ACCOUNTS = {"etc/passwd": b"root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/:/bin/false\n",
            "etc/group": b"root:x:0:\ndaemon:x:1:\n"}


def read(path):
    with open(path, "rb") as file:
        return file.read()


def files(selftests):
    """{path in the guest: (mode, bytes)}"""
    found = {"init": (0o755, read(INIT)),
             "bin/busybox": (0o755, read(f"{outside.STATIC}/bin/busybox")),
             "bin/bash": (0o755, read(f"{outside.STATIC}/bin/bash-static")),
             "bin/sh": (None, b"busybox")}
    for name, path in selftests.items():
        found[f"tests/{name}"] = (0o755, read(path))
    for name, path in SCRIPTS.items():
        found[f"tests/{name}"] = (0o755, read(path))
    for name, body in ACCOUNTS.items():
        found[name] = (0o644, body)
    for folder in ("bin", "usr/bin", "usr/sbin"):
        for path in glob.glob(f"{outside.DYNAMIC}/{folder}/*"):
            found[f"coreutils/{os.path.basename(path)}"] = entry(path)
    for folder in LIBRARIES:
        for path in glob.glob(f"{outside.DYNAMIC}/{folder}/*.so*"):
            found[f"{folder}/{os.path.basename(path)}"] = entry(path)
    return found


def entry(path):
    return (None, os.readlink(path).encode()) if os.path.islink(path) else (0o755, read(path))


def write(target, selftests):
    """Writes the archive; its name."""
    archive = Archive()
    for name in DIRECTORIES:
        archive.add(name, stat.S_IFDIR | (0o1777 if name == "tmp" else 0o755))
    archive.add("dev/console", stat.S_IFCHR | 0o600, rdev=CONSOLE)
    for name, (mode, body) in sorted(files(selftests).items()):
        archive.add(name, stat.S_IFLNK | 0o777 if mode is None else stat.S_IFREG | mode, body)
    with open(target, "wb") as file:
        file.write(archive.close())
    return target
