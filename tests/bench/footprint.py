# SPDX-License-Identifier: MIT
"""How large a kernel is, and what it took until its first program ran."""

import re
import subprocess

from . import cells

# Quoted, not measured here: virtual seconds from power-on to the first user instruction.
OTHERS = {"Tilck": 0.115, "xv6": 0.089}
SIZE = {"M": 1 << 20}


def sections(path):
    """Bytes of text and read-only data in an ELF file."""
    text = subprocess.run(["size", "-A", "-d", path], capture_output=True, text=True, check=True).stdout
    sizes = {line.split()[0]: int(line.split()[1]) for line in text.splitlines()
             if line.startswith(".") and len(line.split()) == 3}
    return sum(size for name, size in sizes.items()
               if re.match(r"\.(text|entry|init\.text|rodata|ex_table|__ex_table)", name))


def iomem(lines):
    """Linux's own account in /proc/iomem, or None."""
    total = 0
    for line in lines:
        if match := re.match(r"([0-9a-f]+)-([0-9a-f]+) : Kernel (code|rodata)", line):
            total += int(match[2], 16) - int(match[1], 16) + 1
    return total or None


def of_cell(cell, facts, image):
    """What the table says of one machine."""
    memory = int(cells.MEMORY[:-1]) * SIZE[cells.MEMORY[-1]]
    first = int(facts.get("first-instruction", ["0"])[0])
    free = int(facts.get("free-bytes", ["0"])[0])
    return {
        "first_instruction": first or None,
        "used_after_boot": memory - free if free else None,
        "text_rodata": iomem(facts.get("/proc/iomem", [])) if cell.linux else sections(image.replace(".elf32", "")),
    }
