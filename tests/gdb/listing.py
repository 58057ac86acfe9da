# SPDX-License-Identifier: MIT
"""The instructions of .entry.text as objdump lists them: what must be covered is not decided by the CFI itself."""

import re
import subprocess

LINE = re.compile(r"^ *([0-9a-f]+):\t(?:[0-9a-f]{2} )+ *\t?(.*)$")
LABEL = re.compile(r"^([0-9a-f]+) <(.*)>:$")
PADDING = re.compile(r"^(nop|nop[wl] .*|cs nop[wl] .*|data16 .*nop.*|xchg +%ax,%ax|lea +0x0\(%esi(,%eiz,1)?\),%esi)$")
AWAY = re.compile(r"^(jmp|iret|sysexit|sysret|ret|ud2)")


class Instruction:
    def __init__(self, address, text, label):
        self.address, self.text, self.label = address, text.strip(), label
        self.next = None

    def jumps(self):
        return re.match(r"^j[a-z]+ ", self.text) and not self.text.startswith("jmp")

    def target(self):
        return int(self.text.split()[1], 16)

    def ends(self):
        return bool(re.match(r"^(iret|sysexit|sysret)", self.text))


def read(path):
    """{address: Instruction}, without the padding behind jumps."""
    text = subprocess.run(["objdump", "-dw", "-j", ".entry.text", path], capture_output=True, text=True, check=True).stdout
    found, label, last, idle = {}, "", None, False
    for line in text.split("\n"):
        match = LABEL.match(line)
        if match:
            label = match[2]
            continue
        match = LINE.match(line)
        if not match:
            continue
        one = Instruction(int(match[1], 16), match[2].split("#")[0].split("<")[0], label)
        if idle and PADDING.match(one.text):
            continue
        idle = bool(AWAY.match(one.text))
        found[one.address] = one
        if last:
            last.next = one.address
        last = one
    return found
