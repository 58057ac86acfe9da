# SPDX-License-Identifier: MIT
"""What the linked kernels must be, read with binutils: where user memory is opened, and the clamp of the number."""

import bisect
import re
import subprocess

from .points import Points

CELL = "image"
KERNELS = [f"build/{arch}{debug}/kernel" for arch in ("i386", "x86_64") for debug in ("", "-debug")]
STAC, CLAC = 0xCB, 0xCA  # arch/x86/include/asm/smap.h
# Who opens user memory: arch/x86/lib, and get_stack_arg() in the one function that calls it.
OPENERS = re.compile(r"copy_(from|to)_user(_partial)?|copy_user|clear_user(_partial)?|(get|put)_user_[124]|str(ncpy_from|nlen)_user"
                     r"|cmpxchg_user|futex_op_user|do_fast_syscall_32")
REGISTER = {"eax": "ax", "rax": "ax", "ecx": "cx", "rcx": "cx", "edx": "dx", "rdx": "dx", "ebx": "bx", "rbx": "bx",
            "esi": "si", "rsi": "si", "edi": "di", "rdi": "di", "ebp": "bp", "rbp": "bp"}


def names():
    return [path.split("/")[1] for path in KERNELS]


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def functions(path):
    """Addresses of code, sorted, and the names there."""
    found = []
    for line in output("nm", "-n", path).splitlines():
        address, kind, name = line.split()
        if kind in "tT":
            found.append((int(address, 16), name.split(".")[0]))
    return [address for address, _name in found], [name for _address, name in found]


def sites(path):
    """(address, last byte of the instruction) of each place that smap_patch() writes to."""
    words, start = b"", None
    for line in output("objdump", "-s", "-j", ".smap_patch", path).splitlines():
        match = re.match(r"^ ([0-9a-f]+) ((?:[0-9a-f]{2,8} ){1,4})", line)
        if match:
            start = int(match[1], 16) if start is None else start
            words += bytes.fromhex(match[2].replace(" ", ""))
    for at in range(0, len(words), 8):
        yield start + at + int.from_bytes(words[at:at + 4], "little", signed=True), words[at + 4]


def clamped(path, function):
    """True if every call through the table in the function has an index that CMOVAE made last."""
    code = output("objdump", "-d", "--no-show-raw-insn", f"--disassemble={function}", path)
    last, calls = None, 0
    for line in code.splitlines():
        cmov = re.search(r"cmovae .*,%(\w+)", line)
        call = re.search(r"call\s+\*.*\(,%(\w+),[48]\)|mov\s+.*\(,%(\w+),[48]\),", line)
        if cmov:
            last = REGISTER.get(cmov[1])
        elif call:
            calls += 1
            if last is None or REGISTER.get(call[1] or call[2]) != last:
                return False
    return calls > 0


def run(name, _initramfs, _logs, _accel):
    path = f"build/{name}/kernel"
    points = Points(name)
    starts, names_there = functions(path)
    where = lambda address: names_there[bisect.bisect_right(starts, address) - 1]
    all_sites = list(sites(path))
    stac = [where(address) for address, byte in all_sites if byte == STAC]
    clac = [where(address) for address, byte in all_sites if byte == CLAC]
    wrong = sorted({one for one in stac if not OPENERS.fullmatch(one)})
    points.ok(len(stac) > 10, "there is a list of places that open user memory", f"{len(stac)}")
    points.ok(not wrong, "only user copies open user memory", " ".join(wrong))
    left = sorted(set(stac) - set(clac))
    points.ok(not left, "each of them closes it", " ".join(left))
    literal = re.findall(r"\t(?:stac|clac)\b", output("objdump", "-d", path))
    points.ok(not literal, "nothing else is STAC or CLAC", f"{len(literal)}")
    for function in ("do_int80_syscall_32", "do_fast_syscall_32"):
        points.ok(clamped(path, function), f"{function}: CMOVAE clamps the number that indexes the table")
    return points.result()
