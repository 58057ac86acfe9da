# SPDX-License-Identifier: MIT
"""One recording: a machine, a gdb that steps it (record.py), and the file that comes out."""

import concurrent.futures
import json
import os
import re
import shlex
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests"))

from runner import machine  # noqa: E402

from phases import Path  # noqa: E402

OUT = "build/trace"
INITRAMFS = "build/initramfs.cpio"
AMD = "EPYC"  # SYSCALL from 32-bit code
ENTRIES = {"i386": ("int80", "sysenter"), "x86_64": ("int80", "sysenter", "syscall")}
ALL = tuple((arch, entry) for arch, entries in ENTRIES.items() for entry in entries)
LIMIT = 180  # seconds for one
PARALLEL = 2


class Failed(Exception):
    """In a line, what to say."""


def calls():
    """The names that CALL= may have: user/traced.c says."""
    with open("user/traced.c", encoding="utf-8") as file:
        return re.findall(r"^\tCALL\((\w+),", file.read(), re.MULTILINE)


def file_of(arch, entry, call):
    return f"{OUT}/{arch}-{entry}-{call}.json"


def guest(arch, entry, call, cpu, accel, kernel):
    """QEMU's command line: limited in time, also where its gdb dies."""
    image = kernel + (".elf32" if arch == "x86_64" else "")
    words = ["console=ttyS0", f"entry={entry}", f'RUN="/bin/traced {call}"', "POWEROFF=1"]
    return ["timeout", str(LIMIT), *machine.base(arch, cpu, "64M", accel), *machine.kernel(image, INITRAMFS, words),
            "-serial", f"file:{OUT}/{arch}-{entry}-{call}.console", "-gdb", "stdio", "-S"]


def record(gdb, arch, entry, call, cpu="", accel="tcg", debug=False):
    """Records one; returns the annotated trace, which is also in file_of()."""
    os.makedirs(OUT, exist_ok=True)
    path, kernel = file_of(arch, entry, call), f"build/{arch}{'-debug' if debug else ''}/kernel"
    cpu = cpu or (AMD if entry == "syscall" else machine.DEFAULT_CPU)
    log = path.replace(".json", ".log")
    line = " ".join(map(shlex.quote, guest(arch, entry, call, cpu, accel, kernel))) + f" 2>{log}.qemu"
    environment = dict(os.environ, VESTIBULE_MACHINE=line, VESTIBULE_CALL=call, VESTIBULE_ENTRY=entry, VESTIBULE_TRACE=path,
                       LC_ALL="C", PYTHONDONTWRITEBYTECODE="1")
    command = [gdb, "-nx", "-q", "-batch", "-iex", f"add-auto-load-safe-path {os.path.abspath(os.path.dirname(kernel))}",
               "-iex", "set pagination off", kernel, "-x", os.path.join(ROOT, "debug/trace/record.py")]
    if os.path.exists(path):
        os.remove(path)
    done = run(command, environment, log)
    if not os.path.exists(path):
        lines = [text for text in done.splitlines() if text.startswith("trace: ")]
        raise Failed(f"{arch} {entry} {call}: {lines[-1][7:] if lines else 'gdb ended without a recording'} (see {log} and {log}.qemu)")
    with open(path, encoding="utf-8") as file:
        trace = Path(json.load(file)).annotate()
    if not any(came_by(entry, trace["code"][step["pc"]]) for step in trace["steps"] if step["phase"] == "hardware frame"):
        os.remove(path)
        raise Failed(f"the guest with CPU={cpu} does not enter by {entry}: it chose another instruction")
    trace["cpu"] = cpu.split(",")[0]
    with open(path, "w", encoding="utf-8") as file:
        json.dump(trace, file, indent=1)
    return trace


def record_all(gdb, paths, call, cpu="", accel="tcg", debug=False):
    """Of each (arch, entry), in their order."""
    with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
        jobs = [pool.submit(record, gdb, arch, entry, call, cpu, accel, debug) for arch, entry in paths]
        return [job.result() for job in jobs]


def run(command, environment, log):
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=environment, timeout=LIMIT, check=False)
        text = done.stdout.decode("utf-8", "replace")
    except subprocess.TimeoutExpired as error:
        text = (error.stdout or b"").decode("utf-8", "replace") + f"trace: not done in {LIMIT} s\n"
    with open(log, "w", encoding="utf-8") as file:
        file.write(text)
    return text


def came_by(entry, code):
    return code["asm"].startswith("int $0x80" if entry == "int80" else entry)


def check_qemu(arches):
    for arch in arches:
        if not shutil.which(machine.qemu(arch)):
            raise Failed(f"no {machine.qemu(arch)} here: install QEMU (Debian: qemu-system-x86)")
