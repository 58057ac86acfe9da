# SPDX-License-Identifier: MIT
"""The debugger's tests: tests/gdb/*.py, each run inside a gdb of its own that starts its machine."""

import os
import re
import shlex
import shutil
import signal
import subprocess
from dataclasses import dataclass

from . import launch, machine, tap

CELL = "gdb"
LIMIT = 180  # seconds for one; the machine gets the same


@dataclass(frozen=True)
class Test:
    name: str
    script: str
    arch: str
    cpu: str
    entry: str
    run: str = "hello"


TOUR = "hello; hello; uname; seq 30000; /tests/signal_model; exit"

TESTS = (
    #    name                        script     arch      CPU        entry
    Test("gdb-doors-i386",           "doors",   "i386",   "Haswell", "int80"),
    Test("gdb-doors-x86_64",         "doors",   "x86_64", "Haswell", "int80"),
    Test("gdb-interrupts-i386",      "interrupts", "i386", "Haswell", "int80"),
    Test("gdb-interrupts-x86_64",    "interrupts", "x86_64", "Haswell", "int80"),
    Test("gdb-path-i386-int80",      "path",    "i386",   "Haswell", "int80"),
    Test("gdb-path-i386-sysenter",   "path",    "i386",   "Haswell", "sysenter"),
    Test("gdb-path-x86_64-int80",    "path",    "x86_64", "Haswell", "int80"),
    Test("gdb-path-x86_64-sysenter", "path",    "x86_64", "Haswell", "sysenter"),
    Test("gdb-path-x86_64-syscall",  "path",    "x86_64", "EPYC",    "syscall"),
    Test("gdb-session-i386",         "session", "i386",   "Haswell", "sysenter", TOUR),
    Test("gdb-session-x86_64",       "session", "x86_64", "EPYC",    "syscall", TOUR),
)


def names():
    return [test.name for test in TESTS] + list(launch.TESTS)


def note(results):
    """For the report: how many instructions of the doors were checked, of how many."""
    found = [match for result in results for line in result.lines
             for match in [re.search(r"(\d+) instructions checked, (\d+) in the doors", line)] if match]
    return "; ".join(f"{match[1]} of {match[2]} instructions" for match in found)


def missing():
    """Why no gdb can serve here, or ''."""
    if not shutil.which("gdb"):
        return "no gdb on this machine"
    done = subprocess.run(["gdb", "-nx", "-batch", "-ex", "python print(gdb.VERSION)"], capture_output=True, text=True)
    return "" if done.returncode == 0 and done.stdout.strip() else "this gdb has no Python"


def switch_off(pidfile):
    """Ends the machine if its gdb did not: QEMU removes the file when it ends."""
    try:
        with open(pidfile) as file:
            os.kill(int(file.read()), signal.SIGKILL)
        os.remove(pidfile)
    except (OSError, ValueError):
        pass


def run(name, initramfs, logs, accel):
    if name in launch.TESTS:
        return launch.run(name, logs)
    return run_test(next(one for one in TESTS if one.name == name), initramfs, logs, accel)


def run_test(test, initramfs, logs, accel, **more):
    """Runs one, with `more` in its environment; its output with gdb's is in the log."""
    name, why = test.name, missing()
    if why:
        return tap.Result(name, why=why)
    kernel = f"build/{test.arch}/kernel"
    image = kernel + (".elf32" if test.arch == "x86_64" else "")
    words = ["console=ttyS0", f"entry={test.entry}", f'RUN="{test.run}"', "POWEROFF=1"]
    # The machine ends with its gdb, and if that is killed, by its own limit.
    guest = ["timeout", str(LIMIT), *machine.base(test.arch, test.cpu, "64M", accel), *machine.kernel(image, initramfs, words),
             "-serial", f"file:{logs}/{name}.console", "-gdb", "stdio", "-S", "-pidfile", f"{logs}/{name}.pid"]
    environment = dict(os.environ, **more, VESTIBULE_ENTRY=test.entry, LC_ALL="C", PYTHONDONTWRITEBYTECODE="1",
                       VESTIBULE_MACHINE=" ".join(map(shlex.quote, guest)) + f" 2>{logs}/{name}.qemu")
    command = ["gdb", "-nx", "-q", "-batch", "-iex", f"add-auto-load-safe-path {os.path.abspath(os.path.dirname(kernel))}",
               "-iex", "set pagination off", kernel, "-x", f"tests/gdb/{test.script}.py"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               env=environment, start_new_session=True)
    late = False
    debugger = machine.Started(process)
    machine.RUNNING.add(debugger)
    try:
        text = process.communicate(timeout=LIMIT)[0].decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        late = True
        os.killpg(process.pid, signal.SIGKILL)
        text = process.communicate()[0].decode("utf-8", "replace")
    finally:
        machine.RUNNING.discard(debugger)
        switch_off(f"{logs}/{name}.pid")
    with open(f"{logs}/{name}.log", "w", encoding="utf-8") as file:
        file.write(text)
    status = tap.STATUS_TIMEOUT if late else process.returncode if process.returncode >= 0 else 128 - process.returncode
    return tap.judge(name, text.splitlines(), status)
