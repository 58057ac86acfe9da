# SPDX-License-Identifier: MIT
"""What the debugger's commands say to bad input, and where something is missing: one clear line, and a status that is not 0."""

import os
import re
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from .points import Points

LIMIT = 60  # seconds
LAUNCH, TRACE = (sys.executable, "-B", "debug/launch.py"), (sys.executable, "-B", "debug/trace/main.py")
NO_PYTHON = "#!/bin/sh\necho 'Python scripting is not supported in this copy of GDB.' >&2\nexit 1\n"


@dataclass(frozen=True)
class Case:
    name: str
    command: tuple
    line: str            # regular expression
    without: tuple = ()  # programs that are not to be found
    gdb: str = ""        # text of a script that stands for gdb


CASES = (
    Case("unknown ARCH", ("make", "trace", "ARCH=mips"), r"ARCH='mips' is unknown; valid are: i386 x86_64"),
    Case("unknown ENTRY", ("make", "trace", "ENTRY=lcall"), r"ENTRY='lcall' is unknown; valid are: int80 sysenter syscall"),
    Case("syscall on i386", ("make", "trace", "ENTRY=syscall", "ARCH=i386"), r"ENTRY=syscall exists on x86_64 only; valid on i386"),
    Case("syscall on i386, debug", ("make", "debug", "ENTRY=syscall", "ARCH=i386"), r"ENTRY=syscall exists on x86_64 only"),
    Case("unknown CALL", ("make", "trace", "CALL=reboot"), r"trace: CALL='reboot' is unknown; valid are: getppid .*write"),
    Case("unknown CPU", (*TRACE, "trace", "CPU=Z80"), r"CPU='Z80' is unknown to QEMU; valid are: "),
    Case("a CPU without the entry", (*TRACE, "trace", "ENTRY=sysenter", "ARCH=i386", "CPU=Haswell,-sep"),
         r"trace: the guest with CPU=Haswell,-sep does not enter by sysenter"),
    Case("unknown PROG", (*LAUNCH, "debug", "PROG=nosuch"), r"PROG='nosuch' is unknown; valid are: .*hello"),
    Case("bad PORT", (*LAUNCH, "server", "PORT=http"), r"PORT='http' is no port number"),
    Case("port in use", (*LAUNCH, "server", "PORT={taken}"), r"port \d+ is in use; choose another with PORT="),
    Case("no server", (*LAUNCH, "client", "PORT={free}"), r"nothing listens on port \d+: start `make debug-server` first"),
    Case("no gdb, debug", (*LAUNCH, "debug"), r"no gdb here: install the package gdb", without=("gdb",)),
    Case("no gdb, client", (*LAUNCH, "client"), r"no gdb here: install the package gdb", without=("gdb",)),
    Case("no gdb, trace", (*TRACE, "trace"), r"no gdb here: install the package gdb", without=("gdb",)),
    Case("gdb without Python, debug", (*LAUNCH, "debug"), r"gdb has no Python, .*install a full gdb", gdb=NO_PYTHON),
    Case("gdb without Python, trace", (*TRACE, "trace"), r"gdb has no Python, .*install a full gdb", gdb=NO_PYTHON),
    Case("no QEMU, debug", (*LAUNCH, "debug", "CPU=Haswell"), r"no qemu-system-x86_64 here: install QEMU", without=("qemu-system-x86_64",)),
    Case("no QEMU, server", (*LAUNCH, "server", "ARCH=i386"), r"no qemu-system-i386 here: install QEMU", without=("qemu-system-i386",)),
    Case("no QEMU, trace", (*TRACE, "trace", "CPU=Haswell"), r"no qemu-system-i386 here: install QEMU", without=("qemu-system-i386",)),
    Case("nothing that installs gdb", ("sh", "tools/deps.sh", "debug"), r"missing: gdb\. Debian, Ubuntu: apt-get install gdb \|",
         without=("gdb", "apt-get")),
)


def path_without(case, scratch):
    """A folder with links to all programs of this machine's, but for the case's; made once for each kind."""
    folder = f"{scratch}/{'-'.join(case.without)}{'fake' if case.gdb else ''}"
    if os.path.exists(folder):
        return folder
    os.mkdir(folder)
    hidden = set(case.without) | ({"gdb"} if case.gdb else set())
    for place in os.environ["PATH"].split(":"):
        for name in os.listdir(place) if os.path.isdir(place) else ():
            if name not in hidden and not os.path.lexists(f"{folder}/{name}"):
                os.symlink(os.path.join(place, name), f"{folder}/{name}")
    if case.gdb:
        with open(f"{folder}/gdb", "w", encoding="utf-8") as file:
            file.write(case.gdb)
        os.chmod(f"{folder}/gdb", 0o755)
    return folder


def said(case, scratch, ports):
    """(status, lines) of the case's command; make's own last words are not counted."""
    environment = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "GDB")}
    if case.without or case.gdb:
        environment["PATH"] = path_without(case, scratch)
    done = subprocess.run([word.format(**ports) for word in case.command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env=environment, timeout=LIMIT, check=False)
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    return done.returncode, [line for line in lines if not re.match(r"make(\[\d+\])?: \*\*\* \[", line)]


def run(name, _logs):
    points = Points(name)
    with tempfile.TemporaryDirectory(prefix="vestibule-") as scratch, socket.socket() as taken, socket.socket() as free:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        free.bind(("127.0.0.1", 0))  # nobody listens there
        ports = {"taken": taken.getsockname()[1], "free": free.getsockname()[1]}
        for case in CASES:
            try:
                status, lines = said(case, scratch, ports)
            except subprocess.TimeoutExpired:
                status, lines = 0, [f"not done in {LIMIT} s"]
            good = status != 0 and len(lines) == 1 and re.search(case.line, lines[0])
            points.ok(good, f"{case.name}: one line, and a status that is not 0", f"status {status}, said: {' / '.join(lines[:6])}")
    return points.result()
