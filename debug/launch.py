#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`make debug`, `make debug-server`, `make debug-client`: QEMU and gdb on one kernel.

First word: debug, server or client; then ARCH= ENTRY= PROG= CPU= BIN= PORT= ACCEL= DEBUG=.
"""

import os
import shlex
import shutil
import socket
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests"))

from runner import machine  # noqa: E402

INITRAMFS = "build/initramfs.cpio"
CONSOLE = "build/debug-console.log"
AMD = "EPYC"  # SYSCALL from 32-bit code


def programs(given):
    """{name: (path in the guest, file here)} of everything that PROG= may name."""
    found = {}
    for folder, area in (("build/user/bin", "/bin"), ("build/user/tests", "/tests")):
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            found.setdefault(name, (f"{area}/{name}", f"{folder}/{name}"))
    for path in given.get("BIN", "").split():
        found[os.path.basename(path)] = ("/bin/" + os.path.basename(path), path)
    return found


def chosen(given):
    """(command line for the guest, the program's name); ends with one line if there is none of that name."""
    mine = given.get("BIN", "").split()
    text = given.get("PROG") or (os.path.basename(mine[0]) if mine else "hello")
    words = text.split()
    name = os.path.basename(words[0])
    known = programs(given)
    if name not in known or name == "init":
        sys.exit(f"PROG='{text}' is unknown; valid are: {' '.join(one for one in known if one != 'init')}")
    return " ".join([known[name][0], *words[1:]]), name


def check_gdb():
    """The gdb's path; ends with one line if it cannot serve."""
    gdb = shutil.which(os.environ.get("GDB", "gdb"))
    if not gdb:
        sys.exit("no gdb here: install the package gdb")
    done = subprocess.run([gdb, "-nx", "-batch", "-ex", "python print(gdb.VERSION)"], capture_output=True, text=True)
    if done.returncode or not done.stdout.strip():
        sys.exit(f"{gdb} has no Python, which the debugging of 32-bit programs needs; install a full gdb (not gdb-minimal)")
    return gdb


def qemu(given, arch, words, console):
    if not shutil.which(machine.qemu(arch)):
        sys.exit(f"no {machine.qemu(arch)} here: install QEMU (Debian: qemu-system-x86)")
    entry = given.get("ENTRY", "")
    cpu = given.get("CPU") or (AMD if entry == "syscall" else machine.DEFAULT_CPU)
    if given.get("CPU"):
        machine.check_cpu(arch, cpu)
    if given.get("ACCEL"):
        machine.check_accel(arch, given["ACCEL"])
    kernel = kernel_file(given, arch)
    image = kernel + (".elf32" if arch == "x86_64" else "")
    words = ["console=ttyS0", *([f"entry={entry}"] if entry else []), *words]
    return [*machine.base(arch, cpu, accel=given.get("ACCEL") or "tcg"), *machine.kernel(image, given.get("INITRAMFS") or INITRAMFS, words),
            "-serial", console, "-S"]


def kernel_file(given, arch):
    return f"build/{arch}{'-debug' if given.get('DEBUG') else ''}/kernel"


def gdb_command(gdb, given, arch, target, then):
    build = os.path.abspath(os.path.dirname(kernel_file(given, arch)))
    return [gdb, "-q", "-iex", f"add-auto-load-safe-path {build}", kernel_file(given, arch), "-ex", "set pagination off",
            "-ex", "set remotetimeout 60", "-ex", target, *[word for command in then for word in ("-ex", command)]]


def port(given):
    text = given.get("PORT") or "1234"
    if not text.isdigit() or not 0 < int(text) < 65536:
        sys.exit(f"PORT='{text}' is no port number")
    return int(text)


def debug(given, arch):
    gdb = check_gdb()
    command, name = chosen(given)
    own = name in [os.path.basename(path) for path in given.get("BIN", "").split()]
    # init runs BIN= programs by itself.
    words = ([] if own and " " not in command else [f'RUN="{command}"']) + ["POWEROFF=1"]
    line = qemu(given, arch, words, f"file:{CONSOLE}")
    open(CONSOLE, "w").close()
    target = "target remote | exec " + " ".join(map(shlex.quote, [*line, "-gdb", "stdio"])) + f" 2>{CONSOLE}.qemu"
    then = [f"program {name}", " ".join(filter(None, ["entry", given.get("ENTRY", ""), name]))]
    environment = dict(os.environ, VESTIBULE_CONSOLE=os.path.abspath(CONSOLE), VESTIBULE_BIN=given.get("BIN", ""))
    os.execvpe(gdb, gdb_command(gdb, given, arch, target, then), environment)


def server(given, arch):
    number = port(given)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            sys.exit(f"port {number} is in use; choose another with PORT=, here and for debug-client")
    words = [f'RUN="{chosen(given)[0]}"'] if given.get("PROG") else []
    line = qemu(given, arch, words, "mon:stdio") + ["-gdb", f"tcp:127.0.0.1:{number}"]
    print(f"paused; `make debug-client{''.join(f' {key}={given[key]}' for key in ('ARCH', 'PORT') if given.get(key))}` "
          "in another terminal goes on (Ctrl-A X leaves QEMU)", flush=True)
    os.execvp(line[0], line)


def client(given, arch):
    gdb = check_gdb()
    number = port(given)
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", number)):
            sys.exit(f"nothing listens on port {number}: start `make debug-server` first")
    environment = dict(os.environ, VESTIBULE_BIN=given.get("BIN", ""))
    os.execvpe(gdb, gdb_command(gdb, given, arch, f"target remote 127.0.0.1:{number}", []), environment)


def main():
    what, given = sys.argv[1], dict(word.split("=", 1) for word in sys.argv[2:])
    {"debug": debug, "server": server, "client": client}[what](given, given.get("ARCH") or "x86_64")


if __name__ == "__main__":
    main()
