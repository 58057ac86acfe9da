# SPDX-License-Identifier: MIT
"""`make debug`, `make debug-server` and `make debug-client` as a user types them (debug/launch.py), behind make's own part."""

import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import time

from . import machine, tap

LIMIT = 60  # seconds for one
CLIENT_AND_SERVER = ("i386", "sysenter")


class Points:
    """Test points, as if a program had printed them."""

    def __init__(self):
        self.lines = []

    def ok(self, good, text, why=""):
        number = sum(not line.startswith("#") for line in self.lines) + 1
        self.lines.append(f"{'ok' if good else 'not ok'} {number} - {text}")
        if not good:
            self.lines += ["# " + line for line in why.strip().split("\n")[-24:]]

    def result(self, name):
        count = sum(not line.startswith("#") for line in self.lines)
        return tap.judge(name, [*self.lines, f"1..{count}"], 0)


def launch(words, typed="", **environment):
    """(status, what it printed); `typed` goes to gdb."""
    command = [sys.executable, "-B", "debug/launch.py", *words]
    done = subprocess.run(command, input=typed, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          timeout=LIMIT, env=dict(os.environ, LC_ALL="C", **environment))
    return done.returncode, done.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def walk(points, logs):
    """Three commands from a fresh tree: make debug, entry-step 7, bt."""
    for arch, entry, leave, door in (("i386", "sysenter", "sysexit", "entry_SYSENTER_32"),
                                     ("x86_64", "syscall", "sysretl", "leave_sysretl")):
        _, said = launch(["debug", f"ARCH={arch}", f"ENTRY={entry}"], "x/i $pc\nentry-step 7\nbt\nkill\n")
        before, _, after = said.partition("[hardware frame]")
        points.ok(re.search(rf"=> .*<(vsyscall_insn|__kernel_vsyscall\+\d+)>:\s+{entry}", before) is not None,
                  f"{arch}: make debug ENTRY={entry} stops at the program's {entry}", said)
        points.ok(f"about to leave by {leave}" in after, f"{arch}: entry-step 7 leads to the {leave}", said)
        trace = after.partition("#0")[2]
        points.ok(all(re.search(rf"\b{name}\b", trace) for name in (door, "__kernel_vsyscall", "main")),
                  f"{arch}: bt goes from the {leave} to main", said)


def own_program(points, logs):
    """BIN=: a program from outside the tree, with its symbols."""
    path, image = f"{logs}/of-my-own", f"{logs}/of-my-own.cpio"
    shutil.copy("build/user/bin/echo", path)
    stripped = [f"build/user/stripped/{area}/{name}" for area in ("bin", "tests")
                for name in sorted(os.listdir(f"build/user/stripped/{area}"))]
    subprocess.run([sys.executable, "-B", "tools/initramfs.py", "-o", image, "--programs", *stripped, "--bin", path], check=True)
    for arch in ("i386", "x86_64"):
        _, said = launch(["debug", f"ARCH={arch}", "ENTRY=int80", f"BIN={path}", f"PROG={os.path.basename(path)} one two",
                          f"INITRAMFS={image}"], "bt\ninfo symbol main\nkill\n")
        points.ok(re.search(r"^#\d+ .*\bmain\b", said, re.MULTILINE) and f"main in section .text of {os.path.abspath(path)}" in said,
                  f"{arch}: a program by BIN= has its symbols", said)


def two_terminals(points, logs):
    port = f"PORT={free_port()}"
    arch, entry = CLIENT_AND_SERVER
    words = [f"ARCH={arch}", port]
    status, said = launch(["client", *words])
    points.ok(status and said.count("\n") == 1 and "start `make debug-server` first" in said, "a client without a server", said)
    with open(f"{logs}/debug-server.log", "wb") as log:
        server = subprocess.Popen([sys.executable, "-B", "debug/launch.py", "server", *words, f"ENTRY={entry}", "PROG=hello"],
                                  stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True)
    guest = machine.Started(server)
    machine.RUNNING.add(guest)
    try:
        wait_for(int(port[5:]))
        _, said = launch(["client", *words], f"entry {entry}\nprogram hello\nentry {entry}\nbt\nkill\n")
        first, _, second = said.partition("hello.c:")
        points.ok(f":\t{entry}" in first and "__tls_setup" not in first, "a client goes to the first entry of all, in the vDSO", said)
        points.ok(f":\t{entry}" in second and "in main" in second, "and to one of a program", said)
    finally:
        machine.RUNNING.discard(guest)
        server.kill()
        server.wait()


def wait_for(port):
    """Until the server listens: seen from outside, since its gdb port takes one client alone."""
    wanted = f":{port:04X} 00000000:0000 0A"
    for _ in range(100):
        with open("/proc/net/tcp", encoding="ascii") as table:
            if wanted in table.read():
                return
        time.sleep(0.1)


def refusals(points, logs):
    """What cannot be: one line each, and a status that says so."""
    fake = f"{logs}/gdb-without-python"
    with open(fake, "w", encoding="ascii") as file:
        file.write("#!/bin/sh\nexit 1\n")
    os.chmod(fake, stat.S_IRWXU)
    only_gdb = f"{logs}/path"
    os.makedirs(only_gdb, exist_ok=True)
    if not os.path.exists(f"{only_gdb}/gdb"):
        os.symlink(shutil.which("gdb"), f"{only_gdb}/gdb")
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    cases = (
        ("an unknown PROG", ["debug", "PROG=nosuch"], {}, "PROG='nosuch' is unknown; valid are: "),
        ("init as PROG", ["debug", "PROG=init"], {}, "PROG='init' is unknown; valid are: "),
        ("an unknown CPU", ["debug", "CPU=nosuch"], {}, "CPU='nosuch' is unknown to QEMU; valid are: "),
        ("a PORT that is none", ["server", "PORT=http"], {}, "PORT='http' is no port number"),
        ("a port in use", ["server", f"PORT={taken.getsockname()[1]}"], {}, "is in use; choose another with PORT="),
        ("no gdb", ["debug"], {"GDB": "/nowhere/gdb"}, "no gdb here: install the package gdb"),
        ("a gdb without Python", ["debug"], {"GDB": os.path.abspath(fake)}, "has no Python, which"),
        ("no QEMU", ["debug", "ARCH=i386"], {"PATH": os.path.abspath(only_gdb)}, "no qemu-system-i386 here: install QEMU"),
    )
    for what, words, environment, line in cases:
        status, said = launch(words, **environment)
        points.ok(status and line in said and said.count("\n") == 1, f"{what} is refused in a line", said)
    taken.close()
    for words, line in ((["ENTRY=nosuch"], "ENTRY='nosuch' is unknown; valid are: int80 sysenter syscall"),
                        (["ARCH=i386", "ENTRY=syscall"], "ENTRY=syscall exists on x86_64 only")):
        done = subprocess.run(["make", "debug", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env={key: value for key, value in os.environ.items() if not key.startswith("MAKE")})
        points.ok(done.returncode and line in done.stdout and done.stdout.count("\n") == 1, f"make debug {' '.join(words)} is refused",
                  done.stdout)


TESTS = {"gdb-launch-walk": walk, "gdb-launch-own-program": own_program, "gdb-launch-two-terminals": two_terminals,
         "gdb-launch-refusals": refusals}


def run(name, logs):
    points = Points()
    try:
        TESTS[name](points, logs)
    except (OSError, subprocess.SubprocessError) as error:
        points.ok(False, "it ran to its end", str(error))
    with open(f"{logs}/{name}.log", "w", encoding="utf-8") as file:
        file.write("\n".join(points.lines) + "\n")
    return points.result(name)
